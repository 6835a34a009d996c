/* debtctl account activity: what happened to the sessions and credentials of an account. */
#include "command.h"
#include "database.h"

#include <stdio.h>

static enum status run(const struct call *call);

const struct command account_activity_command = {
    .name = "account activity",
    .arguments = "NAME",
    .summary = "show the sign-ins of an account and the changes of its credentials",
    .text = "The last 1000, newest first, a line each, separated by tabs: when, what, by what (password, "
            "passkey),\n"
            "address, device, and which other device or passkey it was about.",
    .operands_min = 1,
    .operands_max = 1,
    .run = run,
};

/* Control characters that a device may have called itself must not reach a terminal. */
static const char statement[] =
    "select to_char(happened_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), kind,"
    "       coalesce(method, ''), coalesce(address, ''),"
    "       regexp_replace(coalesce(device, ''), '[[:cntrl:]]', '?', 'g'),"
    "       regexp_replace(coalesce(detail, ''), '[[:cntrl:]]', '?', 'g')"
    "  from operator.list_activity($1, 1000)";

static enum status run(const struct call *call) {
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    const char *const values[] = { call->argv[0] };
    struct rows *rows = database_query(database, statement, 1, values);
    const enum status status = rows == NULL ? database_status(database) : STATUS_DONE;
    for (int row = 0; rows != NULL && row < rows_count(rows); row++) {
        for (int column = 0; column < 6; column++) {
            (void)printf("%s%c", rows_text(rows, row, column), column < 5 ? '\t' : '\n');
        }
    }
    rows_free(rows);
    database_close(database);
    return status;
}
