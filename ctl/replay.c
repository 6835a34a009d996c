#include "replay.h"

#include "progress.h"

#include <stdio.h>

enum { NUMBER_BYTES = 24 };

/* The value of a statement that returns one integer; -1 if it failed. */
static long long ask(struct database *database, const char *statement, int count,
                     const char *const values[]) {
    struct rows *rows = database_query(database, statement, count, values);
    const long long value = rows == NULL ? -1 : rows_integer(rows, 0, 0);
    rows_free(rows);
    return value;
}

bool replay(struct database *database, const char *ledger, const char *what, long long *reached) {
    char after[NUMBER_BYTES] = "0";
    const char *const values[] = { ledger, after };
    const long long head = ask(database, "select operator.begin_replay($1)", 1, values);
    long long before = -1;
    *reached = head < 0 ? -1 : 0;
    while (*reached > before) {
        before = *reached;
        progress_show(what, (size_t)before, (size_t)(head > before ? head : before));
        (void)snprintf(after, sizeof after, "%lld", before);
        *reached = ask(database, "select operator.continue_replay($1, $2, 500)", 2, values);
    }
    return *reached >= 0;
}
