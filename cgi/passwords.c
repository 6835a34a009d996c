#include "problem.h"
#include "routes.h"
#include "sign_in.h"

#include <string.h>

static const struct field password_fields[] = {
    { .name = "current_password",
      .type = FIELD_SECRET,
      .min = 1,
      .max = PASSWORD_CHARACTERS_MAX,
      .required = true },
    { .name = "new_password",
      .type = FIELD_PASSWORD,
      .min = PASSWORD_CHARACTERS_MIN,
      .max = PASSWORD_CHARACTERS_MAX,
      .required = true },
    { .name = NULL },
};

/* Says so, and has it recorded: somebody at a device that was left signed in may be guessing. */
static void refuse_password(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    sign_in_refuse(exchange, STATEMENT_REFUSE_PASSWORD, arguments, "The current password is wrong.");
}

/* Copies the stored hash; one that nothing matches for an account without a password. Returns false, the
 * response made, if the session has ended, or too many passwords were wrong lately. */
static bool read_stored_hash(struct exchange *exchange, char hash[PASSWORD_HASH_BYTES]) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      request_address(&exchange->request) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_GET_PASSWORD_HASH, arguments, true, &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return false;
    }
    (void)sign_in_take_hash(exchange->worker, result.columns[0], result.bytes[0], hash);
    return true;
}

static void change_password(struct exchange *exchange, const char *old_hash) {
    char new_hash[PASSWORD_HASH_BYTES];
    if (!password_verify(fields_text(exchange->body, "current_password"), old_hash)) {
        refuse_password(exchange);
        return;
    }
    if (!password_hash(fields_text(exchange->body, "new_password"), sign_in_cost(exchange->worker),
                       new_hash)) {
        problem_respond(&exchange->response, PROBLEM_UNAVAILABLE, "There is not enough memory at the moment.",
                        NULL);
        return;
    }
    const char *const arguments[] = { exchange->session.ledger,
                                      exchange->session.session,
                                      old_hash,
                                      new_hash,
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, false);
}

static void handle_change_password(struct exchange *exchange) {
    char old_hash[PASSWORD_HASH_BYTES];
    if (read_stored_hash(exchange, old_hash) && sign_in_may_hash(exchange, exchange->session.account)) {
        change_password(exchange, old_hash);
        sign_in_has_hashed(exchange);
    }
}

const struct route passwords_routes[] = {
    { .method = "PUT",
      .path = "/api/auth/password",
      .statement = STATEMENT_CHANGE_PASSWORD,
      .fields = password_fields,
      .handle = handle_change_password },
    { .method = NULL },
};
