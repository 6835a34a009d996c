#include "routes.h"

static const struct parameter list_parameters[] = {
    { .name = "after", .type = PARAMETER_INTEGER, .max = INT64_MAX },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "epoch", .type = PARAMETER_UUID },
    { .name = NULL },
};

const struct route events_routes[] = {
    { .method = "GET",
      .path = "/api/events",
      .statement = STATEMENT_LIST_EVENTS,
      .shape = SHAPE_READ,
      .parameters = list_parameters },
    { .method = "GET", .path = "/api/sync", .statement = STATEMENT_GET_SYNC, .shape = SHAPE_READ },
    { .method = NULL },
};
