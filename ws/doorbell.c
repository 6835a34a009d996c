#include "doorbell.h"

#include "seq.h"
#include "site/uuid.h"

#include <string.h>

_Static_assert((int)UUID_TEXT_BYTES == (int)GRANT_UUID_BYTES, "one text form of a UUID");

bool doorbell_parse(struct doorbell *doorbell, const char *payload) {
    *doorbell = (struct doorbell) { .head = 0 };
    const size_t bytes = strlen(payload);
    if (bytes <= UUID_TEXT_BYTES || !uuid_is_text(payload, UUID_CHARACTERS) ||
        payload[UUID_CHARACTERS] != ' ' ||
        !seq_parse(payload + UUID_TEXT_BYTES, bytes - UUID_TEXT_BYTES, &doorbell->head)) {
        return false;
    }
    memcpy(doorbell->ledger, payload, UUID_CHARACTERS);
    return true;
}
