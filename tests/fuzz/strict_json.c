/* strict_json: takes any bytes, and what it has accepted is accepted again as json-c writes it. */
#include "cgi/strict_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    struct json_object *value = NULL;
    struct json_object *again = NULL;
    struct json_fault fault;
    if (!strict_json_parse((const char *)data, bytes, &value, &fault)) {
        if (value != NULL || fault.reason == NULL || fault.offset > bytes) {
            abort();
        }
        return 0;
    }
    const char *text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
    if (!strict_json_parse(text, strlen(text), &again, &fault) || !json_object_equal(value, again)) {
        abort();
    }
    json_object_put(again);
    json_object_put(value);
    return 0;
}
