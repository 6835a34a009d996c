/* debtctl rebuild: folds projections anew from the events. */
#include "command.h"
#include "database.h"
#include "progress.h"
#include "replay.h"
#include "selection.h"

#include <stdio.h>
#include <time.h>

enum { ALL_OPTION };

static enum status run(const struct call *call);

const struct command rebuild_command = {
    .name = "rebuild",
    .arguments = "[ACCOUNT…]",
    .summary = "fold the projections of ledgers anew from their events",
    .text =
        "They are folded aside, and swapped in by one transaction for each ledger: readers see the old rows\n"
        "until the new ones are there; writers of that ledger wait for the swap only.",
    .options = { [ALL_OPTION] = { "all", NULL, "the ledgers of all accounts" } },
    .operands_max = -1,
    .run = run,
};

static double seconds_now(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Adds the number of events to *events. */
static enum status rebuild(struct database *database, const struct selected *ledger, long long *events) {
    long long reached = 0;
    struct rows *rows = NULL;
    if (replay(database, ledger->id, "rebuilding: event", &reached)) {
        char after[24];
        (void)snprintf(after, sizeof after, "%lld", reached);
        const char *const values[] = { ledger->id, after };
        rows = database_query(database, "select operator.swap_replay($1, $2)", 2, values);
    }
    if (rows == NULL) {
        (void)fprintf(stderr, "The ledger of %s stays as it was.\n", ledger->username);
        return database_status(database);
    }
    *events += rows_integer(rows, 0, 0);
    rows_free(rows);
    return STATUS_DONE;
}

static enum status rebuild_all(struct database *database, const struct selection *selection) {
    const double start = seconds_now();
    long long events = 0;
    size_t done = 0;
    enum status status = STATUS_DONE;
    while (status == STATUS_DONE && done < selection->count) {
        progress_show("rebuilding", done + 1, selection->count);
        status = rebuild(database, &selection->ledgers[done], &events);
        done += status == STATUS_DONE ? 1 : 0;
    }
    progress_clear();
    const double seconds = seconds_now() - start;
    (void)printf("ledgers rebuilt: %zu of %zu, events: %lld, in %.3f s, %.0f events/s\n", done,
                 selection->count, events, seconds, seconds > 0 ? (double)events / seconds : 0.0);
    return status;
}

static enum status run(const struct call *call) {
    return selection_command(call, ALL_OPTION, rebuild_all);
}
