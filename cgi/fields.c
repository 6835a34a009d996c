#include "fields.h"

#include "calendar.h"
#include "currency.h"
#include "site/password.h"
#include "site/utf8.h"
#include "site/uuid.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A value that has the right JSON type, with its field. */
struct candidate {
    const struct field *field;
    struct json_object *value;
    const char *text; /* of a string; NULL for others */
    size_t bytes;
};

static bool is_secret(const struct field *field) {
    return field->type == FIELD_SECRET || field->type == FIELD_PASSWORD;
}

static void check_length(const struct candidate *candidate, struct faults *faults) {
    const struct field *field = candidate->field;
    const int64_t characters = (int64_t)utf8_characters(candidate->text, candidate->bytes);
    if (characters < field->min) {
        faults_add(faults, field->name, "too_short", "Must have at least %" PRId64 " character%s.",
                   field->min, field->min == 1 ? "" : "s");
    } else if (characters > field->max) {
        faults_add(faults, field->name, "too_long", "Must have at most %" PRId64 " characters.", field->max);
    } else if (field->min > 0 && !is_secret(field) && utf8_is_blank(candidate->text, candidate->bytes)) {
        faults_add(faults, field->name, "blank", "Must not be blank.");
    } else if (!is_secret(field) &&
               utf8_has_control(candidate->text, candidate->bytes, field->type == FIELD_LINES)) {
        faults_add(faults, field->name, "format", "Must not have control characters%s.",
                   field->type == FIELD_LINES ? " other than tabs and ends of lines" : "");
    }
}

static void check_password(const struct candidate *candidate, struct faults *faults) {
    if (password_is_common(candidate->text) || password_is_a_name(candidate->text, NULL)) {
        faults_add(faults, candidate->field->name, "common", "Is one of the passwords that are tried first.");
    } else {
        check_length(candidate, faults);
    }
}

static void check_username(const struct candidate *candidate, struct faults *faults) {
    const size_t allowed = strspn(candidate->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                   "0123456789._@+-");
    if (allowed != candidate->bytes) {
        faults_add(faults, candidate->field->name, "format",
                   "Must be made of the letters A to Z, digits, and . _ @ + - only.");
    } else {
        check_length(candidate, faults);
    }
}

static void check_uuid(const struct candidate *candidate, struct faults *faults) {
    if (!uuid_is_text(candidate->text, candidate->bytes)) {
        faults_add(faults, candidate->field->name, "format", "Must be a UUID in lower case.");
    }
}

static void check_date(const struct candidate *candidate, struct faults *faults) {
    if (!calendar_is_day(candidate->text, candidate->bytes)) {
        faults_add(faults, candidate->field->name, "format", "Must be a day of the calendar, YYYY-MM-DD.");
    }
}

static void check_hash(const struct candidate *candidate, struct faults *faults) {
    if (candidate->bytes != 64 || strspn(candidate->text, "0123456789abcdef") != 64) {
        faults_add(faults, candidate->field->name, "format", "Must be 64 hexadecimal digits in lower case.");
    }
}

static void check_instant(const struct candidate *candidate, struct faults *faults) {
    if (!calendar_is_instant(candidate->text, candidate->bytes)) {
        faults_add(faults, candidate->field->name, "format",
                   "Must be an instant by RFC 3339, like 2026-01-31T12:00:00Z.");
    }
}

static void check_currency(const struct candidate *candidate, struct faults *faults) {
    if (!currency_is_in_use(candidate->text)) {
        faults_add(faults, candidate->field->name, "choice",
                   "Must be a currency of ISO 4217 in use, like EUR.");
    }
}

static void check_choice(const struct candidate *candidate, struct faults *faults) {
    char known[128] = "";
    for (const char *const *choice = candidate->field->choices; *choice != NULL; choice++) {
        if (strcmp(*choice, candidate->text) == 0) {
            return;
        }
        const size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "", *choice);
    }
    faults_add(faults, candidate->field->name, "choice", "Must be one of: %s.", known);
}

static void check_integer(const struct candidate *candidate, struct faults *faults) {
    const struct field *field = candidate->field;
    const int64_t value = json_object_get_int64(candidate->value);
    if (value < field->min || value > field->max) {
        faults_add(faults, field->name, "range", "Must be from %" PRId64 " to %" PRId64 ".", field->min,
                   field->max);
    }
}

/* Adds an id to those that the list has. Returns false if it is among them. */
static bool add_id(struct json_object *ids, const char *id) {
    return !json_object_object_get_ex(ids, id, NULL) && json_object_object_add(ids, id, NULL) == 0;
}

static bool has_list_length(const struct candidate *candidate, struct faults *faults) {
    const struct field *field = candidate->field;
    const size_t length = json_object_array_length(candidate->value);
    if (length < (size_t)field->min || length > (size_t)field->max) {
        faults_add(faults, field->name, length < (size_t)field->min ? "too_short" : "too_long",
                   "Must have from %" PRId64 " to %" PRId64 " elements.", field->min, field->max);
        return false;
    }
    return true;
}

static void check_list(const struct candidate *candidate, struct faults *faults) {
    (void)has_list_length(candidate, faults);
}

static void check_nothing(const struct candidate *candidate, struct faults *faults) {
    (void)candidate;
    (void)faults;
}

static void check_uuid_list(const struct candidate *candidate, struct faults *faults) {
    const struct field *field = candidate->field;
    if (!has_list_length(candidate, faults)) {
        return;
    }
    struct json_object *ids = json_object_new_object();
    const size_t length = json_object_array_length(candidate->value);
    for (size_t i = 0; i < length; i++) {
        struct json_object *element = json_object_array_get_idx(candidate->value, i);
        if (!json_object_is_type(element, json_type_string)) {
            faults_add(faults, field->name, "type", "Must be a list of strings; element %zu is none.", i + 1);
        } else if (!uuid_is_text(json_object_get_string(element),
                                 (size_t)json_object_get_string_len(element))) {
            faults_add(faults, field->name, "format", "Element %zu must be a UUID in lower case.", i + 1);
        } else if (!add_id(ids, json_object_get_string(element))) {
            faults_add(faults, field->name, "duplicate", "Element %zu is in the list already.", i + 1);
        }
    }
    (void)json_object_put(ids);
}

static const struct {
    enum json_type json;
    const char *name; /* for people */
    void (*check)(const struct candidate *candidate, struct faults *faults);
} types[] = {
    [FIELD_TEXT] = { json_type_string, "a string", check_length },
    [FIELD_LINES] = { json_type_string, "a string", check_length },
    [FIELD_SECRET] = { json_type_string, "a string", check_length },
    [FIELD_PASSWORD] = { json_type_string, "a string", check_password },
    [FIELD_USERNAME] = { json_type_string, "a string", check_username },
    [FIELD_UUID] = { json_type_string, "a string", check_uuid },
    [FIELD_UUID_LIST] = { json_type_array, "an array", check_uuid_list },
    [FIELD_INTEGER] = { json_type_int, "an integer, without a fraction or exponent", check_integer },
    [FIELD_DATE] = { json_type_string, "a string", check_date },
    [FIELD_CURRENCY] = { json_type_string, "a string", check_currency },
    [FIELD_CHOICE] = { json_type_string, "a string", check_choice },
    [FIELD_INSTANT] = { json_type_string, "a string", check_instant },
    [FIELD_HASH] = { json_type_string, "a string", check_hash },
    [FIELD_BOOLEAN] = { json_type_boolean, "true or false", check_nothing },
    [FIELD_OBJECT] = { json_type_object, "an object", check_nothing },
    [FIELD_LIST] = { json_type_array, "an array", check_list },
};

static void check_value(const struct field *field, struct json_object *value, struct faults *faults) {
    if (!json_object_is_type(value, types[field->type].json)) {
        faults_add(faults, field->name, "type", "Must be %s.", types[field->type].name);
        return;
    }
    struct candidate candidate = { .field = field, .value = value };
    if (types[field->type].json == json_type_string) {
        candidate.text = json_object_get_string(value);
        candidate.bytes = (size_t)json_object_get_string_len(value);
    }
    types[field->type].check(&candidate, faults);
}

static const struct field *find(const struct field *table, const char *name) {
    for (const struct field *field = table; field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}

void fields_check(const struct field *table, struct json_object *body, struct faults *faults) {
    for (const struct field *field = table; field->name != NULL; field++) {
        struct json_object *value = NULL;
        const bool given = json_object_object_get_ex(body, field->name, &value);
        if (given && (value != NULL || !field->nullable)) {
            check_value(field, value, faults);
        } else if (field->required) {
            faults_add(faults, field->name, "required", "Must be given.");
        }
    }
    json_object_object_foreach(body, name, value) {
        (void)value;
        if (find(table, name) == NULL) {
            faults_add(faults, name, "unknown", "There is no such field.");
        }
    }
}

const char *fields_text(struct json_object *body, const char *name) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(body, name, &value) || !json_object_is_type(value, json_type_string)) {
        return NULL;
    }
    return json_object_get_string(value);
}

bool fields_has(struct json_object *body, const char *name) {
    struct json_object *value = NULL;
    return json_object_object_get_ex(body, name, &value) && value != NULL;
}

bool fields_is_true(struct json_object *body, const char *name) {
    struct json_object *value = NULL;
    return json_object_object_get_ex(body, name, &value) && json_object_is_type(value, json_type_boolean) &&
           json_object_get_boolean(value) != 0;
}

bool fields_is_blank(struct json_object *body, const char *name) {
    const char *text = fields_text(body, name);
    return text != NULL && utf8_is_blank(text, strlen(text));
}
