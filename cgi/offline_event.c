#include "offline_event.h"

#include "fields.h"

#include <stdio.h>
#include <string.h>

static const struct field no_fields[] = { { .name = NULL } };

static const struct field contact_created[] = {
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 200, .required = true },
    { .name = "phone", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "email", .type = FIELD_TEXT, .max = 254, .nullable = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10000, .nullable = true },
    { .name = NULL },
};

static const struct field contact_updated[] = {
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 200 },
    { .name = "phone", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "email", .type = FIELD_TEXT, .max = 254, .nullable = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10000, .nullable = true },
    { .name = NULL },
};

static const struct field contact_deleted[] = {
    { .name = "with_transactions", .type = FIELD_BOOLEAN },
    { .name = NULL },
};

static const char *const types[] = { "money", "item", NULL };
static const char *const directions[] = { "lent", "owed", NULL };

static const struct field transaction_created[] = {
    { .name = "contact_id", .type = FIELD_UUID, .required = true },
    { .name = "type", .type = FIELD_CHOICE, .choices = types },
    { .name = "direction", .type = FIELD_CHOICE, .choices = directions, .required = true },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX, .required = true },
    { .name = "currency", .type = FIELD_CURRENCY, .nullable = true },
    { .name = "description", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "transaction_date", .type = FIELD_DATE, .nullable = true },
    { .name = "due_date", .type = FIELD_DATE, .nullable = true },
    { .name = "settles", .type = FIELD_UUID_LIST, .max = 100, .nullable = true },
    { .name = NULL },
};

static const struct field transaction_updated[] = {
    { .name = "contact_id", .type = FIELD_UUID },
    { .name = "type", .type = FIELD_CHOICE, .choices = types },
    { .name = "direction", .type = FIELD_CHOICE, .choices = directions },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "currency", .type = FIELD_CURRENCY, .nullable = true },
    { .name = "description", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "transaction_date", .type = FIELD_DATE },
    { .name = "due_date", .type = FIELD_DATE, .nullable = true },
    { .name = "settles", .type = FIELD_UUID_LIST, .max = 100, .nullable = true },
    { .name = NULL },
};

static const struct field event_undone[] = {
    { .name = "event_id", .type = FIELD_UUID, .required = true },
    { .name = NULL },
};

/* What the data of each type of event may hold. */
static const struct {
    const char *type;
    const struct field *data;
} data_of[] = {
    { "CONTACT_CREATED", contact_created },
    { "CONTACT_UPDATED", contact_updated },
    { "CONTACT_DELETED", contact_deleted },
    { "TRANSACTION_CREATED", transaction_created },
    { "TRANSACTION_UPDATED", transaction_updated },
    { "TRANSACTION_DELETED", no_fields },
    { "EVENT_UNDONE", event_undone },
};

static const char *const event_types[] = { "CONTACT_CREATED",     "CONTACT_UPDATED",
                                           "CONTACT_DELETED",     "TRANSACTION_CREATED",
                                           "TRANSACTION_UPDATED", "TRANSACTION_DELETED",
                                           "EVENT_UNDONE",        NULL };

static const struct field envelope[] = {
    { .name = "id", .type = FIELD_UUID, .required = true },
    { .name = "type", .type = FIELD_CHOICE, .choices = event_types, .required = true },
    { .name = "aggregate_id", .type = FIELD_UUID, .required = true },
    { .name = "data", .type = FIELD_OBJECT, .nullable = true },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "made_at", .type = FIELD_INSTANT, .nullable = true },
    { .name = "expected_version", .type = FIELD_INTEGER, .max = AMOUNT_MAX, .nullable = true },
    { .name = NULL },
};

void offline_event_check_envelope(struct json_object *event, size_t place, struct faults *faults) {
    if (!json_object_is_type(event, json_type_object)) {
        char name[FAULT_PREFIX_BYTES];
        (void)snprintf(name, sizeof name, "events[%zu]", place);
        faults_add(faults, name, "type", "Must be an object.");
        return;
    }
    (void)snprintf(faults->prefix, sizeof faults->prefix, "events[%zu].", place);
    fields_check(envelope, event, faults);
    faults->prefix[0] = '\0';
}

void offline_event_check_data(struct json_object *event, struct faults *faults) {
    const char *type = fields_text(event, "type");
    struct json_object *data = json_object_object_get(event, "data");
    struct json_object *nothing = data == NULL ? json_object_new_object() : NULL;
    for (size_t i = 0; type != NULL && i < sizeof data_of / sizeof data_of[0]; i++) {
        if (strcmp(data_of[i].type, type) == 0) {
            (void)snprintf(faults->prefix, sizeof faults->prefix, "data.");
            fields_check(data_of[i].data, data == NULL ? nothing : data, faults);
            faults->prefix[0] = '\0';
        }
    }
    json_object_put(nothing);
}
