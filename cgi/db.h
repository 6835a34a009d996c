/* The worker's connection to PostgreSQL: one, opened when it is needed, used by one call at a time.
 *
 * A call is one round trip: statements travel as a pipeline. A read is sent with what makes its transaction
 * READ ONLY. Behind a write that appends follows api.ring(), in a transaction of its own; db_call() returns
 * when the write is committed, and the next call takes the ring's answer in.
 *
 * No call takes longer than the settings allow: database_timeout_ms to connect, and statement_timeout_ms and
 * a second for the rest, even if the server says nothing at all.
 */
#ifndef CGI_DB_H
#define CGI_DB_H

#include "site/settings.h"
#include "statements.h"

#include <stdbool.h>
#include <stddef.h>

struct db;

/* Makes a db that is not connected. `settings` must outlive it. Returns NULL if there is no memory. */
__attribute__((warn_unused_result)) struct db *db_new(const struct settings *settings);

/* Closes the connection and frees; NULL is allowed. */
void db_free(struct db *db);

enum db_outcome {
    DB_ROW,         /* the first row is in the result */
    DB_EMPTY,       /* it worked, and there is no row */
    DB_REFUSED,     /* the server raised an error: sqlstate, message, detail */
    DB_UNAVAILABLE, /* no connection, or it was lost. A write may or may not have been committed. */
};

enum { DB_COLUMNS_MAX = 5 };

/* The columns of api.answer. */
enum answer_column { ANSWER_BODY, ANSWER_ETAG, ANSWER_ID, ANSWER_REPLAYED, ANSWER_NEXT };

/* Texts live until the next call or db_clear(); NULL stands for SQL's NULL. */
struct db_result {
    const char *columns[DB_COLUMNS_MAX];
    size_t bytes[DB_COLUMNS_MAX]; /* their lengths */
    const char *sqlstate;
    const char *message;
    const char *detail; /* NULL if there is none */
};

/* Calls a statement with its arguments (texts; NULL stands for SQL's NULL). It is sent a second time on a
 * fresh connection if the first was lost and nothing can have happened, or the statement is read-only, or the
 * caller says that it is `repeatable` without harm. *result is filled for DB_ROW and DB_REFUSED, else all
 * NULL. */
__attribute__((warn_unused_result)) enum db_outcome db_call(struct db *db, enum statement statement,
                                                            const char *const arguments[], bool repeatable,
                                                            struct db_result *result);

/* Gives the texts of the last result back. */
void db_clear(struct db *db);

#endif
