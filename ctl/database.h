/* The connection of debtctl to PostgreSQL: as debt_ctl, which may call the functions of schema operator, or
 * as the database's owner, to migrate, back up and restore. Which server, database and role is libpq's
 * business: the PG* variables, the password file, the service file.
 *
 * What fails is reported here, on stderr, with what to do about it; the caller learns the exit status. Only
 * database.c includes libpq-fe.h.
 */
#ifndef CTL_DATABASE_H
#define CTL_DATABASE_H

#include "command.h"

#include <stdbool.h>
#include <stddef.h>

struct database;

/* Connects. NULL if that fails; STATUS_DATABASE is then the exit status. */
__attribute__((warn_unused_result)) struct database *database_open(void);

/* The same with another database of that server. */
__attribute__((warn_unused_result)) struct database *database_open_named(const char *name);

/* Disconnects, which rolls an open transaction back. NULL is allowed. */
void database_close(struct database *database);

/* The database's name. */
const char *database_name(const struct database *database);

/* Runs any number of statements. `source` is the file they come from, named where they fail, or NULL. */
__attribute__((warn_unused_result)) bool database_run(struct database *database, const char *statements,
                                                      const char *source);

enum outcome { OUTCOME_DONE, OUTCOME_EXPECTED, OUTCOME_FAILED };

/* The same, but an error whose SQLSTATE is named in `expected` (separated by blanks) is not reported: it is
 * OUTCOME_EXPECTED. */
__attribute__((warn_unused_result)) enum outcome
database_try(struct database *database, const char *statements, const char *source, const char *expected);

/* Whether a transaction is open, be it one that has failed. */
bool database_in_transaction(const struct database *database);

struct rows;

/* Runs one statement with `count` parameters, all text (NULL: SQL's null). Returns its rows, to be freed, or
 * NULL if it failed. */
__attribute__((warn_unused_result)) struct rows *
database_query(struct database *database, const char *statement, int count, const char *const values[]);

/* The exit status for the call that failed last: STATUS_REFUSED where the database's functions refused
 * (SQLSTATE class LD) or a value broke a constraint (class 23), else STATUS_DATABASE. */
enum status database_status(const struct database *database);

int rows_count(const struct rows *rows);

/* A value as text, owned by `rows`; NULL: SQL's null. */
const char *rows_text(const struct rows *rows, int row, int column);

/* A value that is an integer. */
long long rows_integer(const struct rows *rows, int row, int column);

/* NULL is allowed. */
void rows_free(struct rows *rows);

#endif
