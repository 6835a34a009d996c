#include "device_token.h"

enum { SIGNED_CHARACTERS = UUID_HEX_CHARACTERS + UUID_HEX_CHARACTERS };

_Static_assert(DEVICE_TOKEN_TEXT_BYTES == SIGNED_CHARACTERS + TOKEN_MAC_TEXT_BYTES,
               "length of a device token");

void device_token_write(const struct token_keys *keys, const struct device_token *parts,
                        char text[DEVICE_TOKEN_TEXT_BYTES]) {
    uuid_to_hex(parts->ledger, text);
    uuid_to_hex(parts->device, text + UUID_HEX_CHARACTERS);
    token_mac_end(&keys->keys[0], TOKEN_MAC_DEVICE, text, SIGNED_CHARACTERS);
}

void device_token_read(const struct token_keys *keys, const char *text, struct device_token *parts) {
    struct device_token read;
    *parts = (struct device_token) { .ledger = "" };
    if (text != NULL && token_mac_is_genuine(keys, TOKEN_MAC_DEVICE, text, SIGNED_CHARACTERS) &&
        uuid_from_hex(text, read.ledger) && uuid_from_hex(text + UUID_HEX_CHARACTERS, read.device)) {
        *parts = read;
    }
}
