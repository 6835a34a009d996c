/* The fields of a request's body, declared by a table: every fault of a body is found in one pass. */
#ifndef CGI_FIELDS_H
#define CGI_FIELDS_H

#include "faults.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

/* The largest integer that every JSON reader holds exactly (RFC 7493 §2.2). */
#define AMOUNT_MAX INT64_C(9007199254740991)

enum field_type {
    FIELD_TEXT,      /* one line: no control characters */
    FIELD_LINES,     /* text that may have several lines */
    FIELD_SECRET,    /* text of any characters, never echoed */
    FIELD_PASSWORD,  /* a new one: as FIELD_SECRET, and none of the most common */
    FIELD_USERNAME,  /* of A-Z a-z 0-9 . _ @ + - */
    FIELD_UUID,      /* lower case */
    FIELD_UUID_LIST, /* without duplicates */
    FIELD_INTEGER,
    FIELD_DATE,
    FIELD_CURRENCY, /* ISO 4217, in use */
    FIELD_CHOICE,
    FIELD_INSTANT, /* RFC 3339 */
    FIELD_HASH,    /* SHA-256 in lower-case hexadecimal */
    FIELD_BOOLEAN,
    FIELD_OBJECT,
    FIELD_LIST, /* of anything; its elements are the handler's to check */
};

struct field {
    const char *name; /* NULL ends a table */
    enum field_type type;
    int64_t min; /* characters of a text, elements of a list, or the least value; a text with min > 0 must not
                    be blank */
    int64_t max;
    const char *const *choices; /* FIELD_CHOICE; ends with NULL */
    bool required;
    bool nullable; /* null is accepted and means the same as leaving it out */
};

/* Adds to `faults` whatever is wrong with `body`, an object: unknown, missing, and ill-formed fields. */
void fields_check(const struct field *table, struct json_object *body, struct faults *faults);

/* A field's text; NULL if it is not there, or no string. It lives as long as `body`. */
const char *fields_text(struct json_object *body, const char *name);

/* Whether a field is there and not null. */
bool fields_has(struct json_object *body, const char *name);

/* Whether a field is there and true. */
bool fields_is_true(struct json_object *body, const char *name);

/* Whether a field is a string without anything to be seen. */
bool fields_is_blank(struct json_object *body, const char *name);

#endif
