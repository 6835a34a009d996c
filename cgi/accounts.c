#include "cookies.h"
#include "problem.h"
#include "routes.h"
#include "sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES = 24 };

static const struct field register_fields[] = {
    { .name = "username", .type = FIELD_USERNAME, .min = 1, .max = 64, .required = true },
    { .name = "password",
      .type = FIELD_PASSWORD,
      .min = PASSWORD_CHARACTERS_MIN,
      .max = PASSWORD_CHARACTERS_MAX,
      .required = true },
    { .name = "display_name", .type = FIELD_TEXT, .min = 1, .max = 200, .nullable = true },
    SIGN_IN_COOKIES,
    { .name = NULL },
};

/* The password may have been refused already, and is then named once. */
static void check_register(struct json_object *body, struct faults *faults) {
    const char *password = fields_text(body, "password");
    if (faults->count == 0 && password != NULL &&
        password_is_a_name(password, fields_text(body, "username"))) {
        faults_add(faults, "password", "common", "Is the user name.");
    }
}

/* What a user name or password must be like is said at registration. Here a wrong one is simply wrong. */
static const struct field login_fields[] = {
    { .name = "username", .type = FIELD_TEXT, .min = 1, .max = 64, .required = true },
    { .name = "password", .type = FIELD_SECRET, .min = 1, .max = PASSWORD_CHARACTERS_MAX, .required = true },
    SIGN_IN_COOKIES,
    { .name = NULL },
};

static const struct field refresh_fields[] = {
    { .name = "refresh_token", .type = FIELD_SECRET, .min = 1, .max = 1024 }, /* or its cookie */
    SIGN_IN_COOKIES,
    { .name = NULL },
};

static const char *registration_word(const struct worker *worker) {
    static const char *const words[] = {
        [REGISTRATION_FIRST] = "first", [REGISTRATION_OPEN] = "open", [REGISTRATION_CLOSED] = "closed"
    };
    return words[worker->settings->registration];
}

/* Hashing is dear, so what can be refused without it is refused first. */
static bool may_register(struct exchange *exchange, const char *username) {
    const char *const arguments[] = { username, registration_word(exchange->worker) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_CHECK_REGISTRATION, arguments, true, &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
    }
    return outcome == DB_ROW;
}

static void register_account(struct exchange *exchange, const char *username) {
    struct worker *worker = exchange->worker;
    char hash[PASSWORD_HASH_BYTES];
    if (!password_hash(fields_text(exchange->body, "password"), sign_in_cost(worker), hash)) {
        problem_respond(&exchange->response, PROBLEM_UNAVAILABLE, "There is not enough memory at the moment.",
                        NULL);
        return;
    }
    char ledger[UUID_TEXT_BYTES];
    char account[UUID_TEXT_BYTES];
    struct sign_in sign_in;
    uuid_draw(ledger);
    uuid_draw(account);
    sign_in_begin(worker, ledger, account, &sign_in);
    const char *const arguments[] = { username,
                                      hash,
                                      fields_text(exchange->body, "display_name"),
                                      registration_word(worker),
                                      ledger,
                                      account,
                                      sign_in.claims.session,
                                      request_device(&exchange->request, exchange->arena),
                                      sign_in.refresh_hash,
                                      request_address(&exchange->request) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(worker->db, STATEMENT_REGISTER_ACCOUNT, arguments, false, &result);
    sign_in_respond(exchange, 201, &sign_in, outcome, &result);
}

static void handle_register_account(struct exchange *exchange) {
    const char *username = fields_text(exchange->body, "username");
    if (may_register(exchange, username) && sign_in_may_hash(exchange, NULL)) {
        register_account(exchange, username);
        sign_in_has_hashed(exchange);
    }
}

/* Of the device that signs in, for a statement; NULL: it is not known. */
static const char *device_ledger(const struct exchange *exchange) {
    return exchange->device.ledger[0] == '\0' ? NULL : exchange->device.ledger;
}

static const char *device_id(const struct exchange *exchange) {
    return exchange->device.device[0] == '\0' ? NULL : exchange->device.device;
}

/* Says so, and has it recorded; of an unknown user name the same is asked, which takes the same time. */
static void refuse_login(struct exchange *exchange) {
    const char *const arguments[] = { fields_text(exchange->body, "username"),
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request), device_ledger(exchange),
                                      device_id(exchange) };
    sign_in_refuse(exchange, STATEMENT_REFUSE_LOGIN, arguments, NULL);
}

/* Who signs in, as far as it is known before the password has been looked at. */
struct login {
    struct token_claims claims;     /* of the account and its ledger; empty texts: there is no such account */
    char hash[PASSWORD_HASH_BYTES]; /* what the password is verified against */
    bool has_password;              /* false: nothing matches the hash */
    bool is_known;                  /* by its device or its network */
};

/* Looks the account up. Returns false, with the response made, if that fails; that there is none is no
 * failure. */
static bool look_up_login(struct exchange *exchange, struct login *login) {
    const char *const arguments[] = { fields_text(exchange->body, "username"),
                                      request_address(&exchange->request), device_ledger(exchange),
                                      device_id(exchange) };
    struct db_result result;
    const enum db_outcome outcome = db_call(exchange->worker->db, STATEMENT_LOGIN, arguments, true, &result);
    if (outcome != DB_ROW && outcome != DB_EMPTY) {
        router_respond_failure(exchange, outcome, &result);
        return false;
    }
    enum { LOGIN_LEDGER, LOGIN_ACCOUNT, LOGIN_PASSWORD_HASH, LOGIN_IS_KNOWN };
    *login = (struct login) { .has_password = false };
    login->has_password = sign_in_take_hash(exchange->worker, result.columns[LOGIN_PASSWORD_HASH],
                                            result.bytes[LOGIN_PASSWORD_HASH], login->hash) &&
                          uuid_normalise(result.columns[LOGIN_LEDGER], login->claims.ledger) &&
                          uuid_normalise(result.columns[LOGIN_ACCOUNT], login->claims.account);
    login->is_known = login->has_password && *result.columns[LOGIN_IS_KNOWN] == 't';
    return true;
}

/* Looks the account up and verifies the password. Returns false, with the response made, if that fails. An
 * unknown user name costs as much work as a known one. */
static bool verify_login(struct exchange *exchange, struct login *login) {
    if (!look_up_login(exchange, login) ||
        !sign_in_may_hash(exchange, login->is_known ? login->claims.account : NULL)) {
        return false;
    }
    const bool verified = password_verify(fields_text(exchange->body, "password"), login->hash);
    if (!verified || !login->has_password) {
        refuse_login(exchange);
        return false;
    }
    return true;
}

static enum db_outcome start_session(struct exchange *exchange, const struct login *login,
                                     struct sign_in *sign_in, struct db_result *result) {
    struct worker *worker = exchange->worker;
    char stronger[PASSWORD_HASH_BYTES];
    const bool rehashed =
        password_is_weaker(login->hash, sign_in_cost(worker)) &&
        password_hash(fields_text(exchange->body, "password"), sign_in_cost(worker), stronger);
    sign_in_begin(worker, login->claims.ledger, login->claims.account, sign_in);
    const char *const arguments[] = { fields_text(exchange->body, "username"),
                                      login->claims.ledger,
                                      login->claims.account,
                                      sign_in->claims.session,
                                      request_device(&exchange->request, exchange->arena),
                                      sign_in->refresh_hash,
                                      rehashed ? stronger : NULL,
                                      request_address(&exchange->request),
                                      login->hash,
                                      device_ledger(exchange),
                                      device_id(exchange) };
    return db_call(worker->db, STATEMENT_START_SESSION, arguments, false, result);
}

static void handle_login(struct exchange *exchange) {
    struct login login;
    struct sign_in sign_in;
    struct db_result result;
    enum db_outcome outcome;
    int tries = 2;
    do {
        const bool verified = verify_login(exchange, &login);
        if (verified) {
            outcome = start_session(exchange, &login, &sign_in, &result);
        }
        sign_in_has_hashed(exchange);
        if (!verified) {
            return;
        }
        /* The hash may be another one by now: of another password, or another sign-in has made it stronger.
         */
    } while (--tries > 0 && outcome == DB_REFUSED &&
             problem_of_sqlstate(result.sqlstate) == PROBLEM_INVALID_CREDENTIALS);
    sign_in_respond(exchange, 200, &sign_in, outcome, &result);
}

static void refuse_refresh_token(struct exchange *exchange) {
    exchange->response.token_sent = true;
    problem_respond(&exchange->response, PROBLEM_UNAUTHENTICATED,
                    "The refresh token is not valid. Sign in again.", NULL);
    if (exchange->cookies) {
        cookies_clear(&exchange->response);
    }
}

/* Takes the account's id out of its JSON. */
static bool read_account_id(const char *account, char id[UUID_TEXT_BYTES]) {
    struct json_object *json = json_tokener_parse(account);
    const char *text = json == NULL ? NULL : fields_text(json, "id");
    const bool found = text != NULL && uuid_normalise(text, id);
    json_object_put(json);
    return found;
}

static void handle_refresh_session(struct exchange *exchange) {
    struct worker *worker = exchange->worker;
    const char *presented = exchange->refresh_token;
    struct refresh_token parts;
    if (!refresh_token_read(&worker->token_keys, presented, &parts) || parts.generation == INT32_MAX) {
        refuse_refresh_token(exchange);
        return;
    }
    struct sign_in sign_in = { .refresh_token = "" };
    memcpy(sign_in.claims.ledger, parts.ledger, sizeof parts.ledger);
    memcpy(sign_in.claims.session, parts.session, sizeof parts.session);
    char presented_hash[REFRESH_TOKEN_HASH_TEXT_BYTES];
    char generation[NUMBER_BYTES];
    char days[NUMBER_BYTES];
    char session_days[NUMBER_BYTES];
    refresh_token_hash(presented, presented_hash);
    (void)snprintf(generation, sizeof generation, "%ld", (long)parts.generation);
    (void)snprintf(days, sizeof days, "%ld", worker->settings->refresh_token_days);
    (void)snprintf(session_days, sizeof session_days, "%ld", worker->settings->session_days);
    sign_in_write_refresh_token(worker, &sign_in, parts.generation + 1);
    const char *const arguments[] = { parts.ledger,
                                      parts.session,
                                      generation,
                                      presented_hash,
                                      sign_in.refresh_hash,
                                      days,
                                      request_address(&exchange->request),
                                      session_days };
    struct db_result result;
    /* Sent again, it gives the same successor: the token just replaced is good for a while. */
    const enum db_outcome outcome = db_call(worker->db, STATEMENT_REFRESH_SESSION, arguments, true, &result);
    enum { REFRESH_GENERATION, REFRESH_ACCOUNT, REFRESH_HASH };
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    if (result.columns[REFRESH_GENERATION] == NULL || result.columns[REFRESH_ACCOUNT] == NULL ||
        result.columns[REFRESH_HASH] == NULL ||
        !read_account_id(result.columns[REFRESH_ACCOUNT], sign_in.claims.account)) {
        refuse_refresh_token(exchange);
        return;
    }
    parts.generation = (int32_t)strtol(result.columns[REFRESH_GENERATION], NULL, 10);
    if (!refresh_token_write_again(&worker->token_keys, &parts, result.columns[REFRESH_HASH],
                                   sign_in.refresh_token)) {
        refuse_refresh_token(exchange);
        return;
    }
    sign_in_respond_tokens(exchange, 200, &sign_in, result.columns[REFRESH_ACCOUNT]);
}

static void handle_logout(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_LOGOUT, arguments, false, &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    response_clear(&exchange->response);
    exchange->response.status = 204;
    if (exchange->cookies) {
        cookies_clear(&exchange->response);
    }
}

const struct route accounts_routes[] = {
    { .method = "POST",
      .path = "/api/auth/register",
      .statement = STATEMENT_REGISTER_ACCOUNT,
      .access = ACCESS_SIGN_IN,
      .fields = register_fields,
      .check_body = check_register,
      .handle = handle_register_account },
    { .method = "POST",
      .path = "/api/auth/login",
      .statement = STATEMENT_LOGIN,
      .access = ACCESS_SIGN_IN,
      .fields = login_fields,
      .handle = handle_login },
    { .method = "POST",
      .path = "/api/auth/refresh",
      .statement = STATEMENT_REFRESH_SESSION,
      .access = ACCESS_REFRESH,
      .fields = refresh_fields,
      .body_optional = true,
      .handle = handle_refresh_session },
    { .method = "POST", .path = "/api/auth/logout", .statement = STATEMENT_LOGOUT, .handle = handle_logout },
    { .method = "GET",
      .path = "/api/auth/session",
      .statement = STATEMENT_GET_SESSION,
      .shape = SHAPE_READ,
      .no_store = true },
    { .method = NULL },
};
