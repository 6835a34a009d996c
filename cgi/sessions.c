#include "routes.h"

/* With how long they live, for one that is over is no device. */
static void handle_list_sessions(struct exchange *exchange) {
    const struct settings *settings = exchange->worker->settings;
    struct buffer lives;
    buffer_init(&lives, exchange->arena);
    buffer_format(&lives, "{\"refresh_token_days\":%ld,\"session_days\":%ld}", settings->refresh_token_days,
                  settings->session_days);
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, NULL, lives.text };
    router_call_with(exchange, arguments, true);
}

static void handle_end_session(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, exchange->id,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, false);
}

static void handle_end_other_sessions(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, true);
}

static const struct parameter activity_parameters[] = {
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 1024 },
    { .name = NULL },
};

const struct route sessions_routes[] = {
    { .method = "GET",
      .path = "/api/auth/sessions",
      .statement = STATEMENT_LIST_SESSIONS,
      .no_store = true,
      .handle = handle_list_sessions },
    { .method = "DELETE",
      .path = "/api/auth/sessions",
      .statement = STATEMENT_END_OTHER_SESSIONS,
      .handle = handle_end_other_sessions },
    { .method = "DELETE",
      .path = "/api/auth/sessions/{id}",
      .statement = STATEMENT_END_SESSION,
      .handle = handle_end_session },
    { .method = "GET",
      .path = "/api/auth/activity",
      .statement = STATEMENT_LIST_ACTIVITY,
      .shape = SHAPE_READ,
      .parameters = activity_parameters,
      .no_store = true },
    { .method = NULL },
};
