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
    { .name = "expected_transactions", .type = FIELD_INTEGER, .max = AMOUNT_MAX, .nullable = true },
    { .name = NULL },
};

/* An event as GET /api/events shows it. */
static const char *const aggregate_types[] = { "contact", "transaction", NULL };

static const struct field exported[] = {
    { .name = "seq", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX, .required = true },
    { .name = "id", .type = FIELD_UUID, .required = true },
    { .name = "type", .type = FIELD_CHOICE, .choices = event_types, .required = true },
    { .name = "aggregate_type", .type = FIELD_CHOICE, .choices = aggregate_types, .required = true },
    { .name = "aggregate_id", .type = FIELD_UUID, .required = true },
    { .name = "version", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX, .required = true },
    { .name = "data", .type = FIELD_OBJECT, .required = true },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "actor", .type = FIELD_OBJECT, .required = true },
    { .name = "made_at", .type = FIELD_INSTANT, .nullable = true },
    { .name = "recorded_at", .type = FIELD_INSTANT, .required = true },
    { .name = "hash", .type = FIELD_HASH, .required = true },
    { .name = NULL },
};

static const struct field actor[] = {
    { .name = "account_id", .type = FIELD_UUID, .required = true },
    { .name = "device", .type = FIELD_TEXT, .max = 200, .nullable = true },
    { .name = NULL },
};

static bool is_object(struct json_object *event, size_t place, struct faults *faults) {
    if (!json_object_is_type(event, json_type_object)) {
        faults_no_prefix(faults);
        char name[FAULT_PREFIX_BYTES];
        (void)snprintf(name, sizeof name, "events[%zu]", place);
        faults_add(faults, name, "type", "Must be an object.");
        return false;
    }
    return true;
}

void offline_event_check_envelope(struct json_object *event, size_t place, struct faults *faults) {
    if (is_object(event, place, faults)) {
        faults_prefix(faults, "events[%zu].", place);
        fields_check(envelope, event, faults);
        faults_no_prefix(faults);
    }
}

/* Whatever stands at `name` is checked if it is an object; that it must be one, the field's type says. */
static void check_object(const struct field *table, struct json_object *event, const char *name,
                         struct faults *faults) {
    struct json_object *object = json_object_object_get(event, name);
    if (table != NULL && json_object_is_type(object, json_type_object)) {
        fields_check(table, object, faults);
    }
}

void offline_event_check_data(struct json_object *event, struct faults *faults) {
    const struct field *known = data_of(fields_text(event, "type"));
    faults_prefix(faults, "data.");
    if (known != NULL && !fields_has(event, "data")) {
        struct json_object *nothing = json_object_new_object();
        fields_check(known, nothing, faults);
        json_object_put(nothing);
    }
    check_object(known, event, "data", faults);
    faults_no_prefix(faults);
}

void offline_event_check_exported(struct json_object *event, size_t place, struct faults *faults) {
    if (!is_object(event, place, faults)) {
        return;
    }
    faults_prefix(faults, "events[%zu].", place);
    fields_check(exported, event, faults);
    faults_prefix(faults, "events[%zu].actor.", place);
    check_object(actor, event, "actor", faults);
    faults_prefix(faults, "events[%zu].data.", place);
    check_object(data_of(fields_text(event, "type")), event, "data", faults);
    faults_no_prefix(faults);
}
