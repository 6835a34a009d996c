/* JSON (RFC 8259, I-JSON's RFC 7493 where they differ): what json-c takes too easily is refused in front of
 * it.
 *
 * json-c 0.16, strict flags set, still accepts duplicate keys, NaN and Infinity, single quotes, raw control
 * characters, comments and lone surrogates, and cuts a key at \u0000. Integers that do not fit 64 bits are
 * good JSON: they come out as INT64_MAX or INT64_MIN, beyond the bounds of every field.
 */
#ifndef CGI_STRICT_JSON_H
#define CGI_STRICT_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum { JSON_LEVELS_MAX = 16 }; /* of arrays and objects within each other */

/* Why a text is not accepted, and where. */
struct json_fault {
    const char *reason; /* the end of a sentence, for people; static */
    size_t offset;      /* in bytes, from 0 */
};

/* Parses text[0..bytes) into *value (NULL for the JSON null), which the caller gives back with
 * json_object_put(). Returns false, *value NULL and *fault filled if the text is not accepted. */
__attribute__((warn_unused_result)) bool
strict_json_parse(const char *text, size_t bytes, struct json_object **value, struct json_fault *fault);

#endif
