#include "transactions.h"

#include "routes.h"

#include <string.h>

/* As many as fit into a body, nearly: settling makes such, and a client that was offline, or an import,
 * brings them. */
enum { SETTLES_MAX = 20000 };

static const char *const types[] = { "money", "item", NULL };
static const char *const directions[] = { "lent", "owed", NULL };
static const char *const statuses[] = { "open", "partly_settled", "settled", NULL };
static const char *const sorts[] = { "-transaction_date", "transaction_date", "amount",
                                     "-amount",           "due_date",         NULL };

/* A transaction as a POST brings it. A PUT brings all but the first, which is in the path; an event's data
 * all but the first two. */
static const struct field transaction_fields[] = {
    { .name = "id", .type = FIELD_UUID },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "contact_id", .type = FIELD_UUID, .required = true },
    { .name = "type", .type = FIELD_CHOICE, .choices = types },
    { .name = "direction", .type = FIELD_CHOICE, .choices = directions, .required = true },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX, .required = true },
    { .name = "currency", .type = FIELD_CURRENCY, .nullable = true },
    { .name = "description", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "transaction_date", .type = FIELD_DATE, .nullable = true },
    { .name = "due_date", .type = FIELD_DATE, .nullable = true },
    { .name = "settles", .type = FIELD_UUID_LIST, .max = SETTLES_MAX, .nullable = true },
    { .name = NULL },
};

const struct field *const transaction_created_fields = transaction_fields + 2;

/* A merge patch (RFC 7396): what is left out stays, null clears. Whether the whole fits together is the
 * database's to say. */
static const struct field transaction_changes[] = {
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "contact_id", .type = FIELD_UUID },
    { .name = "type", .type = FIELD_CHOICE, .choices = types },
    { .name = "direction", .type = FIELD_CHOICE, .choices = directions },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "currency", .type = FIELD_CURRENCY, .nullable = true },
    { .name = "description", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = "transaction_date", .type = FIELD_DATE },
    { .name = "due_date", .type = FIELD_DATE, .nullable = true },
    { .name = "settles", .type = FIELD_UUID_LIST, .max = SETTLES_MAX, .nullable = true },
    { .name = NULL },
};

const struct field *const transaction_updated_fields = transaction_changes + 1;

/* Money has a currency. Things have none, and say what they are. */
static void check_kind(struct json_object *body, struct faults *faults) {
    const char *type = fields_text(body, "type");
    if (type == NULL || strcmp(type, "item") != 0) {
        if (!fields_has(body, "currency")) {
            faults_add(faults, "currency", "required", "Must be given where type is money.");
        }
        return;
    }
    if (fields_has(body, "currency")) {
        faults_add(faults, "currency", "not_allowed", "Must not be given where type is item.");
    }
    if (!fields_has(body, "description")) {
        faults_add(faults, "description", "required", "Must be given where type is item.");
    } else if (fields_is_blank(body, "description")) {
        faults_add(faults, "description", "blank", "Must not be blank where type is item.");
    }
}

static const struct parameter list_parameters[] = {
    { .name = "contact_id", .type = PARAMETER_UUID },
    { .name = "type", .type = PARAMETER_CHOICE, .choices = types },
    { .name = "direction", .type = PARAMETER_CHOICE, .choices = directions },
    { .name = "currency", .type = PARAMETER_CURRENCY },
    { .name = "status", .type = PARAMETER_CHOICE, .choices = statuses },
    { .name = "overdue", .type = PARAMETER_BOOLEAN, .min = 1, .max = 1 },
    { .name = "from", .type = PARAMETER_DATE },
    { .name = "to", .type = PARAMETER_DATE },
    { .name = "due_before", .type = PARAMETER_DATE },
    { .name = "min_amount", .type = PARAMETER_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "max_amount", .type = PARAMETER_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "search", .type = PARAMETER_TEXT, .max = 200 },
    { .name = "sort", .type = PARAMETER_CHOICE, .choices = sorts },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 2000 },
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = NULL },
};

static const struct parameter delete_parameters[] = {
    { .name = "comment", .type = PARAMETER_TEXT, .max = 1000 },
    { .name = NULL },
};

static const struct parameter history_parameters[] = {
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 2000 },
    { .name = NULL },
};

static const struct parameter item_parameters[] = {
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = NULL },
};

const struct route transactions_routes[] = {
    { .method = "POST",
      .path = "/api/transactions",
      .statement = STATEMENT_CREATE_TRANSACTION,
      .shape = SHAPE_WRITE,
      .fields = transaction_fields,
      .check_body = check_kind,
      .status = 201,
      .location = "/api/transactions/" },
    { .method = "GET",
      .path = "/api/transactions",
      .statement = STATEMENT_LIST_TRANSACTIONS,
      .shape = SHAPE_READ,
      .parameters = list_parameters },
    { .method = "GET",
      .path = "/api/transactions/{id}",
      .statement = STATEMENT_GET_TRANSACTION,
      .shape = SHAPE_READ_ITEM,
      .parameters = item_parameters },
    { .method = "PATCH",
      .path = "/api/transactions/{id}",
      .statement = STATEMENT_UPDATE_TRANSACTION,
      .shape = SHAPE_WRITE_ITEM,
      .fields = transaction_changes },
    { .method = "PUT",
      .path = "/api/transactions/{id}",
      .statement = STATEMENT_REPLACE_TRANSACTION,
      .shape = SHAPE_WRITE_ITEM,
      .fields = transaction_fields + 1,
      .check_body = check_kind },
    { .method = "DELETE",
      .path = "/api/transactions/{id}",
      .statement = STATEMENT_DELETE_TRANSACTION,
      .shape = SHAPE_WRITE_ITEM,
      .parameters = delete_parameters },
    { .method = "GET",
      .path = "/api/transactions/{id}/events",
      .statement = STATEMENT_LIST_TRANSACTION_EVENTS,
      .shape = SHAPE_READ_ITEM,
      .parameters = history_parameters },
    { .method = NULL },
};
