#include "db.h"

#include "site/log.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    /* What a call may take beyond statement_timeout_ms: the server gets to speak first. */
    CALL_GRACE_MS = 1000,
    /* How long a request waits for a server that has let an attempt time out. The attempt goes on meanwhile,
     * so the first request after the server has woken up finds it done. */
    SUSPECT_WAIT_MS = 200,
    /* An attempt that is older is given up and started anew. */
    ATTEMPT_AGE_MAX_MS = 10000,
    STEPS_MAX = 4, /* the call and the ring: each prepared and executed */
    OPTIONS_BYTES = 1024,
    NUMBER_BYTES = 24,
};

struct db {
    const struct settings *settings;
    PGconn *connection;
    PostgresPollingStatusType progress; /* of connecting; PGRES_POLLING_OK once connected */
    long long attempt_began_ms;
    bool suspect; /* the last attempt to connect timed out */
    bool down;    /* it was logged that there is no connection */
    bool prepared[STATEMENT_COUNT];
    bool prepared_ring;
    /* What was sent, in order: for a statement that is prepared, the flag to set when that has worked (it has
     * even if its execution then fails); NULL for one that is executed. */
    bool *steps[STEPS_MAX];
    size_t steps_sent, steps_answered;
    bool ringing; /* the answer to api.ring() is still to come */
    PGresult *result;
};

/* What became of one try of a call. */
enum attempt {
    ATTEMPT_DONE,
    ATTEMPT_UNCONNECTED, /* there is no server to be had */
    ATTEMPT_OUTDATED,    /* the server refused to begin; a fresh connection helps */
    ATTEMPT_LOST,        /* the connection went, and whether it was carried out is not known */
};

static long long now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct db *db_new(const struct settings *settings) {
    struct db *db = calloc(1, sizeof *db);
    if (db != NULL) {
        db->settings = settings;
    }
    return db;
}

void db_clear(struct db *db) {
    PQclear(db->result);
    db->result = NULL;
}

static void disconnect(struct db *db) {
    PQfinish(db->connection);
    db->connection = NULL;
    db->ringing = false;
    memset(db->prepared, 0, sizeof db->prepared);
    db->prepared_ring = false;
}

void db_free(struct db *db) {
    if (db != NULL) {
        db_clear(db);
        disconnect(db);
        free(db);
    }
}

/* --- connecting --- */

/* Waits until the socket is ready for `events`, or the deadline (monotonic) has passed. */
static bool wait_for(const struct db *db, short events, long long deadline_ms) {
    for (;;) {
        const long long left_ms = deadline_ms - now_ms();
        struct pollfd socket = { .fd = PQsocket(db->connection), .events = events };
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
static void log_down(struct db *db, const char *message) {
    if (!db->down) {
        log_line(LOG_WARNING, "no connection to the database: %.*s", (int)strcspn(message, "\n"), message);
    }
    db->down = true;
}

/* Begins to connect. What the session needs comes with the first packet: no further round trip. */
static bool begin_attempt(struct db *db) {
    char options[OPTIONS_BYTES];
    const char *given = getenv("PGOPTIONS");
    (void)snprintf(options, sizeof options,
                   "%s -c statement_timeout=%ld -c default_transaction_isolation=read\\ committed -c jit=off "
                   "-c timezone=UTC -c datestyle=ISO",
                   given == NULL ? "" : given, db->settings->statement_timeout_ms);
    char name[NUMBER_BYTES];
    (void)snprintf(name, sizeof name, "debt-api[%ld]", (long)getpid()); /* in pg_stat_activity, and its log */
    char silence_ms[NUMBER_BYTES];
    (void)snprintf(silence_ms, sizeof silence_ms, "%ld", db->settings->statement_timeout_ms + CALL_GRACE_MS);
    const char *const names[] = { "options",          "fallback_application_name",
                                  "client_encoding",  "tcp_user_timeout",
                                  "keepalives_idle",  "keepalives_interval",
                                  "keepalives_count", NULL };
    const char *const values[] = { options, name, "UTF8", silence_ms, "30", "5", "3", NULL };
    db->connection = PQconnectStartParams(names, values, 0);
    db->attempt_began_ms = now_ms();
    db->progress = PGRES_POLLING_WRITING;
    return db->connection != NULL && PQstatus(db->connection) != CONNECTION_BAD;
}

/* Drives the attempt until it succeeds, fails, or the deadline has passed. */
static void drive_attempt(struct db *db, long long deadline_ms) {
    while (db->progress == PGRES_POLLING_READING || db->progress == PGRES_POLLING_WRITING) {
        if (!wait_for(db, db->progress == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline_ms)) {
            return;
        }
        db->progress = PQconnectPoll(db->connection);
    }
}

static bool finish_attempt(struct db *db) {
    if (PQsetnonblocking(db->connection, 1) != 0 || PQenterPipelineMode(db->connection) != 1) {
        log_down(db, PQerrorMessage(db->connection));
        disconnect(db);
        return false;
    }
    if (db->down) {
        log_line(LOG_INFO, "connected to the database again");
    }
    db->suspect = db->down = false;
    return true;
}

/* Connects, or goes on connecting, within database_timeout_ms. A server that refuses is asked again by the
 * next request: that costs next to nothing. One that is silent keeps its attempt, and costs SUSPECT_WAIT_MS.
 */
static bool connect_in_time(struct db *db) {
    if (db->connection != NULL && now_ms() - db->attempt_began_ms > ATTEMPT_AGE_MAX_MS) {
        disconnect(db);
    }
    if (db->connection == NULL && !begin_attempt(db)) {
        log_down(db, PQerrorMessage(db->connection));
        disconnect(db);
        return false;
    }
    drive_attempt(db, now_ms() + (db->suspect ? SUSPECT_WAIT_MS : db->settings->database_timeout_ms));
    switch (db->progress) {
    case PGRES_POLLING_OK:
        return finish_attempt(db);
    case PGRES_POLLING_FAILED:
        log_down(db, PQerrorMessage(db->connection));
        disconnect(db);
        return false;
    default:
        log_down(db, "it does not answer");
        db->suspect = true;
        return false;
    }
}

/* --- sending and receiving --- */

/* Keeps count of what was answered: a NULL ends the results of each step. */
static void note_step(struct db *db, const PGresult *result) {
    if (db->steps_answered == db->steps_sent) {
        return;
    }
    bool *prepared = db->steps[db->steps_answered];
    if (result == NULL) {
        db->steps_answered++;
    } else if (prepared != NULL && PQresultStatus(result) == PGRES_COMMAND_OK) {
        *prepared = true;
    }
}

/* The next result of the pipeline. NULL separates the results of one statement from the next; *alive turns
 * false if the connection is lost or the deadline has passed. */
static PGresult *next_result(struct db *db, long long deadline_ms, bool *alive) {
    int unsent = PQflush(db->connection);
    while (unsent >= 0 && PQisBusy(db->connection) == 1) {
        const short events = (short)(POLLIN | (unsent == 1 ? POLLOUT : 0));
        if (!wait_for(db, events, deadline_ms) || PQconsumeInput(db->connection) != 1) {
            unsent = -1;
            break;
        }
        unsent = PQflush(db->connection);
    }
    PGresult *result = NULL;
    if (unsent >= 0) {
        result = PQgetResult(db->connection);
        note_step(db, result);
    }
    *alive = unsent >= 0 && PQstatus(db->connection) == CONNECTION_OK;
    return result;
}

/* Sends what is still in libpq's buffer, so that it arrives whatever this process does next. */
static bool flush_all(struct db *db, long long deadline_ms) {
    for (;;) {
        const int unsent = PQflush(db->connection);
        if (unsent <= 0) {
            return unsent == 0;
        }
        if (!wait_for(db, POLLIN | POLLOUT, deadline_ms) || PQconsumeInput(db->connection) != 1) {
            return false;
        }
    }
}

/* Takes in the answer to the last api.ring(). It is only a doorbell: if it failed, the relay's sweep finds
 * the event. Returns false if the connection was lost. */
static bool settle_ring(struct db *db, long long deadline_ms) {
    bool alive = true;
    while (db->ringing && alive) {
        PGresult *result = next_result(db, deadline_ms, &alive);
        const ExecStatusType status = PQresultStatus(result);
        if (result != NULL && status == PGRES_FATAL_ERROR) {
            const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
            log_line(LOG_WARNING, "the doorbell did not ring: %s", message == NULL ? "?" : message);
        }
        db->ringing = result == NULL || status != PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
    return alive;
}

/* Whether the connection is there and idle. A server that says anything now has something to say about the
 * connection itself, so a fresh one is taken; thus one that was closed while nobody looked is noticed before
 * anything is sent. */
static bool is_idle(struct db *db, long long deadline_ms) {
    if (PQstatus(db->connection) != CONNECTION_OK || !settle_ring(db, deadline_ms)) {
        return false;
    }
    struct pollfd socket = { .fd = PQsocket(db->connection), .events = POLLIN };
    return poll(&socket, 1, 0) == 0;
}

static bool ensure_connection(struct db *db, long long deadline_ms) {
    if (db->connection != NULL && db->progress == PGRES_POLLING_OK) {
        if (is_idle(db, deadline_ms)) {
            return true;
        }
        disconnect(db);
    }
    return connect_in_time(db);
}

static bool send_statement(struct db *db, const struct statement_entry *entry, bool *prepared,
                           const char *const arguments[]) {
    if (!*prepared) {
        if (PQsendPrepare(db->connection, entry->name, entry->sql, 0, NULL) != 1) {
            return false;
        }
        db->steps[db->steps_sent++] = prepared;
    }
    db->steps[db->steps_sent++] = NULL;
    return PQsendQueryPrepared(db->connection, entry->name, entry->arguments, arguments, NULL, NULL, 0) == 1;
}

static bool send_call(struct db *db, enum statement statement, const char *const arguments[]) {
    const struct statement_entry *entry = &statements[statement];
    db->steps_sent = db->steps_answered = 0;
    if (!send_statement(db, entry, &db->prepared[statement], arguments) ||
        PQpipelineSync(db->connection) != 1) {
        return false;
    }
    if (entry->rings) {
        db->ringing = true;
        return send_statement(db, &statement_ring, &db->prepared_ring, arguments) &&
               PQpipelineSync(db->connection) == 1;
    }
    return true;
}

/* Keeps the first error, else the last row set. */
static void keep_result(struct db *db, PGresult *result) {
    const bool failed_before = db->result != NULL && PQresultStatus(db->result) == PGRES_FATAL_ERROR;
    const ExecStatusType status = PQresultStatus(result);
    if (!failed_before && (status == PGRES_FATAL_ERROR || status == PGRES_TUPLES_OK)) {
        db_clear(db);
        db->result = result;
    } else {
        PQclear(result);
    }
}

/* Takes in everything up to the synchronisation point: only then is the transaction committed. */
static bool receive_call(struct db *db, long long deadline_ms) {
    bool alive = true;
    for (;;) {
        PGresult *result = next_result(db, deadline_ms, &alive);
        if (result != NULL && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return alive;
        }
        if (result != NULL) {
            keep_result(db, result);
        }
        if (!alive) {
            return false;
        }
    }
}

static bool has_sqlstate(const PGresult *result, const char *beginning) {
    const char *sqlstate =
        PQresultStatus(result) == PGRES_FATAL_ERROR ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return sqlstate != NULL && strncmp(sqlstate, beginning, strlen(beginning)) == 0;
}

/* The server ends the session, and says so before it closes the connection. */
static bool ends_session(const PGresult *result) {
    return has_sqlstate(result, "57P") || has_sqlstate(result, "08");
}

/* A prepared statement that the server does not know any more, or whose result has changed its form since.
 * Neither has run. */
static bool is_outdated(const PGresult *result) {
    return has_sqlstate(result, "26000") || has_sqlstate(result, "0A000");
}

static enum attempt try_call(struct db *db, enum statement statement, const char *const arguments[],
                             long long deadline_ms) {
    if (!ensure_connection(db, deadline_ms)) {
        return ATTEMPT_UNCONNECTED;
    }
    if (!send_call(db, statement, arguments) || !receive_call(db, deadline_ms) || ends_session(db->result)) {
        log_line(LOG_WARNING, "%s: the connection to the database was lost", statements[statement].name);
        disconnect(db);
        return ATTEMPT_LOST;
    }
    if (is_outdated(db->result)) {
        disconnect(db);
        return ATTEMPT_OUTDATED;
    }
    if (db->ringing && !flush_all(db, deadline_ms)) {
        disconnect(db);
    }
    return ATTEMPT_DONE;
}

/* --- results --- */

static void take_error(const PGresult *raised, struct db_result *result) {
    result->sqlstate = PQresultErrorField(raised, PG_DIAG_SQLSTATE);
    result->message = PQresultErrorField(raised, PG_DIAG_MESSAGE_PRIMARY);
    result->detail = PQresultErrorField(raised, PG_DIAG_MESSAGE_DETAIL);
}

static void take_row(const PGresult *rows, struct db_result *result) {
    for (int i = 0; i < PQnfields(rows) && i < DB_COLUMNS_MAX; i++) {
        if (PQgetisnull(rows, 0, i) == 0) {
            result->columns[i] = PQgetvalue(rows, 0, i);
            result->bytes[i] = (size_t)PQgetlength(rows, 0, i);
        }
    }
}

enum db_outcome db_call(struct db *db, enum statement statement, const char *const arguments[],
                        bool repeatable, struct db_result *result) {
    *result = (struct db_result) { .sqlstate = NULL };
    db_clear(db);
    const long long deadline_ms = now_ms() + db->settings->statement_timeout_ms + CALL_GRACE_MS;
    enum attempt attempt = try_call(db, statement, arguments, deadline_ms);
    const bool harmless = statements[statement].read_only || repeatable;
    if ((attempt == ATTEMPT_OUTDATED || (attempt == ATTEMPT_LOST && harmless)) && now_ms() < deadline_ms) {
        db_clear(db);
        attempt = try_call(db, statement, arguments, deadline_ms);
    }
    if (attempt != ATTEMPT_DONE || db->result == NULL) {
        db_clear(db);
        return DB_UNAVAILABLE;
    }
    if (PQresultStatus(db->result) == PGRES_FATAL_ERROR) {
        take_error(db->result, result);
        return DB_REFUSED;
    }
    if (PQntuples(db->result) == 0) {
        return DB_EMPTY;
    }
    take_row(db->result, result);
    return DB_ROW;
}
