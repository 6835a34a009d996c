/* debtctl restore: a database from the file that debtctl backup wrote. */
#include "restore.h"

#include "database.h"
#include "migrate.h"
#include "pipeline.h"
#include "progress.h"
#include "verify.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FROM_OPTION, IDENTITY_OPTION, REPLACE_OPTION };

static enum status run(const struct call *call);

const struct command restore_command = {
    .name = "restore",
    .arguments = "",
    .summary = "restore the database from an encrypted backup",
    .text =
        "Into an empty database, which the role owns. The file is decrypted to its end before anything is\n"
        "touched, and then restored in one transaction: all of it, or nothing.\n"
        "Every ledger gets a new epoch, so that clients learn that what they saw may not have happened, and\n"
        "all sessions end: everybody signs in anew, with the passwords of that time.",
    .options = { [FROM_OPTION] = { "from", "FILE", "the backup" },
                 [IDENTITY_OPTION] = { "identity", "FILE", "the secret key (age-keygen)" },
                 [REPLACE_OPTION] = { "replace", NULL,
                                      "erase what the database holds; stop the workers and the relay "
                                      "first" } },
    .run = run,
};

/* --- the pipe: age | pg_restore | this | psql --- */

/* A backup that is being read. */
struct source {
    const char *name;
    const char *identity;
    int file;
};

/* Only this end says commit, and only after every program before has ended well: whatever is cut off
 * meanwhile, debtctl included, leaves a transaction that was never committed. */
static const char prologue[] = "set client_min_messages = warning;\n"
                               "set lock_timeout = '20s';\n"
                               "begin;\n";
static const char replace_prologue[] = "drop schema if exists api, relay, operator, debt cascade;\n";

/* What happened after the backup is lost, and a client may have seen it: its ledger's epoch changes. A device
 * that was signed out after the backup must not be signed in by it; the account's activity tells that it was.
 */
static const char epilogue[] =
    "\nupdate debt.ledgers set epoch = pg_catalog.gen_random_uuid();\n"
    "with ended as (update debt.sessions set ended_at = pg_catalog.clock_timestamp() where ended_at is null"
    " returning *)\n"
    "insert into debt.activity (ledger_id, kind, session_id, device, detail)"
    " select ledger_id, 'session_ended', id, 'debtctl', device from ended;\n"
    "commit;\n";

static bool source_open(struct source *source, const char *name, const char *identity) {
    *source = (struct source) { .name = name, .identity = identity };
    source->file = open(name, O_RDONLY | O_CLOEXEC);
    if (source->file < 0) {
        (void)fprintf(stderr, "debtctl: %s cannot be read: %s\n", name, strerror(errno));
        return false;
    }
    if (access(identity, R_OK) != 0) {
        (void)fprintf(stderr, "debtctl: the key %s cannot be read: %s\n", identity, strerror(errno));
        (void)close(source->file);
        return false;
    }
    return true;
}

static bool start_decrypting(const struct source *source, struct part *decrypter, int out) {
    const char *const arguments[] = { "age", "--decrypt", "--identity", source->identity, NULL };
    if (lseek(source->file, 0, SEEK_SET) != 0) {
        (void)fprintf(stderr, "debtctl: %s cannot be read: it must be a file\n", source->name);
        return false;
    }
    return part_start(decrypter, arguments, source->file, out);
}

/* Decrypts the file to its end and drops what comes out: a wrong key, a byte that was altered, an end that
 * is missing are found before anything is touched. */
static bool source_is_whole(const struct source *source) {
    int plain[2] = { -1, -1 };
    uint64_t bytes = 0;
    struct part decrypter = { .pid = 0 };
    const bool started = pipeline_open(plain) && start_decrypting(source, &decrypter, plain[1]);
    pipeline_close(&plain[1]);
    bool good = started && pipeline_pump(plain[0], PIPELINE_NOTHING, source->name, "checking", &bytes);
    pipeline_close(&plain[0]);
    good = part_end(&decrypter) && good;
    if (started && !good && !pipeline_is_interrupted()) {
        (void)fprintf(stderr,
                      "debtctl: %s cannot be decrypted: it was encrypted for another key, was cut, or was "
                      "altered\n",
                      source->name);
    }
    return good;
}

static bool start_loading(struct part *loader, const char *database, int in) {
    char name[160];
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const char *const arguments[] = { "psql",
                                      "--no-psqlrc",
                                      "--quiet",
                                      "--no-password",
                                      "--set",
                                      "ON_ERROR_STOP=1",
                                      "--file",
                                      "-",
                                      database == NULL ? NULL : name,
                                      NULL };
    (void)snprintf(name, sizeof name, "--dbname=%s", database == NULL ? "" : database);
    const bool good = null >= 0 && part_start(loader, arguments, in, null);
    if (null >= 0) {
        (void)close(null);
    }
    return good;
}

/* Restores into `database`; NULL: the one that libpq's variables name. */
static bool load(const struct source *source, const char *database, bool replace) {
    static const char *const script_arguments[] = { "pg_restore", "--file=-", "--no-owner", "--no-privileges",
                                                    NULL };
    int plain[2] = { -1, -1 };
    int script[2] = { -1, -1 };
    int orders[2] = { -1, -1 };
    uint64_t bytes = 0;
    struct part decrypter = { .pid = 0 };
    struct part writer = { .pid = 0 };
    struct part loader = { .pid = 0 };
    bool good = pipeline_open(plain) && pipeline_open(script) && pipeline_open(orders) &&
                start_decrypting(source, &decrypter, plain[1]) &&
                part_start(&writer, script_arguments, plain[0], script[1]) &&
                start_loading(&loader, database, orders[0]);
    pipeline_close(&plain[0]);
    pipeline_close(&plain[1]);
    pipeline_close(&script[1]);
    pipeline_close(&orders[0]);
    good = good && pipeline_write(orders[1], prologue) &&
           (!replace || pipeline_write(orders[1], replace_prologue)) &&
           pipeline_pump(script[0], orders[1], "what psql reads", "restoring", &bytes);
    pipeline_close(&script[0]);
    if (!good) {
        part_stop(&decrypter);
        part_stop(&writer);
    }
    good = part_end(&decrypter) && good;
    good = part_end(&writer) && good;
    good = good && pipeline_write(orders[1], epilogue);
    pipeline_close(&orders[1]);
    good = part_end(&loader) && good;
    progress_clear();
    return good;
}

/* --- debtctl restore --- */

static const char state_statement[] =
    "select (select rolsuper from pg_roles where rolname = current_user),"
    "       exists (select from pg_namespace where nspname in ('debt', 'api', 'relay', 'operator'))"
    "       or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    "                   where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%')";

/* Whether the database may be restored into. */
static enum status check_target(bool replace) {
    struct database *database = database_open();
    struct rows *rows = database == NULL ? NULL : database_query(database, state_statement, 0, NULL);
    enum status status = rows == NULL ? STATUS_DATABASE : STATUS_DONE;
    if (rows != NULL && strcmp(rows_text(rows, 0, 0), "t") == 0) {
        (void)fputs("debtctl: a superuser must not own the database; connect as debt_owner (PGUSER)\n",
                    stderr);
        status = STATUS_REFUSED;
    } else if (rows != NULL && !replace && strcmp(rows_text(rows, 0, 1), "t") == 0) {
        (void)fprintf(stderr,
                      "debtctl: the database %s is not empty, and was left as it is.\n"
                      "Restore into a new one (createdb), or erase this one: --replace\n",
                      database_name(database));
        status = STATUS_REFUSED;
    }
    rows_free(rows);
    database_close(database);
    return status;
}

/* What the backup does not hold: roles, privileges, the database's own settings, and what a newer release
 * has added. */
static enum status bring_up_to_date(const struct call *migrate) {
    const enum status status = migrate_run(migrate);
    if (status != STATUS_DONE) {
        (void)fputs("The backup is restored, but nobody may use it yet: `debtctl migrate` must succeed.\n",
                    stderr);
    }
    return status;
}

static enum status print_restored(void) {
    struct database *database = database_open();
    struct rows *rows =
        database == NULL
            ? NULL
            : database_query(database, "select count(*), coalesce(sum(head), 0) from operator.list_ledgers()",
                             0, NULL);
    if (rows != NULL) {
        (void)printf(
            "restored: ledgers %s, events %s; every ledger has a new epoch, and all sessions have ended\n",
            rows_text(rows, 0, 0), rows_text(rows, 0, 1));
    }
    const enum status status = rows == NULL ? STATUS_DATABASE : STATUS_DONE;
    rows_free(rows);
    database_close(database);
    return status;
}

static enum status run(const struct call *call) {
    const bool replace = call->options[REPLACE_OPTION] != NULL;
    struct source source;
    if (call->options[FROM_OPTION] == NULL || call->options[IDENTITY_OPTION] == NULL) {
        (void)fputs("debtctl: --from=FILE and --identity=FILE are needed\n", stderr);
        return STATUS_USAGE;
    }
    pipeline_init();
    const struct call migrate = { .settings = call->settings };
    enum status status = migrate_check(&migrate);
    status = status == STATUS_DONE ? check_target(replace) : status;
    if (status != STATUS_DONE) {
        return status;
    }
    if (!source_open(&source, call->options[FROM_OPTION], call->options[IDENTITY_OPTION])) {
        return STATUS_REFUSED;
    }
    if (!source_is_whole(&source) || !load(&source, NULL, replace)) {
        (void)fputs("Nothing was restored; the database is as it was.\n", stderr);
        status = STATUS_REFUSED;
    }
    (void)close(source.file);
    status = status == STATUS_DONE ? bring_up_to_date(&migrate) : status;
    return status == STATUS_DONE ? print_restored() : status;
}

/* --- debtctl backup --verify --- */

/* `name` is one that needs no escaping. */
static bool run_on(struct database *database, const char *statement, const char *name, const char *rest) {
    char text[256];
    (void)snprintf(text, sizeof text, "%s \"%s\"%s", statement, name, rest);
    return database_run(database, text, NULL);
}

static enum status verify_in(const struct source *source, const char *scratch) {
    if (!load(source, scratch, false)) {
        return STATUS_REFUSED;
    }
    struct database *database = database_open_named(scratch);
    /* As roles.sql sets it for a database that is used. */
    if (database == NULL || !database_run(database, "set enable_seqscan = off; set jit = off", NULL)) {
        database_close(database);
        return STATUS_DATABASE;
    }
    const enum status status = verify_ledgers(database);
    database_close(database);
    return status;
}

/* Makes a database of a name of its own, and drops it whatever happens in it. No other role gets any
 * privilege there, for --no-privileges leaves them out. */
static enum status verify_in_scratch(const struct source *source) {
    char scratch[64];
    struct database *database = database_open_named("postgres");
    (void)snprintf(scratch, sizeof scratch, "debt_verify_%08x", randombytes_random());
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    enum status status = STATUS_DATABASE;
    if (run_on(database, "create database", scratch,
               " template template0 encoding 'UTF8' locale 'C.UTF-8'")) {
        status = verify_in(source, scratch);
        if (!run_on(database, "drop database", scratch, "")) {
            status = database_status(database);
        }
    } else {
        (void)fputs("A role that verifies backups needs CREATEDB: alter role debt_owner createdb\n", stderr);
    }
    database_close(database);
    return status;
}

enum status restore_verify(const char *from, const char *identity) {
    struct source source;
    if (!source_open(&source, from, identity)) {
        return STATUS_REFUSED;
    }
    const enum status status = source_is_whole(&source) ? verify_in_scratch(&source) : STATUS_REFUSED;
    (void)close(source.file);
    if (status == STATUS_DONE) {
        (void)printf("%s can be restored\n", from);
    }
    return status;
}
