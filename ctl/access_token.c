/* debtctl token: access tokens without a password, for scripts and benchmarks. */
#include "command.h"
#include "database.h"
#include "site/key.h"
#include "site/token.h"
#include "token_key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static enum status run(const struct call *call);

const struct command token_command = {
    .name = "token",
    .arguments = "NAME…",
    .summary = "print an access token for an account",
    .text =
        "A line each, in the order of the names. Each token belongs to a session of its own, of the device\n"
        "\"debtctl\", and is good for access_token_seconds. Whoever has it acts as the account.",
    .operands_min = 1,
    .operands_max = -1,
    .run = run,
};

static bool load_keys(const char *path, struct token_keys *keys) {
    struct key_ring ring;
    if (!token_key_is_there(path)) {
        return false;
    }
    if (!key_ring_load_or_create(path, 0600, &ring)) {
        return false;
    }
    token_keys_init(keys, &ring);
    sodium_memzero(&ring, sizeof ring);
    return true;
}

/* Copies three UUIDs from the row that operator.issue_session gave. */
static void read_claims(const struct rows *rows, struct token_claims *claims) {
    (void)snprintf(claims->ledger, sizeof claims->ledger, "%s", rows_text(rows, 0, 0));
    (void)snprintf(claims->account, sizeof claims->account, "%s", rows_text(rows, 0, 1));
    (void)snprintf(claims->session, sizeof claims->session, "%s", rows_text(rows, 0, 2));
}

static enum status issue(struct database *database, const struct settings *settings,
                         const struct token_keys *keys, const char *name) {
    char token[TOKEN_TEXT_BYTES];
    struct token_claims claims = { .account = "" };
    const char *const values[] = { name };
    struct rows *rows = database_query(
        database, "select ledger, account, session from operator.issue_session($1, 'debtctl')", 1, values);
    if (rows == NULL) {
        return database_status(database);
    }
    const bool found = rows_count(rows) == 1;
    if (found) {
        read_claims(rows, &claims);
    }
    rows_free(rows);
    if (!found) {
        (void)fprintf(stderr,
                      "debtctl: no account %s, or it is disabled: `debtctl account list` shows all of them\n",
                      name);
        return STATUS_REFUSED;
    }
    if (!token_issue(keys, settings->public_origin, &claims, (int64_t)time(NULL),
                     settings->access_token_seconds, token)) {
        (void)fputs("debtctl: the token could not be made: out of memory\n", stderr);
        return STATUS_REFUSED;
    }
    (void)puts(token);
    return STATUS_DONE;
}

static enum status run(const struct call *call) {
    struct token_keys keys;
    if (!load_keys(call->settings->token_key_file, &keys)) {
        return STATUS_REFUSED;
    }
    struct database *database = database_open();
    enum status status = database == NULL ? STATUS_DATABASE : STATUS_DONE;
    for (int i = 0; status == STATUS_DONE && i < call->argc; i++) {
        status = issue(database, call->settings, &keys, call->argv[i]);
    }
    database_close(database);
    token_keys_release(&keys);
    return status;
}
