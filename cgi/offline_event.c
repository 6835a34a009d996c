#include "offline_event.h"

#include "contacts.h"
#include "fields.h"
#include "transactions.h"

#include <stdio.h>
#include <string.h>

static const struct field no_fields[] = { { .name = NULL } };

static const struct field event_undone[] = {
    { .name = "event_id", .type = FIELD_UUID, .required = true },
    { .name = NULL },
};

/* What the data of an event of this type may hold; NULL: there is no such type. */
static const struct field *data_of(const char *type) {
    const struct {
        const char *type;
        const struct field *data;
    } entries[] = {
        { "CONTACT_CREATED", contact_created_fields },
        { "CONTACT_UPDATED", contact_updated_fields },
        { "CONTACT_DELETED", contact_deleted_fields },
        { "TRANSACTION_CREATED", transaction_created_fields },
        { "TRANSACTION_UPDATED", transaction_updated_fields },
        { "TRANSACTION_DELETED", no_fields },
        { "EVENT_UNDONE", event_undone },
    };
    for (size_t i = 0; type != NULL && i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].type, type) == 0) {
            return entries[i].data;
        }
    }
    return NULL;
}

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
    const struct field *known = data_of(fields_text(event, "type"));
    struct json_object *data = json_object_object_get(event, "data");
    struct json_object *nothing = data == NULL ? json_object_new_object() : NULL;
    if (known != NULL) {
        (void)snprintf(faults->prefix, sizeof faults->prefix, "data.");
        fields_check(known, data == NULL ? nothing : data, faults);
        faults->prefix[0] = '\0';
    }
    json_object_put(nothing);
}
