/* debtctl migrate: brings the database to the state that the files under sql/ describe. */
#include "migrate.h"
#include "command.h"
#include "database.h"
#include "install_list.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SQL_OPTION };

const struct command migrate_command = {
    .name = "migrate",
    .arguments = "",
    .summary = "create the database's schemas, or bring them up to date",
    .text =
        "Runs the files that install.sql lists, in one transaction: migrations/ once each, all others every\n"
        "time. Connect as the role that owns the database, which must not be a superuser.",
    .options = { [SQL_OPTION] = { "sql", "DIR",
                                  "where install.sql is (or DEBT_SQL; default " DEBT_PKGDATADIR "/sql)" } },
    .run = migrate_run,
};

/* One run of migrate. */
struct migration {
    struct database *database;
    const char *folder;
    struct install_list list;
    size_t applied;
};

static const char lock_statement[] =
    "select pg_try_advisory_xact_lock(hashtextextended('debtctl migrate', 0))";
static const char wait_statement[] = "select pg_advisory_xact_lock(hashtextextended('debtctl migrate', 0))";

static const char bootstrap_statements[] =
    "create schema if not exists debt;"
    "create table if not exists debt.migrations ("
    "  version text primary key,"
    "  sha256 bytea not null check (octet_length(sha256) = 32),"
    "  applied_at timestamptz not null default clock_timestamp());"
    "comment on table debt.migrations is 'The files of migrations/ that were applied, by debtctl migrate.';"
    "comment on column debt.migrations.sha256 is 'Of the file: one that was applied must never change.'";

/* Which functions stood in the schemas that are called from outside, and in which version of their row. */
static const char remember_statements[] =
    "create temporary table functions_before on commit drop as"
    "  select p.oid, p.ctid as row_version from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
    "   where n.nspname in ('api', 'relay', 'operator')";

/* Those whose row is still the same: no file defines them any more. To be asked before grants write them
 * again. */
static const char stale_statement[] =
    "select format('drop routine %s', p.oid::regprocedure), p.oid::regprocedure"
    "  from pg_proc p join pg_temp.functions_before b on b.oid = p.oid and b.row_version = p.ctid"
    " order by 2";

/* All functions of one name in one schema. */
static const char same_name_statement[] =
    "select format('drop routine %s', p.oid::regprocedure), p.oid::regprocedure"
    "  from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
    " where n.nspname = $1 and p.proname = $2 order by 2";

/* What PostgreSQL says where a function has got other parameters or another result: ambiguous_function (the
 * old one is still there, and `comment on function` names both), invalid_function_definition (it cannot be
 * replaced). */
static const char changed_states[] = "42725 42P13";

/* Reads folder/path whole. Returns it with a NUL behind it, to be freed, or NULL after saying why. */
static char *read_text(const char *folder, const char *path, size_t *length) {
    char name[PATH_MAX];
    char *text = NULL;
    size_t room = 0;
    (void)snprintf(name, sizeof name, "%s/%s", folder, path);
    FILE *file = fopen(name, "re");
    errno = file == NULL ? errno : 0;
    /* No SQL holds a NUL, so up to the first one is the whole file. */
    const ssize_t count = file == NULL ? -1 : getdelim(&text, &room, '\0', file);
    if (count < 0 || text[count - 1] == '\0') {
        (void)fprintf(stderr, "debtctl: %s: %s\n", name,
                      errno != 0  ? strerror(errno)
                      : count < 0 ? "the file is empty"
                                  : "there is a NUL byte in it");
        free(text);
        text = NULL;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    *length = count < 0 ? 0 : (size_t)count;
    return text;
}

/* The name under which debt.migrations knows the file: without its folder and its .sql. */
static void version_of(const char *path, char version[NAME_MAX]) {
    const char *name = strrchr(path, '/') + 1;
    const char *ending = strrchr(name, '.');
    (void)snprintf(version, NAME_MAX, "%.*s", ending != NULL ? (int)(ending - name) : INT_MAX, name);
}

static enum status run_file(struct migration *migration, const char *path, const char *text) {
    if (!database_run(migration->database, text, path)) {
        return database_status(migration->database);
    }
    if (!database_in_transaction(migration->database)) {
        (void)fprintf(
            stderr,
            "debtctl: %s ends the transaction, and has left a part done: take its commit or rollback away\n",
            path);
        return STATUS_REFUSED;
    }
    return STATUS_DONE;
}

/* Drops what `statement` finds, and says so with the reason. */
static enum status drop_functions(struct database *database, const char *statement, int count,
                                  const char *const values[], const char *reason) {
    struct rows *rows = database_query(database, statement, count, values);
    enum status status = rows == NULL ? database_status(database) : STATUS_DONE;
    for (int i = 0; status == STATUS_DONE && i < rows_count(rows); i++) {
        (void)printf("dropping %s: %s\n", rows_text(rows, i, 1), reason);
        if (!database_run(database, rows_text(rows, i, 0), NULL)) {
            status = database_status(database);
        }
    }
    rows_free(rows);
    return status;
}

/* FOLDER/NAME.sql defines FOLDER.NAME in the schemas that are called from outside, else debt.NAME. */
static enum status drop_same_name(struct migration *migration, const char *path) {
    char schema[NAME_MAX];
    char name[NAME_MAX];
    version_of(path, name);
    (void)snprintf(schema, sizeof schema, "%.*s", (int)strcspn(path, "/"), path);
    const bool outside =
        strcmp(schema, "api") == 0 || strcmp(schema, "relay") == 0 || strcmp(schema, "operator") == 0;
    const char *const values[] = { outside ? schema : "debt", name };
    return drop_functions(migration->database, same_name_statement, 2, values,
                          "its parameters or its result have changed");
}

/* `create or replace` keeps a function's identity, so that statements which workers have prepared go on
 * working. Where that cannot be, the function is dropped and made anew. */
static enum status run_function(struct migration *migration, const char *path, const char *text) {
    struct database *database = migration->database;
    if (!database_run(database, "savepoint file", NULL)) {
        return database_status(database);
    }
    const enum outcome outcome = database_try(database, text, path, changed_states);
    if (outcome == OUTCOME_FAILED ||
        (outcome == OUTCOME_EXPECTED && !database_run(database, "rollback to savepoint file", NULL))) {
        return database_status(database);
    }
    if (outcome == OUTCOME_DONE) {
        return database_run(database, "release savepoint file", path) ? STATUS_DONE
                                                                      : database_status(database);
    }
    const enum status status = drop_same_name(migration, path);
    return status == STATUS_DONE ? run_file(migration, path, text) : status;
}

static enum status run_migration(struct migration *migration, const char *path, const char *text) {
    char version[NAME_MAX];
    version_of(path, version);
    const char *const values[] = { version, text };
    struct rows *rows = database_query(migration->database,
                                       "select sha256 = sha256(convert_to($2, 'UTF8')) from debt.migrations"
                                       " where version = $1",
                                       2, values);
    if (rows == NULL) {
        return database_status(migration->database);
    }
    const bool recorded = rows_count(rows) > 0;
    const bool unchanged = recorded && strcmp(rows_text(rows, 0, 0), "t") == 0;
    rows_free(rows);
    if (recorded && !unchanged) {
        (void)fprintf(stderr,
                      "debtctl: %s was applied to this database, and has changed since.\n"
                      "Restore the file as it was released; what must change goes into a new migration.\n",
                      path);
        return STATUS_REFUSED;
    }
    if (recorded) {
        return STATUS_DONE;
    }
    (void)printf("applying %s\n", path);
    (void)fflush(stdout);
    const enum status status = run_file(migration, path, text);
    if (status != STATUS_DONE) {
        return status;
    }
    migration->applied++;
    rows = database_query(
        migration->database,
        "insert into debt.migrations (version, sha256) values ($1, sha256(convert_to($2, 'UTF8')))", 2,
        values);
    rows_free(rows);
    return rows == NULL ? database_status(migration->database) : STATUS_DONE;
}

static enum status run_path(struct migration *migration, const char *path) {
    size_t length = 0;
    char *text = read_text(migration->folder, path, &length);
    if (text == NULL) {
        return STATUS_REFUSED;
    }
    const enum status status = install_list_is_migration(path)  ? run_migration(migration, path, text)
                               : install_list_is_function(path) ? run_function(migration, path, text)
                                                                : run_file(migration, path, text);
    free(text);
    return status;
}

/* Refuses a database that a newer release has migrated: its functions would be replaced by older ones. */
static enum status check_recorded(struct migration *migration) {
    struct rows *rows =
        database_query(migration->database, "select version from debt.migrations order by version", 0, NULL);
    enum status status = rows == NULL ? database_status(migration->database) : STATUS_DONE;
    for (int i = 0; status == STATUS_DONE && i < rows_count(rows); i++) {
        bool known = false;
        for (size_t j = 0; !known && j < migration->list.count; j++) {
            char version[NAME_MAX] = "";
            if (install_list_is_migration(migration->list.paths[j])) {
                version_of(migration->list.paths[j], version);
            }
            known = strcmp(version, rows_text(rows, i, 0)) == 0;
        }
        if (!known) {
            (void)fprintf(stderr,
                          "debtctl: this database has the migration %s, which this release does not know.\n"
                          "A newer release made it: use that one's debtctl.\n",
                          rows_text(rows, i, 0));
            status = STATUS_REFUSED;
        }
    }
    rows_free(rows);
    return status;
}

/* One migrate at a time. */
static enum status lock(struct database *database) {
    struct rows *rows = database_query(database, lock_statement, 0, NULL);
    if (rows == NULL) {
        return database_status(database);
    }
    const bool locked = strcmp(rows_text(rows, 0, 0), "t") == 0;
    rows_free(rows);
    if (locked) {
        return STATUS_DONE;
    }
    (void)fputs("debtctl: waiting for another debtctl migrate to end\n", stderr);
    return database_run(database, wait_statement, NULL) ? STATUS_DONE : database_status(database);
}

/* Everything between begin and commit. */
static enum status run_list(struct migration *migration) {
    const struct install_list *list = &migration->list;
    size_t functions_end = 0;
    for (size_t i = 0; i < list->count; i++) {
        functions_end = install_list_is_function(list->paths[i]) ? i : functions_end;
    }
    enum status status = lock(migration->database);
    if (status == STATUS_DONE && !(database_run(migration->database, bootstrap_statements, NULL) &&
                                   database_run(migration->database, remember_statements, NULL))) {
        status = database_status(migration->database);
    }
    if (status == STATUS_DONE) {
        status = check_recorded(migration);
    }
    for (size_t i = 0; status == STATUS_DONE && i < list->count; i++) {
        status = run_path(migration, list->paths[i]);
        if (status == STATUS_DONE && i == functions_end) {
            status =
                drop_functions(migration->database, stale_statement, 0, NULL, "no file defines it any more");
        }
    }
    return status;
}

static enum status migrate(struct migration *migration) {
    if (!database_run(migration->database, "begin isolation level read committed read write", NULL)) {
        return database_status(migration->database);
    }
    const enum status status = run_list(migration);
    if (status != STATUS_DONE) {
        if (database_in_transaction(migration->database)) {
            (void)fputs("Nothing was changed.\n", stderr); /* closing the connection rolls back */
        }
        return status;
    }
    if (!database_run(migration->database, "commit", NULL)) {
        return database_status(migration->database);
    }
    if (migration->applied == 0) {
        (void)printf("%s is up to date: no new migration; functions and grants written again\n",
                     database_name(migration->database));
    } else {
        (void)printf("%s is up to date: %zu %s applied\n", database_name(migration->database),
                     migration->applied, migration->applied == 1 ? "migration" : "migrations");
    }
    return STATUS_DONE;
}

/* Which folder: the option, the environment, or where `make install` put it. */
static const char *choose_folder(const struct call *call) {
    if (call->options[SQL_OPTION] != NULL) {
        return call->options[SQL_OPTION];
    }
    const char *folder = getenv("DEBT_SQL");
    return folder != NULL ? folder : DEBT_PKGDATADIR "/sql";
}

static enum status read_list(struct migration *migration) {
    char why[160];
    size_t length = 0;
    char *text = read_text(migration->folder, "install.sql", &length);
    if (text == NULL) {
        (void)fputs("DEBT_SQL, or migrate --sql=DIR, says where install.sql is.\n", stderr);
        return STATUS_REFUSED;
    }
    const bool good = install_list_init(&migration->list, text, length, why, sizeof why);
    free(text);
    if (!good) {
        (void)fprintf(stderr, "debtctl: %s/install.sql, %s\n", migration->folder, why);
    }
    return good ? STATUS_DONE : STATUS_REFUSED;
}

enum status migrate_check(const struct call *call) {
    struct migration migration = { .folder = choose_folder(call) };
    const enum status status = read_list(&migration);
    install_list_release(&migration.list);
    return status;
}

enum status migrate_run(const struct call *call) {
    struct migration migration = { .folder = choose_folder(call) };
    enum status status = read_list(&migration);
    if (status != STATUS_DONE) {
        return status;
    }
    migration.database = database_open();
    status = migration.database == NULL ? STATUS_DATABASE : migrate(&migration);
    database_close(migration.database);
    install_list_release(&migration.list);
    return status;
}
