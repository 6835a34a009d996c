#include "problem.h"
#include "routes.h"
#include "site/grant.h"

#include <string.h>
#include <time.h>

/* Answers nginx's auth_request for /ws: 204 with a grant for the relay, if the session lives. */
static void handle_stream_grant(struct exchange *exchange) {
    const struct worker *worker = exchange->worker;
    struct response *response = &exchange->response;
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, NULL, "{}" };
    struct db_result result;
    const enum db_outcome outcome = db_call(worker->db, STATEMENT_GET_SESSION, arguments, true, &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    struct grant grant = { .expires_at = time(NULL) + worker->settings->grant_seconds };
    memcpy(grant.ledger, exchange->session.ledger, sizeof grant.ledger);
    memcpy(grant.session, exchange->session.session, sizeof grant.session);
    char text[GRANT_TEXT_BYTES];
    if (!grant_seal(&grant, worker->grant_key, text)) {
        problem_respond(response, PROBLEM_INTERNAL_ERROR, NULL, NULL);
        return;
    }
    response_clear(response);
    response->status = 204;
    response_header(response, "X-Debt-Grant", text);
}

const struct route stream_grant_routes[] = {
    { .method = "GET",
      .path = "/internal/stream-grant",
      .statement = STATEMENT_GET_SESSION,
      .access = ACCESS_STREAM,
      .no_store = true,
      .handle = handle_stream_grant },
    { .method = NULL },
};
