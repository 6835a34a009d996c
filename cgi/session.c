#include "session.h"

#include "problem.h"

#include <time.h>

bool session_authenticate(struct exchange *exchange) {
    struct worker *worker = exchange->worker;
    struct response *response = &exchange->response;
    const char *token = request_bearer_token(&exchange->request);
    if (token == NULL) {
        problem_respond(response, PROBLEM_UNAUTHENTICATED, "Send an access token: Authorization: Bearer …",
                        NULL);
        return false;
    }
    response->token_sent = true;
    switch (token_verify_cached(&worker->token_cache, &worker->token_keys, worker->settings->public_origin,
                                token, time(NULL), &exchange->session)) {
    case TOKEN_VALID:
        return true;
    case TOKEN_EXPIRED:
        problem_respond(response, PROBLEM_TOKEN_EXPIRED, "Refresh the session, or sign in again.", NULL);
        return false;
    default:
        problem_respond(response, PROBLEM_UNAUTHENTICATED, "The access token is not valid.", NULL);
        return false;
    }
}
