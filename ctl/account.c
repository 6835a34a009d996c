/* debtctl account add, account list. */
#include "command.h"
#include "database.h"
#include "password_prompt.h"
#include "site/password.h"
#include "site/utf8.h"

#include <stdio.h>
#include <string.h>

enum { DISPLAY_NAME_OPTION, PASSWORD_STDIN_OPTION, NO_PASSWORD_OPTION };

enum { USERNAME_CHARACTERS_MAX = 64, DISPLAY_NAME_CHARACTERS_MAX = 200 };

static enum status add(const struct call *call);
static enum status list(const struct call *call);

const struct command account_add_command = {
    .name = "account add",
    .arguments = "NAME…",
    .summary = "make an account, whatever the setting registration says",
    .text = "Asks for the password at the terminal, unless an option says otherwise. Several accounts at "
            "once must\n"
            "be --no-password; then all of them are made, or none.",
    .options = { [DISPLAY_NAME_OPTION] = { "display-name", "TEXT", "what others see (default: NAME)" },
                 [PASSWORD_STDIN_OPTION] = { "password-stdin", NULL,
                                             "take the password from standard input" },
                 [NO_PASSWORD_OPTION] = { "no-password", NULL,
                                          "no sign-in by password: for tokens of debtctl alone" } },
    .operands_min = 1,
    .operands_max = -1,
    .run = add,
};

const struct command account_list_command = {
    .name = "account list",
    .arguments = "",
    .summary = "list all accounts",
    .text = "A line each, separated by tabs: user name, display name, number of events, when it was made, "
            "account,\n"
            "ledger, active or disabled, and how many sessions are open.",
    .run = list,
};

static enum status add_one(struct database *database, const char *name, const char *hash,
                           const char *display_name) {
    const char *const values[] = { name, hash, display_name };
    struct rows *rows =
        database_query(database, "select account, ledger from operator.add_account($1, $2, $3)", 3, values);
    if (rows == NULL) {
        const enum status status = database_status(database);
        if (status == STATUS_REFUSED) {
            (void)fprintf(stderr, "The account %s was not made.\n", name);
        }
        return status;
    }
    (void)printf("account %s of %s, ledger %s\n", rows_text(rows, 0, 0), name, rows_text(rows, 0, 1));
    rows_free(rows);
    return STATUS_DONE;
}

static enum status add_all(const struct call *call, const char *hash) {
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    enum status status = database_run(database, "begin", NULL) ? STATUS_DONE : database_status(database);
    for (int i = 0; status == STATUS_DONE && i < call->argc; i++) {
        status = add_one(database, call->argv[i], hash, call->options[DISPLAY_NAME_OPTION]);
    }
    if (status == STATUS_DONE && !database_run(database, "commit", NULL)) {
        status = database_status(database);
    }
    database_close(database);
    return status;
}

/* The rules by which debt-api takes such names. */
static bool is_name(const char *what, const char *text, size_t characters_max) {
    const size_t bytes = strlen(text);
    const bool good = utf8_is_valid(text, bytes) && utf8_characters(text, bytes) <= characters_max &&
                      !utf8_is_blank(text, bytes) && !utf8_has_control(text, bytes, false);
    if (!good) {
        (void)fprintf(
            stderr,
            "debtctl: %s has 1 to %zu characters in UTF-8, not all of them blank, none a control character\n",
            what, characters_max);
    }
    return good;
}

static bool are_names(const struct call *call) {
    const char *display_name = call->options[DISPLAY_NAME_OPTION];
    bool good = display_name == NULL || is_name("a display name", display_name, DISPLAY_NAME_CHARACTERS_MAX);
    for (int i = 0; good && i < call->argc; i++) {
        good = is_name("a user name", call->argv[i], USERNAME_CHARACTERS_MAX);
    }
    return good;
}

static enum status add(const struct call *call) {
    char hash[PASSWORD_HASH_BYTES];
    if (!are_names(call)) {
        return STATUS_USAGE;
    }
    if (call->options[NO_PASSWORD_OPTION] != NULL) {
        if (call->options[PASSWORD_STDIN_OPTION] != NULL) {
            (void)fputs("debtctl: --password-stdin and --no-password: which of the two?\n", stderr);
            return STATUS_USAGE;
        }
        return add_all(call, NULL);
    }
    if (call->argc > 1) {
        (void)fputs("debtctl: several accounts can only be made with --no-password\n", stderr);
        return STATUS_USAGE;
    }
    const enum status status =
        password_hash_new(call->settings, call->argv[0], call->options[PASSWORD_STDIN_OPTION] != NULL, hash);
    return status == STATUS_DONE ? add_all(call, hash) : status;
}

/* Control characters that a name may hold must not reach a terminal. */
static const char list_statement[] = "select regexp_replace(username, '[[:cntrl:]]', '?', 'g'), "
                                     "regexp_replace(display_name, '[[:cntrl:]]', '?', 'g'),"
                                     "       events, to_char(created_at at time zone 'UTC', "
                                     "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), account, ledger,"
                                     "       case when disabled then 'disabled' else 'active' end, sessions"
                                     "  from operator.list_accounts()";

enum { LIST_COLUMNS = 8 };

static enum status list(const struct call *call) {
    (void)call;
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    struct rows *rows = database_query(database, list_statement, 0, NULL);
    const enum status status = rows == NULL ? database_status(database) : STATUS_DONE;
    for (int row = 0; rows != NULL && row < rows_count(rows); row++) {
        for (int column = 0; column < LIST_COLUMNS; column++) {
            (void)printf("%s%c", rows_text(rows, row, column), column < LIST_COLUMNS - 1 ? '\t' : '\n');
        }
    }
    rows_free(rows);
    database_close(database);
    return status;
}
