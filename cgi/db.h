/* The worker's connection to PostgreSQL: one, opened when it is needed.
 *
 * Calls that were made together travel together: one pipeline, one transaction for those that read and one
 * for those that write (group commit: DeWitt et al., SIGMOD 1984), so that what a transaction costs, and
 * above all its wait for the disk, is paid once. None of them sees more of the others than if they had come
 * one after the other. Where one is refused nothing has happened, and each is made again by itself.
 *
 * A read makes its transaction READ ONLY. Behind writes that append follows api.ring(), in a transaction of
 * its own; they are over when they are committed, and the next call takes the ring's answer in.
 *
 * No call takes longer than the settings allow: database_timeout_ms to connect, and statement_timeout_ms and
 * DB_CALL_GRACE_MS for the rest, even if the server says nothing at all; of calls that are made together,
 * each after that of the others.
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

/* NULL stands for SQL's NULL. */
struct db_result {
    const char *columns[DB_COLUMNS_MAX];
    size_t bytes[DB_COLUMNS_MAX]; /* their lengths */
    const char *sqlstate;
    const char *message;
    const char *detail; /* NULL if there is none */
};

/* A statement with its arguments, and what came of it. It is made a second time, on a fresh connection if the
 * first was lost, where nothing can have happened, or the statement is read-only, or the caller says that it
 * is `repeatable` without harm. All zero before its fields are set. */
struct db_call {
    enum statement statement;
    const char *arguments[STATEMENT_ARGUMENTS_MAX]; /* texts; NULL stands for SQL's NULL */
    bool repeatable;
    enum db_outcome outcome;
    struct db_result result; /* filled for DB_ROW and DB_REFUSED, else all NULL; until db_call_release() */
    void *rows;              /* what the texts of the result live in */
    /* Is told as soon as the outcome stands; others of the calls may still be made. NULL: nobody is. */
    void (*done)(struct db_call *call);
    void *owner; /* for done() */
};

/* Makes up to STATEMENTS_TOGETHER_MAX calls: those that read, then those that write, as above. Each has its
 * outcome afterwards. Give each back by db_call_release(), in its done() or later. */
void db_call_all(struct db *db, struct db_call *const calls[], size_t count);

/* Frees what the result lives in; of a call that was never made, too. */
void db_call_release(struct db_call *call);

/* Makes one call by itself. The texts of *result live until the next of these or db_clear(). */
__attribute__((warn_unused_result)) enum db_outcome db_call(struct db *db, enum statement statement,
                                                            const char *const arguments[], bool repeatable,
                                                            struct db_result *result);

/* Gives the texts of the last db_call() back. */
void db_clear(struct db *db);

#endif
