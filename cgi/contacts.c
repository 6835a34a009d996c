#include "contacts.h"

#include "routes.h"

#include <string.h>

/* A contact as a POST brings it. A PUT brings all but the first, which is in the path; an event's data all
 * but the first two. */
static const struct field contact_fields[] = {
    { .name = "id", .type = FIELD_UUID },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 200, .required = true },
    { .name = "phone", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "email", .type = FIELD_TEXT, .max = 254, .nullable = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10000, .nullable = true },
    { .name = NULL },
};

const struct field *const contact_created_fields = contact_fields + 2;

/* A merge patch (RFC 7396): what is left out stays, null clears. */
static const struct field contact_changes[] = {
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 200 },
    { .name = "phone", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "email", .type = FIELD_TEXT, .max = 254, .nullable = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10000, .nullable = true },
    { .name = NULL },
};

const struct field *const contact_updated_fields = contact_changes + 1;

const struct field contact_deleted_fields[] = {
    { .name = "with_transactions", .type = FIELD_BOOLEAN },
    { .name = NULL },
};

static const struct field settle_fields[] = {
    { .name = "currency", .type = FIELD_CURRENCY },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "transaction_date", .type = FIELD_DATE, .nullable = true },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = NULL },
};

/* Part of a debt is part of the debt in one currency. */
static void check_part(struct json_object *body, struct faults *faults) {
    if (fields_has(body, "amount") && !fields_has(body, "currency")) {
        faults_add(faults, "currency", "required", "Must be given where amount is.");
    }
}

static const struct parameter delete_parameters[] = {
    { .name = "with_transactions", .type = PARAMETER_BOOLEAN, .max = 1 },
    { .name = "comment", .type = PARAMETER_TEXT, .max = 1000 },
    { .name = NULL },
};

static const struct parameter history_parameters[] = {
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 2000 },
    { .name = NULL },
};

static const char *const sorts[] = { "name", "-name", "recent", "balance", "-balance", NULL };

static const struct parameter list_parameters[] = {
    { .name = "search", .type = PARAMETER_TEXT, .max = 200 },
    { .name = "sort", .type = PARAMETER_CHOICE, .choices = sorts },
    { .name = "currency", .type = PARAMETER_CURRENCY },
    { .name = "settled", .type = PARAMETER_BOOLEAN, .max = 1 },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 2000 },
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = NULL },
};

static const struct parameter item_parameters[] = {
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = NULL },
};

/* Balances are kept per currency, so there is no order by balance without one. */
static void check_sort(const struct parameters *parameters, struct faults *faults) {
    const char *sort = parameters_value(parameters, "sort");
    if (sort != NULL && strstr(sort, "balance") != NULL && parameters_value(parameters, "currency") == NULL) {
        faults_add(faults, "currency", "required", "Must be given to sort by balance.");
    }
}

const struct route contacts_routes[] = {
    { .method = "POST",
      .path = "/api/contacts",
      .statement = STATEMENT_CREATE_CONTACT,
      .shape = SHAPE_WRITE,
      .fields = contact_fields,
      .status = 201,
      .location = "/api/contacts/" },
    { .method = "GET",
      .path = "/api/contacts",
      .statement = STATEMENT_LIST_CONTACTS,
      .shape = SHAPE_READ,
      .parameters = list_parameters,
      .check_parameters = check_sort },
    { .method = "GET",
      .path = "/api/contacts/{id}",
      .statement = STATEMENT_GET_CONTACT,
      .shape = SHAPE_READ_ITEM,
      .parameters = item_parameters },
    { .method = "PATCH",
      .path = "/api/contacts/{id}",
      .statement = STATEMENT_UPDATE_CONTACT,
      .shape = SHAPE_WRITE_ITEM,
      .fields = contact_changes },
    { .method = "PUT",
      .path = "/api/contacts/{id}",
      .statement = STATEMENT_REPLACE_CONTACT,
      .shape = SHAPE_WRITE_ITEM,
      .fields = contact_fields + 1 },
    { .method = "DELETE",
      .path = "/api/contacts/{id}",
      .statement = STATEMENT_DELETE_CONTACT,
      .shape = SHAPE_WRITE_ITEM,
      .parameters = delete_parameters },
    { .method = "POST",
      .path = "/api/contacts/{id}/settle",
      .statement = STATEMENT_SETTLE_CONTACT,
      .shape = SHAPE_WRITE_ITEM,
      .fields = settle_fields,
      .body_optional = true,
      .check_body = check_part,
      .status = 201 },
    { .method = "GET",
      .path = "/api/contacts/{id}/events",
      .statement = STATEMENT_LIST_CONTACT_EVENTS,
      .shape = SHAPE_READ_ITEM,
      .parameters = history_parameters },
    { .method = NULL },
};
