#include "database.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct database {
    PGconn *connection;
    enum status status; /* for the call that failed last */
};

/* A struct rows is a PGresult under another name, so that libpq stays in this file. */
static const PGresult *result_of(const struct rows *rows) {
    return (const PGresult *)(const void *)rows;
}

/* The server's warnings; its notices are switched off by set_up. */
static void print_notice(void *nothing, const char *message) {
    (void)nothing;
    (void)fprintf(stderr, "debtctl: %s", message);
}

/* What to do about an error, where there is something general to say. */
static const char *advice(const char *state) {
    static const struct {
        const char *state, *advice;
    } entries[] = {
        { "3F000", "Run `debtctl migrate` first." },                         /* invalid_schema_name */
        { "42883", "Run `debtctl migrate` first." },                         /* undefined_function */
        { "42P01", "Run `debtctl migrate` first." },                         /* undefined_table */
        { "42501", "Connect as the role that owns the database (PGUSER)." }, /* insufficient_privilege */
    };
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].state, state) == 0) {
            return entries[i].advice;
        }
    }
    return NULL;
}

static unsigned line_at(const char *text, long position) {
    unsigned line = 1;
    for (long character = 1; character < position && *text != '\0'; text++) {
        line += *text == '\n' ? 1 : 0;
        character += ((unsigned char)*text & 0xc0) != 0x80 ? 1 : 0; /* positions count characters of UTF-8 */
    }
    return line;
}

/* Prints `source, line N: `, as far as it is known. */
static void print_place(const PGresult *result, const char *statements, const char *source) {
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    if (source == NULL) {
        return;
    }
    (void)fprintf(stderr, "%s", source);
    if (position != NULL) {
        (void)fprintf(stderr, ", line %u", line_at(statements, strtol(position, NULL, 10)));
    }
    (void)fputs(": ", stderr);
}

static void report(struct database *database, const PGresult *result, const char *statements,
                   const char *source) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    state = state != NULL ? state : "";
    const bool refused = strncmp(state, "LD", 2) == 0 || strncmp(state, "23", 2) == 0;
    database->status = refused ? STATUS_REFUSED : STATUS_DATABASE;

    (void)fputs("debtctl: ", stderr);
    print_place(result, statements, source);
    if (message == NULL) {
        (void)fputs(PQerrorMessage(database->connection), stderr); /* libpq's own, with its line feed */
        return;
    }
    (void)fprintf(stderr, "%s\n", message);
    if (hint != NULL || advice(state) != NULL) {
        (void)fprintf(stderr, "%s\n", hint != NULL ? hint : advice(state));
    }
}

/* An operator's statements may take long, and end when debtctl does. */
static bool set_up(struct database *database) {
    return database_run(database,
                        "set client_min_messages = warning;"
                        "set statement_timeout = 0;"
                        "set idle_in_transaction_session_timeout = 0;"
                        "set client_connection_check_interval = '1s'",
                        NULL);
}

struct database *database_open(void) {
    return database_open_named(NULL);
}

struct database *database_open_named(const char *name) {
    static const char *const keywords[] = { "fallback_application_name", "client_encoding", "dbname", NULL };
    const char *const values[] = { "debtctl", "UTF8", name, NULL };
    struct database *database = malloc(sizeof *database);
    if (database == NULL) {
        (void)fputs("debtctl: out of memory\n", stderr);
        return NULL;
    }
    database->status = STATUS_DATABASE;
    database->connection = PQconnectdbParams(keywords, values, 0);
    if (PQstatus(database->connection) != CONNECTION_OK) {
        (void)fprintf(stderr,
                      "debtctl: no connection to the database: %s"
                      "PGHOST, PGPORT, PGDATABASE and PGUSER say where it is and who connects.\n",
                      PQerrorMessage(database->connection));
        database_close(database);
        return NULL;
    }
    (void)PQsetNoticeProcessor(database->connection, print_notice, NULL);
    if (!set_up(database)) {
        database_close(database);
        return NULL;
    }
    return database;
}

void database_close(struct database *database) {
    if (database != NULL) {
        PQfinish(database->connection);
        free(database);
    }
}

const char *database_name(const struct database *database) {
    return PQdb(database->connection);
}

enum outcome database_try(struct database *database, const char *statements, const char *source,
                          const char *expected) {
    PGresult *result = PQexec(database->connection, statements);
    const ExecStatusType done = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum outcome outcome = OUTCOME_DONE;
    if (state != NULL && strstr(expected, state) != NULL) {
        outcome = OUTCOME_EXPECTED;
    } else if (done != PGRES_COMMAND_OK && done != PGRES_TUPLES_OK && done != PGRES_EMPTY_QUERY) {
        report(database, result, statements, source);
        outcome = OUTCOME_FAILED;
    }
    PQclear(result);
    return outcome;
}

bool database_run(struct database *database, const char *statements, const char *source) {
    return database_try(database, statements, source, "") == OUTCOME_DONE;
}

bool database_in_transaction(const struct database *database) {
    const PGTransactionStatusType status = PQtransactionStatus(database->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

struct rows *database_query(struct database *database, const char *statement, int count,
                            const char *const values[]) {
    PGresult *result = PQexecParams(database->connection, statement, count, NULL, values, NULL, NULL, 0);
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) {
        report(database, result, statement, NULL);
        PQclear(result);
        return NULL;
    }
    return (struct rows *)(void *)result;
}

enum status database_status(const struct database *database) {
    return database->status;
}

int rows_count(const struct rows *rows) {
    return PQntuples(result_of(rows));
}

const char *rows_text(const struct rows *rows, int row, int column) {
    const PGresult *result = result_of(rows);
    return PQgetisnull(result, row, column) == 1 ? NULL : PQgetvalue(result, row, column);
}

long long rows_integer(const struct rows *rows, int row, int column) {
    return strtoll(PQgetvalue(result_of(rows), row, column), NULL, 10);
}

void rows_free(struct rows *rows) {
    PQclear((PGresult *)(void *)rows);
}
