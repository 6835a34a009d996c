/* strict_cbor: takes any bytes, loads exactly what it has measured, and never more than it was given. */
#include "cgi/strict_cbor.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    const struct bytes input = { .at = data, .count = bytes };
    const size_t length = strict_cbor_length(input);
    size_t used = 0;
    cbor_item_t *item = strict_cbor_load(input, &used);
    if (length > bytes || (item != NULL && used != length) || (item != NULL && length == 0)) {
        abort();
    }
    if (item != NULL) {
        (void)strict_cbor_at_text(item, "fmt");
        (void)strict_cbor_at_integer(item, -1);
        (void)strict_cbor_bytes(item);
        cbor_decref(&item);
    }
    return 0;
}
