#include "routes.h"

/* Tells how the service is: 503 with the same form where the database does not answer. */
static void handle_get_health(struct exchange *exchange) {
    struct response *response = &exchange->response;
    struct db_result result;
    const char *const none[] = { NULL };
    const bool well = db_call(exchange->worker->db, STATEMENT_GET_HEALTH, none, true, &result) == DB_ROW;
    struct buffer body;
    buffer_init(&body, exchange->arena);
    buffer_format(&body, "{\"status\":\"%s\",\"database\":\"%s\",\"version\":\"%s\"}",
                  well ? "ok" : "unavailable", well ? "ok" : "unavailable", PACKAGE_VERSION);
    response_clear(response);
    response_json_buffer(response, well ? 200 : 503, &body);
    if (!well) {
        response_header(response, "Retry-After", "1");
    }
}

const struct route health_routes[] = {
    { .method = "GET",
      .path = "/api/health",
      .statement = STATEMENT_GET_HEALTH,
      .access = ACCESS_OPEN,
      .no_store = true,
      .handle = handle_get_health },
    { .method = NULL },
};
