#include "db.h"

#include "db_connection.h"
#include "site/log.h"
#include "site/uuid.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Each call prepared and executed, and the same of what goes before and behind them. */
    STEPS_MAX = 2 * (STATEMENTS_TOGETHER_MAX + 2),
    UUID_ARRAY_BYTES = STATEMENTS_TOGETHER_MAX * UUID_TEXT_BYTES + sizeof "{}",
};

/* What was sent, and is answered in the same order. */
struct step {
    bool *prepared;       /* of a statement that is prepared: to be set when that has worked; else NULL */
    struct db_call *call; /* whose result it is; NULL: nobody's */
};

struct db {
    struct db_connection connection;
    bool prepared[STATEMENT_COUNT];
    bool prepared_ring;
    bool prepared_share;
    struct step steps[STEPS_MAX];
    size_t steps_sent, steps_answered;
    bool ringing;        /* the answer to api.ring() is still to come */
    struct db_call call; /* the last db_call() */
};

/* What became of one try. */
enum attempt {
    ATTEMPT_DONE,
    ATTEMPT_UNCONNECTED, /* there is no server to be had */
    ATTEMPT_OUTDATED,    /* the server refused to begin; a fresh connection helps */
    ATTEMPT_LOST,        /* the connection went, and whether it was carried out is not known */
};

struct db *db_new(const struct settings *settings) {
    struct db *db = calloc(1, sizeof *db);
    if (db != NULL) {
        db->connection.settings = settings;
    }
    return db;
}

static void disconnect(struct db *db) {
    db_connection_close(&db->connection);
    db->ringing = false;
    memset(db->prepared, 0, sizeof db->prepared);
    db->prepared_ring = db->prepared_share = false;
}

void db_free(struct db *db) {
    if (db != NULL) {
        db_clear(db);
        disconnect(db);
        free(db);
    }
}

void db_call_release(struct db_call *call) {
    PQclear(call->rows);
    call->rows = NULL;
    call->result = (struct db_result) { .sqlstate = NULL };
}

void db_clear(struct db *db) {
    db_call_release(&db->call);
}

/* --- receiving --- */

static bool is_refused(const struct db_call *call) {
    return call->rows != NULL && PQresultStatus(call->rows) == PGRES_FATAL_ERROR;
}

/* Keeps the first error, else the last row set. */
static void keep_result(struct db_call *call, PGresult *result) {
    const bool failed_before = is_refused(call);
    const ExecStatusType status = PQresultStatus(result);
    if (!failed_before && (status == PGRES_FATAL_ERROR || status == PGRES_TUPLES_OK)) {
        PQclear(call->rows);
        call->rows = result;
    } else {
        PQclear(result);
    }
}

/* Gives a result to whose it is; NULL ends those of a step. */
static void take_result(struct db *db, PGresult *result) {
    if (db->steps_answered == db->steps_sent) {
        PQclear(result);
        return;
    }
    const struct step *step = &db->steps[db->steps_answered];
    if (result == NULL) {
        db->steps_answered++;
        return;
    }
    if (step->prepared != NULL && PQresultStatus(result) == PGRES_COMMAND_OK) {
        *step->prepared = true;
    }
    if (step->call != NULL) {
        keep_result(step->call, result);
    } else {
        PQclear(result);
    }
}

/* The next result of the pipeline. NULL separates the results of one step from the next; *alive turns false
 * if the connection is lost or the deadline has passed. */
static PGresult *next_result(struct db *db, long long deadline_ms, bool *alive) {
    PGconn *handle = db->connection.handle;
    int unsent = PQflush(handle);
    while (unsent >= 0 && PQisBusy(handle) == 1) {
        const short events = (short)(POLLIN | (unsent == 1 ? POLLOUT : 0));
        if (!db_connection_wait(&db->connection, events, deadline_ms) || PQconsumeInput(handle) != 1) {
            unsent = -1;
            break;
        }
        unsent = PQflush(handle);
    }
    PGresult *result = unsent >= 0 ? PQgetResult(handle) : NULL;
    *alive = unsent >= 0 && PQstatus(handle) == CONNECTION_OK;
    return result;
}

/* Takes in everything up to the synchronisation point: only then is the transaction committed. */
static bool receive_calls(struct db *db, long long deadline_ms) {
    bool alive = true;
    while (alive) {
        PGresult *result = next_result(db, deadline_ms, &alive);
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return alive;
        }
        take_result(db, result);
    }
    return false;
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
        take_result(db, result);
    }
    return alive;
}

/* --- sending --- */

/* Whether the connection is there and idle. A server that says anything now has something to say about the
 * connection itself, so a fresh one is taken; thus one that was closed while nobody looked is noticed before
 * anything is sent. */
static bool is_idle(struct db *db, long long deadline_ms) {
    if (PQstatus(db->connection.handle) != CONNECTION_OK || !settle_ring(db, deadline_ms)) {
        return false;
    }
    struct pollfd socket = { .fd = PQsocket(db->connection.handle), .events = POLLIN };
    return poll(&socket, 1, 0) == 0;
}

static bool ensure_connection(struct db *db, long long deadline_ms) {
    if (db_connection_is_open(&db->connection)) {
        if (is_idle(db, deadline_ms)) {
            return true;
        }
        disconnect(db);
    }
    return db_connection_open(&db->connection);
}

static bool is_being_prepared(const struct db *db, const bool *prepared) {
    for (size_t i = 0; i < db->steps_sent; i++) {
        if (db->steps[i].prepared == prepared) {
            return true;
        }
    }
    return false;
}

static bool send_statement(struct db *db, const struct statement_entry *entry, bool *prepared,
                           const char *const arguments[], struct db_call *call) {
    PGconn *handle = db->connection.handle;
    if (!*prepared && !is_being_prepared(db, prepared)) {
        if (PQsendPrepare(handle, entry->name, entry->sql, 0, NULL) != 1) {
            return false;
        }
        db->steps[db->steps_sent++] = (struct step) { .prepared = prepared, .call = call };
    }
    db->steps[db->steps_sent++] = (struct step) { .call = call };
    return PQsendQueryPrepared(handle, entry->name, entry->arguments, arguments, NULL, NULL, 0) == 1;
}

/* Rings for the ledgers of the calls that append. */
static bool send_ring(struct db *db, struct db_call *const calls[], size_t count) {
    char ledgers[UUID_ARRAY_BYTES] = "{";
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++) {
        if (statements[calls[i]->statement].rings) {
            const int more = snprintf(ledgers + bytes, sizeof ledgers - bytes, "%s%s", bytes > 1 ? "," : "",
                                      calls[i]->arguments[0]);
            bytes += more > 0 ? (size_t)more : 0;
        }
    }
    if (bytes == 1) {
        return true;
    }
    (void)snprintf(ledgers + bytes, sizeof ledgers - bytes, "}");
    const char *const arguments[] = { ledgers };
    db->ringing = true;
    return send_statement(db, &statement_ring, &db->prepared_ring, arguments, NULL) &&
           PQpipelineSync(db->connection.handle) == 1;
}

static bool send_calls(struct db *db, struct db_call *const calls[], size_t count) {
    db->steps_sent = db->steps_answered = 0;
    if (count > 1 && !statements[calls[0]->statement].read_only &&
        !send_statement(db, &statement_share, &db->prepared_share, NULL, NULL)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const enum statement statement = calls[i]->statement;
        if (!send_statement(db, &statements[statement], &db->prepared[statement], calls[i]->arguments,
                            calls[i])) {
            return false;
        }
    }
    return PQpipelineSync(db->connection.handle) == 1 && send_ring(db, calls, count);
}

/* Sends what is still in libpq's buffer, so that it arrives whatever this process does next. */
static bool flush_all(struct db *db, long long deadline_ms) {
    for (;;) {
        const int unsent = PQflush(db->connection.handle);
        if (unsent <= 0) {
            return unsent == 0;
        }
        if (!db_connection_wait(&db->connection, POLLIN | POLLOUT, deadline_ms) ||
            PQconsumeInput(db->connection.handle) != 1) {
            return false;
        }
    }
}

/* --- one transaction --- */

static bool has_sqlstate(const struct db_call *call, const char *beginning) {
    const char *sqlstate = is_refused(call) ? PQresultErrorField(call->rows, PG_DIAG_SQLSTATE) : NULL;
    return sqlstate != NULL && strncmp(sqlstate, beginning, strlen(beginning)) == 0;
}

/* The server ends the session, and says so before it closes the connection. */
static bool ends_session(const struct db_call *call) {
    return has_sqlstate(call, "57P") || has_sqlstate(call, "08");
}

/* A prepared statement that the server does not know any more, or whose result has changed its form since.
 * Nothing has run. */
static bool is_outdated(const struct db_call *call) {
    return has_sqlstate(call, "26000") || has_sqlstate(call, "0A000");
}

static bool any(struct db_call *const calls[], size_t count, bool (*is_so)(const struct db_call *call)) {
    for (size_t i = 0; i < count; i++) {
        if (is_so(calls[i])) {
            return true;
        }
    }
    return false;
}

static long long call_deadline_ms(const struct db *db) {
    return db_connection_now_ms() + db->connection.settings->statement_timeout_ms + DB_CALL_GRACE_MS;
}

static enum attempt try_calls(struct db *db, struct db_call *const calls[], size_t count,
                              long long deadline_ms) {
    for (size_t i = 0; i < count; i++) {
        db_call_release(calls[i]);
    }
    if (!ensure_connection(db, deadline_ms)) {
        return ATTEMPT_UNCONNECTED;
    }
    if (!send_calls(db, calls, count) || !receive_calls(db, deadline_ms) || any(calls, count, ends_session)) {
        log_line(LOG_WARNING, "%s: the connection to the database was lost",
                 statements[calls[0]->statement].name);
        disconnect(db);
        return ATTEMPT_LOST;
    }
    if (any(calls, count, is_outdated)) {
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

static void conclude(struct db_call *call, enum attempt attempt) {
    if (attempt != ATTEMPT_DONE || call->rows == NULL) {
        db_call_release(call);
        call->outcome = DB_UNAVAILABLE;
    } else if (is_refused(call)) {
        take_error(call->rows, &call->result);
        call->outcome = DB_REFUSED;
    } else if (PQntuples(call->rows) == 0) {
        call->outcome = DB_EMPTY;
    } else {
        take_row(call->rows, &call->result);
        call->outcome = DB_ROW;
    }
    if (call->done != NULL) {
        call->done(call);
    }
}

static bool is_harmless(const struct db_call *call) {
    return statements[call->statement].read_only || call->repeatable;
}

static void call_alone(struct db *db, struct db_call *call) {
    const long long deadline_ms = call_deadline_ms(db);
    enum attempt attempt = try_calls(db, &call, 1, deadline_ms);
    if ((attempt == ATTEMPT_OUTDATED || (attempt == ATTEMPT_LOST && is_harmless(call))) &&
        db_connection_now_ms() < deadline_ms) {
        attempt = try_calls(db, &call, 1, deadline_ms);
    }
    conclude(call, attempt);
}

static bool has_no_rows(const struct db_call *call) {
    return PQresultStatus(call->rows) != PGRES_TUPLES_OK;
}

/* Those that nothing is known against go first: the one that was refused may have to wait for a lock. */
static void call_each(struct db *db, struct db_call *const calls[], size_t count) {
    struct db_call *refused = NULL;
    for (size_t i = 0; i < count; i++) {
        if (refused == NULL && is_refused(calls[i])) {
            refused = calls[i];
        } else {
            call_alone(db, calls[i]);
        }
    }
    if (refused != NULL) {
        call_alone(db, refused);
    }
}

/* Calls of one kind: one transaction, or where that does not work one each. */
static void call_together(struct db *db, struct db_call *const calls[], size_t count) {
    if (count <= 1) {
        call_each(db, calls, count);
        return;
    }
    const enum attempt attempt = try_calls(db, calls, count, call_deadline_ms(db));
    if (attempt == ATTEMPT_OUTDATED || (attempt == ATTEMPT_DONE && any(calls, count, has_no_rows))) {
        call_each(db, calls, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (attempt == ATTEMPT_LOST && is_harmless(calls[i])) {
            call_alone(db, calls[i]);
        } else {
            conclude(calls[i], attempt);
        }
    }
}

/* By ledger, so that two workers never wait for each other's; those of one ledger stay in their order. */
static void insert_by_ledger(struct db_call *calls[], size_t count, struct db_call *call) {
    size_t place = count;
    while (place > 0 && strcmp(calls[place - 1]->arguments[0], call->arguments[0]) > 0) {
        calls[place] = calls[place - 1];
        place--;
    }
    calls[place] = call;
}

void db_call_all(struct db *db, struct db_call *const calls[], size_t count) {
    struct db_call *reads[STATEMENTS_TOGETHER_MAX];
    struct db_call *writes[STATEMENTS_TOGETHER_MAX];
    size_t reading = 0;
    size_t writing = 0;
    for (size_t i = 0; i < count && i < STATEMENTS_TOGETHER_MAX; i++) {
        if (statements[calls[i]->statement].read_only) {
            reads[reading++] = calls[i];
        } else {
            insert_by_ledger(writes, writing++, calls[i]);
        }
    }
    call_together(db, reads, reading);
    call_together(db, writes, writing);
}

enum db_outcome db_call(struct db *db, enum statement statement, const char *const arguments[],
                        bool repeatable, struct db_result *result) {
    db_clear(db);
    db->call = (struct db_call) { .statement = statement, .repeatable = repeatable };
    if (statements[statement].arguments > 0) {
        memcpy(db->call.arguments, arguments,
               (size_t)statements[statement].arguments * sizeof db->call.arguments[0]);
    }
    call_alone(db, &db->call);
    *result = db->call.result;
    return db->call.outcome;
}
