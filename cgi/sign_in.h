/* A session begins, or goes on with new tokens: the same however somebody proved who they are.
 *
 * A handler of a route with ACCESS_SIGN_IN calls sign_in_begin(), hands the session's id, request_device()
 * and refresh_hash to the statement that makes the session, and ends with sign_in_respond().
 */
#ifndef CGI_SIGN_IN_H
#define CGI_SIGN_IN_H

#include "exchange.h"
#include "fields.h"

/* The row of a table of fields that every sign-in has: true keeps the tokens in cookies, out of the body. */
#define SIGN_IN_COOKIES                                                                                      \
    { .name = "cookies", .type = FIELD_BOOLEAN }

struct sign_in {
    struct token_claims claims;
    char refresh_token[REFRESH_TOKEN_TEXT_BYTES];
    char refresh_hash[REFRESH_TOKEN_HASH_TEXT_BYTES]; /* of it: what is stored */
};

/* What hashing a password costs, by the settings. */
struct password_cost sign_in_cost(const struct worker *worker);

/* Draws the id of a new session of this account and writes its first refresh token. */
void sign_in_begin(const struct worker *worker, const char *ledger, const char *account,
                   struct sign_in *sign_in);

/* Writes the refresh token of `generation` for the session that sign_in->claims names. */
void sign_in_write_refresh_token(const struct worker *worker, struct sign_in *sign_in, int32_t generation);

/* Answers with the tokens, as the body or the cookies (exchange->cookies). `account` is the account's JSON.
 */
void sign_in_respond_tokens(struct exchange *exchange, int status, const struct sign_in *sign_in,
                            const char *account);

/* Answers what the statement said that made the session: with tokens, the account being its ANSWER_BODY; or
 * with what it said against it. In a browser it takes the place of the session that was in its cookies, which
 * ends. */
void sign_in_respond(struct exchange *exchange, int status, const struct sign_in *sign_in,
                     enum db_outcome outcome, const struct db_result *result);

/* Says that who signs in did not prove who they are (invalid_credentials, with this detail; NULL: none), and
 * has it recorded by `statement`, whose answer goes before: it may be that too many tried. */
void sign_in_refuse(struct exchange *exchange, enum statement statement, const char *const arguments[],
                    const char *detail);

/* Before the worker's first request. */
void sign_in_init(struct worker *worker);

/* Whether a password may be hashed now; else the response is made (rate_limited). `account` is whose device
 * or network it is that asks; NULL: a stranger. Who may calls sign_in_has_hashed() at the end. See
 * hashing_room.h. */
__attribute__((warn_unused_result)) bool sign_in_may_hash(struct exchange *exchange, const char *account);
void sign_in_has_hashed(struct exchange *exchange);

/* Copies the hash that a statement returned (NULL: there is none). Returns false, and writes one that nothing
 * matches and that costs as much work, where there is none to verify against. */
bool sign_in_take_hash(const struct worker *worker, const char *stored, size_t bytes,
                       char hash[PASSWORD_HASH_BYTES]);

#endif
