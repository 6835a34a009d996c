/* debtctl verify: is the log whole, and do the projections follow from it? */
#include "verify.h"
#include "command.h"
#include "database.h"
#include "progress.h"
#include "replay.h"
#include "selection.h"

#include <stdio.h>

enum { ALL_OPTION };

static enum status run(const struct call *call);

const struct command verify_command = {
    .name = "verify",
    .arguments = "[ACCOUNT…]",
    .summary = "check the hash chain of ledgers, and their projections against a replay",
    .text = "Prints a line for each event that breaks the chain and each row that differs; exit status 1 if "
            "there is\n"
            "one. Changes nothing; writers of a ledger wait while it is compared.",
    .options = { [ALL_OPTION] = { "all", NULL, "the ledgers of all accounts" } },
    .operands_max = -1,
    .run = run,
};

/* Prints what a statement returns, a problem a row. Returns how many there are, or -1 if it failed. */
static int print_problems(struct database *database, const struct selected *ledger, const char *statement,
                          int count, const char *const values[]) {
    struct rows *rows = database_query(database, statement, count, values);
    if (rows == NULL) {
        return -1;
    }
    const int problems = rows_count(rows);
    if (problems > 0) {
        progress_clear();
    }
    for (int row = 0; row < problems; row++) {
        (void)printf("%s: %s\n", ledger->username, rows_text(rows, row, 0));
    }
    rows_free(rows);
    return problems;
}

/* The log first; a replay of a broken log would only repeat in many words what is known. */
static int find_problems(struct database *database, const struct selected *ledger) {
    char after[24];
    const char *const values[] = { ledger->id, after };
    const int problems =
        print_problems(database, ledger, "select problem from operator.verify_log($1) as problem", 1, values);
    if (problems != 0) {
        return problems;
    }
    long long reached = 0;
    if (!replay(database, ledger->id, "verifying: event", &reached)) {
        return -1;
    }
    (void)snprintf(after, sizeof after, "%lld", reached);
    return print_problems(database, ledger, "select problem from operator.compare_replay($1, $2) as problem",
                          2, values);
}

/* Sets *sound to whether nothing is wrong. */
static enum status verify(struct database *database, const struct selected *ledger, bool *sound) {
    const int problems = find_problems(database, ledger);
    if (problems < 0) {
        (void)fprintf(stderr, "The ledger of %s could not be verified.\n", ledger->username);
        return STATUS_DATABASE;
    }
    *sound = problems == 0;
    return STATUS_DONE;
}

static enum status verify_all(struct database *database, const struct selection *selection) {
    size_t faulty = 0;
    for (size_t i = 0; i < selection->count; i++) {
        bool sound = false;
        progress_show("verifying", i + 1, selection->count);
        const enum status status = verify(database, &selection->ledgers[i], &sound);
        if (status != STATUS_DONE) {
            progress_clear();
            return status;
        }
        faulty += sound ? 0 : 1;
    }
    progress_clear();
    (void)printf("ledgers verified: %zu, with something wrong: %zu\n", selection->count, faulty);
    return faulty == 0 ? STATUS_DONE : STATUS_REFUSED;
}

enum status verify_ledgers(struct database *database) {
    return selection_do(database, 0, NULL, verify_all);
}

static enum status run(const struct call *call) {
    return selection_command(call, ALL_OPTION, verify_all);
}
