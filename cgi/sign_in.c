#include "sign_in.h"

#include "cookies.h"
#include "problem.h"
#include "router.h"
#include "site/log.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    FIRST_GENERATION = 1, /* of a session's refresh tokens */
    DAY_SECONDS = 24 * 60 * 60,
    DEVICE_DAYS = 400, /* longer no browser keeps a cookie (RFC 6265bis §5.5) */
};

struct password_cost sign_in_cost(const struct worker *worker) {
    return (struct password_cost) { .memory_kib = worker->settings->password_memory_kib,
                                    .passes = worker->settings->password_passes };
}

void sign_in_write_refresh_token(const struct worker *worker, struct sign_in *sign_in, int32_t generation) {
    struct refresh_token parts = { .generation = generation };
    memcpy(parts.ledger, sign_in->claims.ledger, sizeof parts.ledger);
    memcpy(parts.session, sign_in->claims.session, sizeof parts.session);
    refresh_token_write(&worker->token_keys, &parts, sign_in->refresh_token);
    refresh_token_hash(sign_in->refresh_token, sign_in->refresh_hash);
}

void sign_in_begin(const struct worker *worker, const char *ledger, const char *account,
                   struct sign_in *sign_in) {
    *sign_in = (struct sign_in) { .refresh_token = "" };
    memcpy(sign_in->claims.ledger, ledger, sizeof sign_in->claims.ledger);
    memcpy(sign_in->claims.account, account, sizeof sign_in->claims.account);
    uuid_draw(sign_in->claims.session);
    sign_in_write_refresh_token(worker, sign_in, FIRST_GENERATION);
}

/* The browser keeps its id as long as it is used for one account. */
static void set_device_cookie(struct exchange *exchange, const char *ledger) {
    char text[DEVICE_TOKEN_TEXT_BYTES];
    struct device_token device = exchange->device;
    if (strcmp(device.ledger, ledger) != 0) {
        memcpy(device.ledger, ledger, sizeof device.ledger);
        uuid_draw(device.device);
    }
    device_token_write(&exchange->worker->token_keys, &device, text);
    cookies_set(&exchange->response, COOKIE_DEVICE, text, DEVICE_DAYS * (long)DAY_SECONDS);
}

/* The session's cookies last as long as the refresh token: an access token that has expired is then seen to
 * have. */
static void set_cookies(struct exchange *exchange, const struct sign_in *sign_in, const char *token) {
    const long seconds = exchange->worker->settings->refresh_token_days * DAY_SECONDS;
    cookies_set(&exchange->response, COOKIE_ACCESS, token, seconds);
    cookies_set(&exchange->response, COOKIE_REFRESH, sign_in->refresh_token, seconds);
    set_device_cookie(exchange, sign_in->claims.ledger);
}

void sign_in_respond_tokens(struct exchange *exchange, int status, const struct sign_in *sign_in,
                            const char *account) {
    const struct worker *worker = exchange->worker;
    const long seconds = worker->settings->access_token_seconds;
    char token[TOKEN_TEXT_BYTES];
    if (!token_issue(&worker->token_keys, worker->settings->public_origin, &sign_in->claims, time(NULL),
                     seconds, token)) {
        log_line(LOG_ERROR, "an access token cannot be issued");
        problem_respond(&exchange->response, PROBLEM_INTERNAL_ERROR, NULL, NULL);
        return;
    }
    struct buffer body;
    buffer_init(&body, exchange->arena);
    buffer_text(&body, "{");
    if (!exchange->cookies) {
        buffer_format(&body, "\"access_token\":\"%s\",\"refresh_token\":\"%s\",", token,
                      sign_in->refresh_token);
    }
    buffer_format(&body, "\"token_type\":\"Bearer\",\"expires_in\":%ld,\"account\":%s}", seconds, account);
    response_clear(&exchange->response);
    response_json_buffer(&exchange->response, status, &body);
    if (exchange->cookies) {
        set_cookies(exchange, sign_in, token);
    }
    sodium_memzero(token, sizeof token);
}

/* The session that this browser had: its cookie is replaced, and nobody could reach it any more. That it has
 * ended already, or cannot be ended now, is no reason not to sign in. */
static void end_former_session(struct exchange *exchange) {
    const struct worker *worker = exchange->worker;
    const char *cookie = cookies_value(&exchange->request, COOKIE_REFRESH, exchange->arena);
    struct refresh_token former;
    if (cookie == NULL || !refresh_token_read(&worker->token_keys, cookie, &former)) {
        return;
    }
    const char *const arguments[] = { former.ledger, former.session,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    struct db_result result;
    if (db_call(worker->db, STATEMENT_LOGOUT, arguments, false, &result) == DB_UNAVAILABLE) {
        log_line(LOG_WARNING, "a session that was replaced could not be ended");
    }
}

void sign_in_respond(struct exchange *exchange, int status, const struct sign_in *sign_in,
                     enum db_outcome outcome, const struct db_result *result) {
    if (outcome == DB_ROW && result->columns[ANSWER_BODY] != NULL) {
        sign_in_respond_tokens(exchange, status, sign_in, result->columns[ANSWER_BODY]);
        if (exchange->cookies) {
            end_former_session(exchange);
        }
    } else {
        router_respond_failure(exchange, outcome, result);
    }
}

void sign_in_refuse(struct exchange *exchange, enum statement statement, const char *const arguments[],
                    const char *detail) {
    struct db_result result;
    const enum db_outcome outcome = db_call(exchange->worker->db, statement, arguments, false, &result);
    if (outcome == DB_ROW) {
        problem_respond(&exchange->response, PROBLEM_INVALID_CREDENTIALS, detail, NULL);
    } else {
        router_respond_failure(exchange, outcome, &result);
    }
}

static int64_t now_ns(void) {
    struct timespec now = { .tv_sec = 0 };
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND_NS + now.tv_nsec;
}

void sign_in_init(struct worker *worker) {
    hashing_room_init(&worker->hashing_room, worker->settings->hashing_percent, now_ns());
}

bool sign_in_may_hash(struct exchange *exchange, const char *account) {
    const long seconds = hashing_room_enter(&exchange->worker->hashing_room, account, now_ns());
    if (seconds > 0) {
        char members[sizeof "{\"retry_after\":}" + 20];
        (void)snprintf(members, sizeof members, "{\"retry_after\":%ld}", seconds);
        problem_respond(&exchange->response, PROBLEM_RATE_LIMITED, "Too many are signing in. Wait a little.",
                        members);
    }
    return seconds == 0;
}

void sign_in_has_hashed(struct exchange *exchange) {
    hashing_room_leave(&exchange->worker->hashing_room, now_ns());
}

bool sign_in_take_hash(const struct worker *worker, const char *stored, size_t bytes,
                       char hash[PASSWORD_HASH_BYTES]) {
    const bool known = stored != NULL && bytes < PASSWORD_HASH_BYTES;
    if (known) {
        memcpy(hash, stored, bytes + 1);
    } else {
        password_decoy(sign_in_cost(worker), hash);
    }
    return known;
}
