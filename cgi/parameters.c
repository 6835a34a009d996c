#include "parameters.h"

#include "calendar.h"
#include "currency.h"
#include "site/utf8.h"
#include "site/uuid.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct parameter *find(const struct parameter *table, const char *name) {
    for (const struct parameter *parameter = table; parameter != NULL && parameter->name != NULL;
         parameter++) {
        if (strcmp(parameter->name, name) == 0) {
            return parameter;
        }
    }
    return NULL;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Decodes text[0..bytes) into the arena: %XX, and + for a space. Returns NULL if an escape is broken, encodes
 * a NUL, or the result is not UTF-8. */
static char *decode(struct arena *arena, const char *text, size_t bytes) {
    char *decoded = arena_alloc(arena, bytes + 1);
    size_t length = 0;
    for (size_t i = 0; decoded != NULL && i < bytes; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%') {
            const int high = i + 2 < bytes ? hex_digit(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            if (low < 0 || (high == 0 && low == 0)) {
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        decoded[length++] = c;
    }
    if (decoded == NULL || !utf8_is_valid(decoded, length)) {
        return NULL;
    }
    decoded[length] = '\0';
    return decoded;
}

/* Decimal digits without a leading zero; -1 if they are none, or do not fit. */
static int64_t read_integer(const char *text) {
    if (*text == '\0' || (*text == '0' && text[1] != '\0')) {
        return -1;
    }
    int64_t value = 0;
    for (; *text != '\0'; text++) {
        const int digit = *text - '0';
        if (digit < 0 || digit > 9 || value > (INT64_MAX - digit) / 10) {
            return -1;
        }
        value = value * 10 + digit;
    }
    return value;
}

static void check_text(const struct parameter *parameter, const char *value, struct faults *faults) {
    const size_t bytes = strlen(value);
    const int64_t characters = (int64_t)utf8_characters(value, bytes);
    if (characters < parameter->min || characters > parameter->max) {
        faults_add(faults, parameter->name, characters < parameter->min ? "too_short" : "too_long",
                   "Must have from %" PRId64 " to %" PRId64 " characters.", parameter->min, parameter->max);
    } else if (utf8_has_control(value, bytes, false)) {
        faults_add(faults, parameter->name, "format", "Must not have control characters.");
    }
}

static void check_uuid(const struct parameter *parameter, const char *value, struct faults *faults) {
    if (!uuid_is_text(value, strlen(value))) {
        faults_add(faults, parameter->name, "format", "Must be a UUID in lower case.");
    }
}

static void check_integer(const struct parameter *parameter, const char *value, struct faults *faults) {
    const int64_t integer = read_integer(value);
    if (integer < 0 && strspn(value, "-0123456789") != strlen(value)) {
        faults_add(faults, parameter->name, "format", "Must be an integer.");
    } else if (integer < parameter->min || integer > parameter->max) {
        faults_add(faults, parameter->name, "range", "Must be from %" PRId64 " to %" PRId64 ".",
                   parameter->min, parameter->max);
    }
}

static void check_boolean(const struct parameter *parameter, const char *value, struct faults *faults) {
    const bool is_true = strcmp(value, "true") == 0;
    const bool is_false = strcmp(value, "false") == 0;
    if (!(is_true && parameter->max == 1) && !(is_false && parameter->min == 0)) {
        faults_add(faults, parameter->name, "choice",
                   parameter->min == 0 ? "Must be true or false." : "Must be true.");
    }
}

static void check_date(const struct parameter *parameter, const char *value, struct faults *faults) {
    if (!calendar_is_day(value, strlen(value))) {
        faults_add(faults, parameter->name, "format", "Must be a day of the calendar, YYYY-MM-DD.");
    }
}

static void check_currency(const struct parameter *parameter, const char *value, struct faults *faults) {
    if (!currency_is_in_use(value)) {
        faults_add(faults, parameter->name, "choice", "Must be a currency of ISO 4217 in use, like EUR.");
    }
}

static void check_choice(const struct parameter *parameter, const char *value, struct faults *faults) {
    char known[128] = "";
    for (const char *const *choice = parameter->choices; *choice != NULL; choice++) {
        if (strcmp(*choice, value) == 0) {
            return;
        }
        const size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "", *choice);
    }
    faults_add(faults, parameter->name, "choice", "Must be one of: %s.", known);
}

static void check_moment(const struct parameter *parameter, const char *value, struct faults *faults) {
    if (read_integer(value) < 0 && !calendar_is_instant(value, strlen(value))) {
        faults_add(faults, parameter->name, "format",
                   "Must be a seq, or an instant like 2026-01-31T12:00:00Z (RFC 3339).");
    }
}

static void (*const checks[])(const struct parameter *parameter, const char *value, struct faults *faults) = {
    [PARAMETER_TEXT] = check_text,       [PARAMETER_UUID] = check_uuid,
    [PARAMETER_INTEGER] = check_integer, [PARAMETER_BOOLEAN] = check_boolean,
    [PARAMETER_DATE] = check_date,       [PARAMETER_CURRENCY] = check_currency,
    [PARAMETER_CHOICE] = check_choice,   [PARAMETER_MOMENT] = check_moment,
};

/* Takes one name=value in. */
static void read_pair(const struct parameter *table, const char *pair, size_t bytes, struct arena *arena,
                      struct parameters *parameters, struct faults *faults) {
    const char *equals = memchr(pair, '=', bytes);
    const size_t name_bytes = equals == NULL ? bytes : (size_t)(equals - pair);
    const char *name = decode(arena, pair, name_bytes);
    const char *value = equals == NULL ? "" : decode(arena, equals + 1, bytes - name_bytes - 1);
    const struct parameter *parameter = name == NULL ? NULL : find(table, name);
    if (parameter == NULL) {
        faults_add(faults, name == NULL ? "?" : name, "unknown", "There is no such parameter.");
    } else if (parameters_value(parameters, name) != NULL) {
        faults_add(faults, name, "duplicate", "Must be given once.");
    } else if (value == NULL) {
        faults_add(faults, name, "format", "Must be percent-encoded UTF-8 without NUL.");
    } else {
        checks[parameter->type](parameter, value, faults);
        if (parameters->count < PARAMETERS_MAX) {
            parameters->arguments[parameters->count++] =
                (struct argument) { .parameter = parameter, .value = value };
        }
    }
}

void parameters_read(const struct parameter *table, const char *query, struct arena *arena,
                     struct parameters *parameters, struct faults *faults) {
    parameters->count = 0;
    while (*query != '\0') {
        const size_t bytes = strcspn(query, "&");
        if (bytes > 0) {
            read_pair(table, query, bytes, arena, parameters, faults);
        }
        query += bytes + (query[bytes] == '&');
    }
}

const char *parameters_value(const struct parameters *parameters, const char *name) {
    for (size_t i = 0; i < parameters->count; i++) {
        if (strcmp(parameters->arguments[i].parameter->name, name) == 0) {
            return parameters->arguments[i].value;
        }
    }
    return NULL;
}

/* Whether a value is written without quotes. */
static bool is_bare(const struct argument *argument) {
    switch (argument->parameter->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_BOOLEAN:
        return true;
    case PARAMETER_MOMENT:
        return read_integer(argument->value) >= 0;
    default:
        return false;
    }
}

void parameters_json(const struct parameters *parameters, struct buffer *json) {
    const char *before = "{";
    for (size_t i = 0; i < parameters->count; i++) {
        const struct argument *argument = &parameters->arguments[i];
        if (*argument->value == '\0') {
            continue; /* an empty text: the same as none */
        }
        buffer_text(json, before);
        buffer_json_string(json, argument->parameter->name, strlen(argument->parameter->name));
        buffer_text(json, ":");
        if (is_bare(argument)) {
            buffer_text(json, argument->value);
        } else {
            buffer_json_string(json, argument->value, strlen(argument->value));
        }
        before = ",";
    }
    buffer_text(json, *before == '{' ? "{}" : "}");
}

void parameters_next_page(const struct parameters *parameters, const char *cursor, struct buffer *query) {
    for (size_t i = 0; i < parameters->count; i++) {
        const struct argument *argument = &parameters->arguments[i];
        if (strcmp(argument->parameter->name, "cursor") != 0) {
            buffer_format(query, "%s=", argument->parameter->name);
            buffer_percent_encoded(query, argument->value);
            buffer_text(query, "&");
        }
    }
    buffer_text(query, "cursor=");
    buffer_percent_encoded(query, cursor);
}
