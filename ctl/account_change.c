/* debtctl account passwd, disable, enable, delete: what becomes of an account that is there. */
#include "command.h"
#include "database.h"
#include "password_prompt.h"

#include <stdio.h>
#include <string.h>

static enum status passwd(const struct call *call);
static enum status disable(const struct call *call);
static enum status enable(const struct call *call);
static enum status erase(const struct call *call);

enum { PASSWORD_STDIN_OPTION, NO_PASSWORD_OPTION };
enum { YES_OPTION };

const struct command account_passwd_command = {
    .name = "account passwd",
    .arguments = "NAME",
    .summary = "give an account another password, and end all its sessions",
    .text = "Asks for the password at the terminal, unless an option says otherwise.",
    .options = { [PASSWORD_STDIN_OPTION] = { "password-stdin", NULL,
                                             "take the password from standard input" },
                 [NO_PASSWORD_OPTION] = { "no-password", NULL, "no sign-in by password any more" } },
    .operands_min = 1,
    .operands_max = 1,
    .run = passwd,
};

const struct command account_disable_command = {
    .name = "account disable",
    .arguments = "NAME",
    .summary = "refuse an account's sign-ins, and end its sessions at once",
    .text = "Nothing of its ledger is touched; `debtctl account enable` lets it sign in again.",
    .operands_min = 1,
    .operands_max = 1,
    .run = disable,
};

const struct command account_enable_command = {
    .name = "account enable",
    .arguments = "NAME",
    .summary = "let a disabled account sign in again",
    .operands_min = 1,
    .operands_max = 1,
    .run = enable,
};

const struct command account_delete_command = {
    .name = "account delete",
    .arguments = "NAME",
    .summary = "erase an account and all of its ledger, for ever",
    .text =
        "Asks for the name once more (from standard input). The events go too, which nothing else can do;\n"
        "a backup is the only way back. The user name is free again afterwards.",
    .options = { [YES_OPTION] = { "yes", NULL, "do not ask" } },
    .operands_min = 1,
    .operands_max = 1,
    .run = erase,
};

/* Runs one of the operator's functions about an account: statement($1 = the name the call gives, $2 = value,
 * if `count` is 2). Its row is given to *rows, to be freed. */
static enum status change(const struct call *call, const char *statement, int count, const char *value,
                          struct rows **rows) {
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    const char *const values[] = { call->argv[0], value };
    *rows = database_query(database, statement, count, values);
    const enum status status = *rows == NULL ? database_status(database) : STATUS_DONE;
    database_close(database);
    return status;
}

static enum status passwd(const struct call *call) {
    char hash[PASSWORD_HASH_BYTES];
    const bool none = call->options[NO_PASSWORD_OPTION] != NULL;
    const bool from_stdin = call->options[PASSWORD_STDIN_OPTION] != NULL;
    if (none && from_stdin) {
        (void)fputs("debtctl: --password-stdin and --no-password: which of the two?\n", stderr);
        return STATUS_USAGE;
    }
    enum status status =
        none ? STATUS_DONE : password_hash_new(call->settings, call->argv[0], from_stdin, hash);
    if (status != STATUS_DONE) {
        return status;
    }
    struct rows *rows = NULL;
    status = change(call, "select operator.set_password($1, $2)", 2, none ? NULL : hash, &rows);
    if (status == STATUS_DONE) {
        (void)printf("%s %s; sessions ended: %s\n", call->argv[0],
                     none ? "has no password any more" : "has another password", rows_text(rows, 0, 0));
    }
    rows_free(rows);
    return status;
}

static enum status disable(const struct call *call) {
    struct rows *rows = NULL;
    const enum status status = change(call, "select operator.disable_account($1)", 1, NULL, &rows);
    if (status == STATUS_DONE) {
        (void)printf("%s is disabled; sessions ended: %s\n", call->argv[0], rows_text(rows, 0, 0));
    }
    rows_free(rows);
    return status;
}

static enum status enable(const struct call *call) {
    struct rows *rows = NULL;
    const enum status status = change(call, "select operator.enable_account($1)", 1, NULL, &rows);
    if (status == STATUS_DONE) {
        (void)printf("%s %s\n", call->argv[0],
                     strcmp(rows_text(rows, 0, 0), "t") == 0 ? "may sign in again" : "was not disabled");
    }
    rows_free(rows);
    return status;
}

/* Whether the next line of standard input is the name. */
static bool is_confirmed(const char *name) {
    char line[512];
    (void)fprintf(
        stderr,
        "This erases the account %s and every event of its ledger. There is no way back but a backup.\n"
        "Type the name of the account to go on: ",
        name);
    if (fgets(line, sizeof line, stdin) == NULL) {
        line[0] = '\0';
        (void)fputc('\n', stderr);
    }
    line[strcspn(line, "\n")] = '\0';
    return strcmp(line, name) == 0;
}

static enum status erase(const struct call *call) {
    if (call->options[YES_OPTION] == NULL && !is_confirmed(call->argv[0])) {
        (void)fputs("debtctl: that is not the name; nothing was erased\n", stderr);
        return STATUS_REFUSED;
    }
    struct rows *rows = NULL;
    const enum status status = change(call, "select operator.delete_account($1)", 1, NULL, &rows);
    if (status == STATUS_DONE) {
        (void)printf("%s is erased; events: %s\n", call->argv[0], rows_text(rows, 0, 0));
    }
    rows_free(rows);
    return status;
}
