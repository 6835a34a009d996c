/* The parameters of a request's query, declared by a table, and what they come to: the JSON object that the
 * SQL functions read. */
#ifndef CGI_PARAMETERS_H
#define CGI_PARAMETERS_H

#include "faults.h"

#include <stdbool.h>
#include <stdint.h>

enum parameter_type {
    PARAMETER_TEXT,    /* min 0: an empty text counts as not given */
    PARAMETER_UUID,    /* lower case */
    PARAMETER_INTEGER, /* digits, without a sign or leading zeros */
    PARAMETER_BOOLEAN, /* true or false; min and max tell which is accepted: 0 … 1, or 1 … 1 for true alone */
    PARAMETER_DATE,
    PARAMETER_CURRENCY,
    PARAMETER_CHOICE,
    PARAMETER_MOMENT, /* a seq, or an instant by RFC 3339 */
};

enum { PARAMETERS_MAX = 32 }; /* of one query */

struct parameter {
    const char *name; /* NULL ends a table */
    enum parameter_type type;
    int64_t min; /* characters, or the least value */
    int64_t max;
    const char *const *choices; /* PARAMETER_CHOICE; ends with NULL */
};

/* One parameter that was given. */
struct argument {
    const struct parameter *parameter;
    const char *value; /* decoded */
};

struct parameters {
    struct argument arguments[PARAMETERS_MAX];
    size_t count;
};

/* Reads `query` (the part behind the question mark; application/x-www-form-urlencoded). Adds to `faults` what
 * is wrong: unknown, given twice, not UTF-8, badly encoded, out of bounds. `table` may be NULL: none known.
 */
void parameters_read(const struct parameter *table, const char *query, struct arena *arena,
                     struct parameters *parameters, struct faults *faults);

/* A parameter's value; NULL if it was not given. */
const char *parameters_value(const struct parameters *parameters, const char *name);

/* Appends the JSON object: integers as numbers, booleans as booleans, the rest as strings. */
void parameters_json(const struct parameters *parameters, struct buffer *json);

/* Appends the query that asks for the next page: the same parameters with `cursor` as cursor. */
void parameters_next_page(const struct parameters *parameters, const char *cursor, struct buffer *query);

#endif
