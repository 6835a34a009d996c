#include "selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* $1: a user name, or null for all. */
static const char statement[] = "select ledger, regexp_replace(username, '[[:cntrl:]]', '?', 'g')"
                                "  from operator.list_ledgers()"
                                " where $1::text is null or lower(username) = lower($1)";

static bool append(struct selection *selection, const struct rows *rows) {
    const size_t count = (size_t)rows_count(rows);
    struct selected *ledgers = realloc(selection->ledgers, (selection->count + count) * sizeof *ledgers);
    if (ledgers == NULL) {
        return false;
    }
    selection->ledgers = ledgers;
    for (int row = 0; row < rows_count(rows); row++) {
        struct selected *selected = &ledgers[selection->count];
        (void)snprintf(selected->id, sizeof selected->id, "%s", rows_text(rows, row, 0));
        selected->username = strdup(rows_text(rows, row, 1));
        if (selected->username == NULL) {
            return false;
        }
        selection->count++;
    }
    return true;
}

/* Adds the ledger of the account `name`, or all (NULL). */
static enum status find(struct selection *selection, struct database *database, const char *name) {
    const char *const values[] = { name };
    struct rows *rows = database_query(database, statement, 1, values);
    if (rows == NULL) {
        return database_status(database);
    }
    enum status status = STATUS_DONE;
    if (name != NULL && rows_count(rows) == 0) {
        (void)fprintf(stderr, "debtctl: no account %s: `debtctl account list` shows all of them\n", name);
        status = STATUS_REFUSED;
    } else if (rows_count(rows) > 0 && !append(selection, rows)) {
        (void)fputs("debtctl: out of memory\n", stderr);
        status = STATUS_REFUSED;
    }
    rows_free(rows);
    return status;
}

enum status selection_init(struct selection *selection, struct database *database, int count,
                           char *const names[]) {
    *selection = (struct selection) { .ledgers = NULL };
    enum status status = count == 0 ? find(selection, database, NULL) : STATUS_DONE;
    for (int i = 0; status == STATUS_DONE && i < count; i++) {
        status = find(selection, database, names[i]);
    }
    if (status != STATUS_DONE) {
        selection_release(selection);
    }
    return status;
}

void selection_release(struct selection *selection) {
    for (size_t i = 0; i < selection->count; i++) {
        free(selection->ledgers[i].username);
    }
    free(selection->ledgers);
    *selection = (struct selection) { .ledgers = NULL };
}

enum status selection_do(struct database *database, int count, char *const names[], selection_work *work) {
    struct selection selection;
    enum status status = selection_init(&selection, database, count, names);
    if (status == STATUS_DONE) {
        status = work(database, &selection);
        selection_release(&selection);
    }
    return status;
}

/* Whether the call names either --all or accounts; says so if not. */
static bool is_named(const struct call *call, size_t all_option) {
    const bool all = call->options[all_option] != NULL;
    if (all == (call->argc > 0)) {
        (void)fputs(all ? "debtctl: --all, or ACCOUNTs: which of the two?\n"
                        : "debtctl: which ledgers? Name their ACCOUNTs, or say --all\n",
                    stderr);
    }
    return all != (call->argc > 0);
}

enum status selection_command(const struct call *call, size_t all_option, selection_work *work) {
    if (!is_named(call, all_option)) {
        return STATUS_USAGE;
    }
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    const enum status status = selection_do(database, call->argc, call->argv, work);
    database_close(database);
    return status;
}
