/* A connection to PostgreSQL that is opened when it is needed, and never waited for without end. */
#ifndef CGI_DB_CONNECTION_H
#define CGI_DB_CONNECTION_H

#include "site/settings.h"

#include <libpq-fe.h>
#include <stdbool.h>

enum {
    /* What a call may take beyond statement_timeout_ms: the server gets to speak first. */
    DB_CALL_GRACE_MS = 1000,
};

/* All zero but for `settings`: not connected. */
struct db_connection {
    const struct settings *settings;
    PGconn *handle;                     /* NULL: nothing was begun; in pipeline mode once connected */
    PostgresPollingStatusType progress; /* of connecting; PGRES_POLLING_OK once connected */
    long long attempt_began_ms;
    bool suspect; /* the last attempt to connect timed out */
    bool down;    /* it was logged that there is no connection */
};

/* The clock of all deadlines (CLOCK_MONOTONIC). */
long long db_connection_now_ms(void);

/* Connects, or goes on connecting, within database_timeout_ms. A server that refuses is asked again by the
 * next call: that costs next to nothing. One that is silent keeps its attempt, and costs the next calls less.
 * Why it failed is logged, once. */
__attribute__((warn_unused_result)) bool db_connection_open(struct db_connection *connection);

/* Whether it has been opened and not been closed since. */
bool db_connection_is_open(const struct db_connection *connection);

/* Closes it; one that was never begun is no error. */
void db_connection_close(struct db_connection *connection);

/* Waits until the socket is ready for `events` (as poll() has them), or the deadline has passed: false. */
__attribute__((warn_unused_result)) bool db_connection_wait(const struct db_connection *connection,
                                                            short events, long long deadline_ms);

#endif
