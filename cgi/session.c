#include "session.h"

#include "cookies.h"
#include "origin.h"
#include "problem.h"
#include "router.h"
#include "stream_ticket.h"

#include <string.h>
#include <time.h>

static bool refuse_cross_site(struct exchange *exchange) {
    problem_respond(&exchange->response, PROBLEM_CROSS_SITE, NULL, NULL);
    return false;
}

/* Whether a cookie of this request may count. */
static bool is_own_page(const struct exchange *exchange) {
    const char *public_origin = exchange->worker->settings->public_origin;
    return exchange->route->access == ACCESS_STREAM
               ? origin_is(&exchange->request, public_origin)
               : origin_of(&exchange->request, public_origin) == ORIGIN_SAME;
}

/* The access token of a request; NULL if there is none. */
static const char *read_access_token(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    if (request_parameter(request, "HTTP_AUTHORIZATION") != NULL) {
        return request_bearer_token(request);
    }
    const char *token = cookies_value(request, COOKIE_ACCESS, exchange->arena);
    exchange->cookies = token != NULL;
    return token;
}

/* A browser has one place for cookies, whoever's data its pages show: another tab, or a sign-in whose answer
 * got lost, may have put somebody else's there. So a client says whom it means, and nobody else is served. */
static bool is_account_meant(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    const char *account = exchange->session.account;
    const char *header = request_parameter(request, "HTTP_DEBT_ACCOUNT");
    const char *query = request_query_text(request, "account"); /* of what can send no header */
    return (header == NULL || strcmp(header, account) == 0) &&
           (query == NULL ||
            (strcspn(query, "&") == strlen(account) && strncmp(query, account, strlen(account)) == 0));
}

static bool verify(struct exchange *exchange, const char *token) {
    struct worker *worker = exchange->worker;
    struct response *response = &exchange->response;
    response->token_sent = true;
    const enum token_verdict verdict =
        token_verify_cached(&worker->token_cache, &worker->token_keys, worker->settings->public_origin, token,
                            time(NULL), &exchange->session);
    if (verdict != TOKEN_INVALID && !is_account_meant(exchange)) {
        problem_respond(response, PROBLEM_OTHER_ACCOUNT, NULL, NULL);
        return false;
    }
    switch (verdict) {
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

bool session_authenticate(struct exchange *exchange) {
    const enum access access = exchange->route->access;
    if (access != ACCESS_SESSION && access != ACCESS_STREAM) {
        return true;
    }
    if (access == ACCESS_STREAM && request_parameter(&exchange->request, "HTTP_AUTHORIZATION") == NULL &&
        stream_ticket_is_sent(&exchange->request)) {
        return stream_ticket_take(exchange);
    }
    const char *token = read_access_token(exchange);
    if (token == NULL) {
        problem_respond(&exchange->response, PROBLEM_UNAUTHENTICATED,
                        "Send an access token: Authorization: Bearer …", NULL);
        return false;
    }
    if (exchange->cookies && !is_own_page(exchange)) {
        return refuse_cross_site(exchange);
    }
    return verify(exchange, token);
}

/* Of a body that has no refresh token: the cookie's. */
static bool read_refresh_cookie(struct exchange *exchange) {
    const bool asks_for_cookies = exchange->cookies;
    exchange->refresh_token = cookies_value(&exchange->request, COOKIE_REFRESH, exchange->arena);
    if (exchange->refresh_token != NULL) {
        /* What came in a cookie goes back in one: a script that could ask for the text would read it. */
        exchange->cookies = true;
        return is_own_page(exchange) || refuse_cross_site(exchange);
    }
    if (asks_for_cookies) {
        problem_respond(&exchange->response, PROBLEM_UNAUTHENTICATED, "There is no session here. Sign in.",
                        NULL);
        return false;
    }
    struct faults faults;
    faults_init(&faults, exchange->arena);
    faults_add(&faults, "refresh_token", "required", "Is required, here or as a cookie.");
    problem_respond_faults(&exchange->response, PROBLEM_INVALID_FIELD, NULL, &faults);
    return false;
}

bool session_read_body(struct exchange *exchange) {
    const enum access access = exchange->route->access;
    if (access != ACCESS_SIGN_IN && access != ACCESS_REFRESH) {
        return true;
    }
    const char *device = cookies_value(&exchange->request, COOKIE_DEVICE, exchange->arena);
    device_token_read(&exchange->worker->token_keys, device, &exchange->device);
    exchange->cookies = fields_is_true(exchange->body, "cookies");
    /* Another site must not sign its visitor in here, as somebody of its choice. */
    if (exchange->cookies &&
        origin_of(&exchange->request, exchange->worker->settings->public_origin) == ORIGIN_OTHER) {
        return refuse_cross_site(exchange);
    }
    if (access == ACCESS_REFRESH) {
        exchange->refresh_token = fields_text(exchange->body, "refresh_token");
    }
    return access != ACCESS_REFRESH || exchange->refresh_token != NULL || read_refresh_cookie(exchange);
}
