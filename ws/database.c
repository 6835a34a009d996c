#include "database.h"

#include "seq.h"
#include "site/log.h"
#include "subscribe.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUERY_TIMEOUT_MS = 5000, /* a page takes milliseconds: who is silent for so long is not there */
    PAUSE_MIN_MS = 50,
    PAUSE_MAX_MS = 1000,
    WHY_BYTES = 256,
    NUMBER_BYTES = 24,
    ARRAY_BYTES = QUERY_ITEMS_MAX * GRANT_UUID_BYTES + 3,
};

_Static_assert((int)NUMBER_BYTES <= (int)GRANT_UUID_BYTES,
               "an array of numbers has room where one of UUIDs has");

/* The session: what it writes (who listens) need not outlast a crash; a statement is given up by the server
 * too when nobody waits for it any more, and planned once. */
#define SESSION_SQL                                                                                          \
    "set statement_timeout = 5000; set synchronous_commit = off; "                                           \
    "set plan_cache_mode = force_generic_plan; set client_min_messages = error; listen debt_doorbell"

/* One row for each item, whatever the function thinks of it. */
#define OPEN_SQL                                                                                             \
    "select asked.n, coalesce(told.alive, false), told.epoch, told.head "                                    \
    "from unnest($1::uuid[], $2::uuid[]) with ordinality as asked(ledger, session, n) "                      \
    "left join lateral relay.open_stream(asked.ledger, asked.session) as told on true"

#define SWEEP_SQL                                                                                            \
    "select asked.n, coalesce(told.alive, false), told.epoch, told.head "                                    \
    "from unnest($1::uuid[], $2::uuid[]) with ordinality as asked(ledger, session, n) "                      \
    "left join relay.sweep($1, $2) as told using (ledger, session)"

/* A page ends with the event that reaches $4 bytes. */
#define READ_SQL                                                                                             \
    "select n, seq, event from (select asked.n, page.seq, page.event, "                                      \
    "sum(octet_length(page.event)) over (partition by asked.n order by page.seq) "                           \
    "- octet_length(page.event) as bytes_before "                                                            \
    "from unnest($1::uuid[], $2::bigint[]) with ordinality as asked(ledger, after, n), "                     \
    "lateral relay.read_events(asked.ledger, asked.after, $3::integer) as page) as pages "                   \
    "where bytes_before < $4::bigint order by n, seq"

/* Prepared when connected, in this order. */
static const struct {
    const char *name;
    const char *sql;
} statements[] = {
    [QUERY_OPEN] = { "open", OPEN_SQL },
    [QUERY_SWEEP] = { "sweep", SWEEP_SQL },
    [QUERY_READ] = { "read", READ_SQL },
};

enum { STATEMENTS = sizeof statements / sizeof statements[0] };

enum state {
    STATE_RESTING,    /* no connection, until due_ms */
    STATE_CONNECTING, /* as PQconnectPoll goes */
    STATE_PREPARING,  /* the session, then each statement */
    STATE_IDLE,
    STATE_ASKING, /* a query is in flight */
    STATE_FAILED, /* lost while a query was in flight, which is still to be told */
};

struct database {
    struct database_settings settings;
    enum state state;
    int64_t due_ms; /* RESTING: the next attempt; CONNECTING, PREPARING, ASKING: the deadline */
    int64_t pause_ms;
    bool announced; /* the last line logged said that the database is gone */
    bool blames;

    PGconn *connection; /* NULL while RESTING or FAILED */
    PostgresPollingStatusType polling;
    size_t prepared; /* PREPARING: how many statements are */
    bool unsent;     /* libpq holds output back */
    PGresult *result;
    PGnotify *bell;

    const struct query *query;
    char ledgers[ARRAY_BYTES]; /* parameters, as PostgreSQL writes arrays */
    char others[ARRAY_BYTES];
    char page_events[NUMBER_BYTES];
    char page_bytes[NUMBER_BYTES];
};

struct database *database_new(const struct database_settings *settings) {
    struct database *database = calloc(1, sizeof *database);
    if (database != NULL) {
        database->settings = *settings;
        database->state = STATE_RESTING;
        database->pause_ms = PAUSE_MIN_MS;
        (void)snprintf(database->page_events, NUMBER_BYTES, "%zu", settings->page_events);
        (void)snprintf(database->page_bytes, NUMBER_BYTES, "%zu", settings->page_bytes);
    }
    return database;
}

static void clear_result(struct database *database) {
    PQclear(database->result);
    database->result = NULL;
}

static void clear_bell(struct database *database) {
    PQfreemem(database->bell);
    database->bell = NULL;
}

void database_free(struct database *database) {
    clear_result(database);
    clear_bell(database);
    PQfinish(database->connection);
    free(database);
}

/* --- losing it --------------------------------------------------------------------------------------------
 */

/* Whether another try of the same query may well succeed. */
static bool is_weather(const char *sqlstate) {
    static const char *const classes[] = { "08", "25", "40", "53", "55", "57", "58" };
    for (size_t i = 0; sqlstate != NULL && i < sizeof classes / sizeof classes[0]; i++) {
        if (strncmp(sqlstate, classes[i], 2) == 0) {
            return true;
        }
    }
    return sqlstate == NULL;
}

/* Gives the connection up and plans the next. `why` may belong to the connection. */
static void lose(struct database *database, const char *why, int64_t now_ms) {
    if (!database->announced) {
        log_line(LOG_WARNING, "no database: %s", why);
        database->announced = true;
    }
    const bool asking = database->state == STATE_ASKING;
    clear_result(database);
    clear_bell(database);
    PQfinish(database->connection);
    database->connection = NULL;
    database->unsent = false;
    database->state = asking ? STATE_FAILED : STATE_RESTING;
    database->due_ms = now_ms + database->pause_ms;
    database->pause_ms *= 2;
    if (database->pause_ms > PAUSE_MAX_MS) {
        database->pause_ms = PAUSE_MAX_MS;
    }
}

static void lose_connection(struct database *database, int64_t now_ms) {
    lose(database, PQerrorMessage(database->connection), now_ms);
}

/* --- connecting -------------------------------------------------------------------------------------------
 */

/* What the server says besides answers would go to stderr; that it went away is logged once, by lose(). */
static void ignore_notice(void *context, const char *message) {
    (void)context;
    (void)message;
}

static void connect_begin(struct database *database, int64_t now_ms) {
    static const char *const keywords[] = { "fallback_application_name", "client_encoding", NULL };
    static const char *const values[] = { "debt-relay", "UTF8", NULL };
    database->state = STATE_CONNECTING;
    database->polling = PGRES_POLLING_WRITING;
    database->due_ms = now_ms + database->settings.timeout_ms;
    database->connection = PQconnectStartParams(keywords, values, 0);
    if (database->connection == NULL) {
        lose(database, "memory is short", now_ms);
    } else if (PQstatus(database->connection) == CONNECTION_BAD) {
        lose_connection(database, now_ms);
    } else {
        (void)PQsetNoticeProcessor(database->connection, ignore_notice, NULL);
    }
}

static void flush_output(struct database *database, int64_t now_ms) {
    const int left = PQflush(database->connection);
    database->unsent = left > 0;
    if (left < 0) {
        lose_connection(database, now_ms);
    }
}

/* Sends what comes next in preparing: the session's settings and LISTEN, then one statement after the other.
 */
static void prepare_next(struct database *database, int64_t now_ms) {
    clear_result(database);
    const size_t next = database->prepared;
    const int sent = next == 0 ? PQsendQuery(database->connection, SESSION_SQL)
                               : PQsendPrepare(database->connection, statements[next - 1].name,
                                               statements[next - 1].sql, 0, NULL);
    if (sent == 0) {
        lose_connection(database, now_ms);
        return;
    }
    flush_output(database, now_ms);
}

static void connect_go_on(struct database *database, int64_t now_ms) {
    database->polling = PQconnectPoll(database->connection);
    if (database->polling == PGRES_POLLING_FAILED) {
        lose_connection(database, now_ms);
    } else if (database->polling == PGRES_POLLING_OK) {
        if (PQsetnonblocking(database->connection, 1) != 0) {
            lose_connection(database, now_ms);
            return;
        }
        database->state = STATE_PREPARING;
        database->prepared = 0;
        prepare_next(database, now_ms);
    }
}

/* --- asking -----------------------------------------------------------------------------------------------
 */

bool database_is_idle(const struct database *database) {
    return database->state == STATE_IDLE;
}

/* Writes `{a,b,c}`: UUIDs and numbers need no quotes. */
static void write_ledgers(char array[ARRAY_BYTES], const struct query *query) {
    char *end = array;
    for (size_t i = 0; i < query->count; i++) {
        end += snprintf(end, GRANT_UUID_BYTES + 1, "%c%s", i == 0 ? '{' : ',', query->items[i].ledger);
    }
    memcpy(end, "}", 2);
}

static void write_others(char array[ARRAY_BYTES], const struct query *query) {
    char *end = array;
    for (size_t i = 0; i < query->count; i++) {
        const struct query_item *item = &query->items[i];
        const char separator = i == 0 ? '{' : ',';
        end += query->kind == QUERY_READ
                   ? snprintf(end, GRANT_UUID_BYTES + 1, "%c%" PRId64, separator, item->after)
                   : snprintf(end, GRANT_UUID_BYTES + 1, "%c%s", separator, item->session);
    }
    memcpy(end, "}", 2);
}

void database_ask(struct database *database, const struct query *query, int64_t now_ms) {
    const char *const values[] = { database->ledgers, database->others, database->page_events,
                                   database->page_bytes };
    clear_result(database);
    write_ledgers(database->ledgers, query);
    write_others(database->others, query);
    database->query = query;
    database->state = STATE_ASKING;
    database->due_ms = now_ms + QUERY_TIMEOUT_MS;
    database->blames = false;
    if (PQsendQueryPrepared(database->connection, statements[query->kind].name,
                            query->kind == QUERY_READ ? 4 : 2, values, NULL, NULL, 0) == 0) {
        lose_connection(database, now_ms);
        return;
    }
    flush_output(database, now_ms);
}

/* --- being answered ---------------------------------------------------------------------------------------
 */

static bool parse_number(const struct database *database, size_t index, int column, int64_t *number) {
    const PGresult *result = database->result;
    return seq_parse(PQgetvalue(result, (int)index, column), (size_t)PQgetlength(result, (int)index, column),
                     number);
}

bool database_row(const struct database *database, size_t index, struct answer_row *row) {
    const PGresult *result = database->result;
    int64_t ordinal = 0;
    *row = (struct answer_row) { .item = 0 };
    if (index >= (size_t)PQntuples(result) || !parse_number(database, index, 0, &ordinal)) {
        return false;
    }
    const int at = (int)index;
    row->item = (size_t)ordinal - 1;
    if (database->query->kind == QUERY_READ) {
        row->event = PQgetvalue(result, at, 2);
        row->event_bytes = (size_t)PQgetlength(result, at, 2);
        return parse_number(database, index, 1, &row->seq);
    }
    row->alive = PQgetvalue(result, at, 1)[0] == 't';
    row->epoch = PQgetisnull(result, at, 2) != 0 ? NULL : PQgetvalue(result, at, 2);
    return row->epoch == NULL || parse_number(database, index, 3, &row->head);
}

/* Whether each row can be read, and refers to an item that was asked. */
static bool is_sane(const struct database *database) {
    const size_t rows = (size_t)PQntuples(database->result);
    if (database->query->kind != QUERY_READ && rows != database->query->count) {
        return false;
    }
    for (size_t i = 0; i < rows; i++) {
        struct answer_row row;
        if (!database_row(database, i, &row) || row.item >= database->query->count ||
            (row.epoch != NULL && !subscribe_is_epoch(row.epoch, strlen(row.epoch)))) {
            return false;
        }
    }
    return true;
}

/* What a finished command means. */
static enum database_news finish(struct database *database, int64_t now_ms) {
    const ExecStatusType status = PQresultStatus(database->result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        database->blames = PQstatus(database->connection) == CONNECTION_OK &&
                           !is_weather(PQresultErrorField(database->result, PG_DIAG_SQLSTATE));
        char why[WHY_BYTES];
        (void)snprintf(why, sizeof why, "a query failed: %s", PQresultErrorMessage(database->result));
        lose(database, why, now_ms);
        return DATABASE_NOTHING;
    }
    if (database->state == STATE_ASKING) {
        if (!is_sane(database)) {
            database->blames = true;
            lose(database, "an answer that makes no sense", now_ms);
            return DATABASE_NOTHING;
        }
        database->state = STATE_IDLE;
        database->pause_ms = PAUSE_MIN_MS;
        return DATABASE_ANSWERED;
    }
    if (database->prepared < STATEMENTS) {
        database->prepared++;
        prepare_next(database, now_ms);
        return DATABASE_NOTHING;
    }
    log_line(LOG_INFO, "database connected");
    database->announced = false;
    database->state = STATE_IDLE;
    return DATABASE_CONNECTED;
}

/* Takes results until the command is finished, and keeps the last. */
static bool is_finished(struct database *database) {
    while (PQisBusy(database->connection) == 0) {
        PGresult *result = PQgetResult(database->connection);
        if (result == NULL) {
            return true;
        }
        PQclear(database->result);
        database->result = result;
    }
    return false;
}

/* Reads what has come, and tells the first thing that is new. */
static enum database_news hear(struct database *database, bool ready, int64_t now_ms) {
    if (ready && PQconsumeInput(database->connection) == 0) {
        lose_connection(database, now_ms);
        return DATABASE_NOTHING;
    }
    if (ready && database->unsent) {
        flush_output(database, now_ms);
        if (database->connection == NULL) {
            return DATABASE_NOTHING;
        }
    }
    database->bell = PQnotifies(database->connection);
    if (database->bell != NULL) {
        return DATABASE_RANG;
    }
    if (database->state != STATE_IDLE && is_finished(database)) {
        return finish(database, now_ms);
    }
    return DATABASE_NOTHING;
}

static enum database_news move_on(struct database *database, bool ready, int64_t now_ms) {
    switch (database->state) {
    case STATE_RESTING:
        if (now_ms >= database->due_ms) {
            connect_begin(database, now_ms);
        }
        return DATABASE_NOTHING;
    case STATE_CONNECTING:
        if (ready) {
            connect_go_on(database, now_ms);
        }
        return DATABASE_NOTHING;
    case STATE_PREPARING:
    case STATE_IDLE:
    case STATE_ASKING:
        return hear(database, ready, now_ms);
    case STATE_FAILED:
        break;
    }
    return DATABASE_NOTHING;
}

enum database_news database_advance(struct database *database, bool ready, int64_t now_ms) {
    clear_bell(database);
    if (database->state == STATE_IDLE) {
        clear_result(database); /* it was worked off */
    }
    enum database_news news = move_on(database, ready, now_ms);
    const bool has_deadline = database->state == STATE_CONNECTING || database->state == STATE_PREPARING ||
                              database->state == STATE_ASKING;
    if (news == DATABASE_NOTHING && has_deadline && now_ms >= database->due_ms) {
        lose(database, "it does not answer", now_ms);
    }
    if (database->state == STATE_FAILED) {
        database->state = STATE_RESTING;
        news = DATABASE_FAILED;
    }
    return news;
}

const char *database_bell(const struct database *database) {
    return database->bell->extra;
}

bool database_blames(const struct database *database) {
    return database->blames;
}

int database_socket(const struct database *database) {
    return database->connection == NULL ? -1 : PQsocket(database->connection);
}

bool database_wants_output(const struct database *database) {
    return database->state == STATE_CONNECTING ? database->polling == PGRES_POLLING_WRITING
                                               : database->unsent;
}

int64_t database_due_ms(const struct database *database) {
    switch (database->state) {
    case STATE_FAILED:
        return 0;
    case STATE_IDLE:
        return -1;
    case STATE_RESTING:
    case STATE_CONNECTING:
    case STATE_PREPARING:
    case STATE_ASKING:
        break;
    }
    return database->due_ms;
}
