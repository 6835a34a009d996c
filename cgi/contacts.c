#include "routes.h"

#include <string.h>

static const struct field contact_fields[] = {
    { .name = "id", .type = FIELD_UUID },
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 200, .required = true },
    { .name = "phone", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "email", .type = FIELD_TEXT, .max = 254, .nullable = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10000, .nullable = true },
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = NULL },
};

static const char *const sorts[] = { "name", "-name", "recent", "balance", "-balance", NULL };

static const struct parameter list_parameters[] = {
    { .name = "search", .type = PARAMETER_TEXT, .max = 200 },
    { .name = "sort", .type = PARAMETER_CHOICE, .choices = sorts },
    { .name = "currency", .type = PARAMETER_CURRENCY },
    { .name = "settled", .type = PARAMETER_BOOLEAN, .max = 1 },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 1000 },
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
    { .method = NULL },
};
