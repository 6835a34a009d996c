#include "db_connection.h"

#include "site/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    /* How long a request waits for a server that has let an attempt time out. The attempt goes on meanwhile,
     * so the first request after the server has woken up finds it done. */
    SUSPECT_WAIT_MS = 200,
    /* An attempt that is older is given up and started anew. */
    ATTEMPT_AGE_MAX_MS = 10000,
    OPTIONS_BYTES = 1024,
    NUMBER_BYTES = 24,
};

long long db_connection_now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool db_connection_is_open(const struct db_connection *connection) {
    return connection->handle != NULL && connection->progress == PGRES_POLLING_OK;
}

void db_connection_close(struct db_connection *connection) {
    PQfinish(connection->handle);
    connection->handle = NULL;
}

bool db_connection_wait(const struct db_connection *connection, short events, long long deadline_ms) {
    for (;;) {
        const long long left_ms = deadline_ms - db_connection_now_ms();
        struct pollfd socket = { .fd = PQsocket(connection->handle), .events = events };
        const int ready = poll(&socket, 1, left_ms > 0 ? (int)left_ms : 0);
        if (ready > 0) {
            return true;
        }
        if (ready == 0 || errno != EINTR) {
            return false;
        }
    }
}

/* Logs, once until the database is back, why there is no connection: libpq's message, without its line
 * breaks. */
static void log_down(struct db_connection *connection, const char *message) {
    if (!connection->down) {
        log_line(LOG_WARNING, "no connection to the database: %.*s", (int)strcspn(message, "\n"), message);
    }
    connection->down = true;
}

static void give_up(struct db_connection *connection) {
    log_down(connection, PQerrorMessage(connection->handle));
    db_connection_close(connection);
}

/* Begins to connect. What the session needs comes with the first packet: no further round trip. */
static bool begin_attempt(struct db_connection *connection) {
    const long timeout_ms = connection->settings->statement_timeout_ms;
    char options[OPTIONS_BYTES];
    const char *given = getenv("PGOPTIONS");
    (void)snprintf(options, sizeof options,
                   "%s -c statement_timeout=%ld -c default_transaction_isolation=read\\ committed "
                   "-c timezone=UTC -c datestyle=ISO",
                   given == NULL ? "" : given, timeout_ms);
    char name[NUMBER_BYTES];
    (void)snprintf(name, sizeof name, "debt-api[%ld]", (long)getpid()); /* in pg_stat_activity, and its log */
    char silence_ms[NUMBER_BYTES];
    (void)snprintf(silence_ms, sizeof silence_ms, "%ld", timeout_ms + DB_CALL_GRACE_MS);
    const char *const names[] = { "options",          "fallback_application_name",
                                  "client_encoding",  "tcp_user_timeout",
                                  "keepalives_idle",  "keepalives_interval",
                                  "keepalives_count", NULL };
    const char *const values[] = { options, name, "UTF8", silence_ms, "30", "5", "3", NULL };
    connection->handle = PQconnectStartParams(names, values, 0);
    connection->attempt_began_ms = db_connection_now_ms();
    connection->progress = PGRES_POLLING_WRITING;
    return connection->handle != NULL && PQstatus(connection->handle) != CONNECTION_BAD;
}

/* Drives the attempt until it succeeds, fails, or the deadline has passed. */
static void drive_attempt(struct db_connection *connection, long long deadline_ms) {
    while (connection->progress == PGRES_POLLING_READING || connection->progress == PGRES_POLLING_WRITING) {
        const short events = connection->progress == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!db_connection_wait(connection, events, deadline_ms)) {
            return;
        }
        connection->progress = PQconnectPoll(connection->handle);
    }
}

static bool finish_attempt(struct db_connection *connection) {
    if (PQsetnonblocking(connection->handle, 1) != 0 || PQenterPipelineMode(connection->handle) != 1) {
        give_up(connection);
        return false;
    }
    if (connection->down) {
        log_line(LOG_INFO, "connected to the database again");
    }
    connection->suspect = connection->down = false;
    return true;
}

bool db_connection_open(struct db_connection *connection) {
    const long long now_ms = db_connection_now_ms();
    if (connection->handle != NULL && now_ms - connection->attempt_began_ms > ATTEMPT_AGE_MAX_MS) {
        db_connection_close(connection);
    }
    if (connection->handle == NULL && !begin_attempt(connection)) {
        give_up(connection);
        return false;
    }
    drive_attempt(connection, now_ms + (connection->suspect ? SUSPECT_WAIT_MS
                                                            : connection->settings->database_timeout_ms));
    switch (connection->progress) {
    case PGRES_POLLING_OK:
        return finish_attempt(connection);
    case PGRES_POLLING_FAILED:
        give_up(connection);
        return false;
    default:
        log_down(connection, "it does not answer");
        connection->suspect = true;
        return false;
    }
}
