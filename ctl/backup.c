/* debtctl backup: the database as one encrypted file, or a look at whether such a file is good. */
#include "command.h"
#include "database.h"
#include "pipeline.h"
#include "progress.h"
#include "restore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TO_OPTION, RECIPIENT_OPTION, RECIPIENTS_FILE_OPTION, KEEP_OPTION, VERIFY_OPTION, IDENTITY_OPTION };

static enum status run(const struct call *call);

const struct command backup_command = {
    .name = "backup",
    .arguments = "",
    .summary = "write the whole database into an encrypted file, or check that such a file is good",
    .text =
        "pg_dump is piped through age: nothing is on disk that is not encrypted. The file appears under its\n"
        "name when it is complete. The site goes on working meanwhile.\n"
        "With --verify the file is restored into a database of its own, the hash chain and the projections\n"
        "of every ledger are verified, and that database is dropped; the role needs CREATEDB for it.",
    .options = { [TO_OPTION] = { "to", "FILE", "the file to write; of a folder: a new file in it" },
                 [RECIPIENT_OPTION] = { "recipient", "KEY", "whom to encrypt it for: age1… or an SSH key" },
                 [RECIPIENTS_FILE_OPTION] = { "recipients-file", "FILE", "the same, a key a line" },
                 [KEEP_OPTION] = { "keep", "N", "of this database's files in the folder delete all but N" },
                 [VERIFY_OPTION] = { "verify", "FILE", "check this file" },
                 [IDENTITY_OPTION] = { "identity", "FILE", "for --verify: the secret key (age-keygen)" } },
    .run = run,
};

/* --- the file --- */

static const char ending[] = ".dump.age";
enum { STAMP_CHARACTERS = sizeof "20261125T120000Z" - 1 };

/* Whether `name` is one that name_file() gives: DATABASE-STAMP.dump.age. */
static bool is_backup_name(const char *name, const char *database) {
    const size_t prefix = strlen(database);
    return strncmp(name, database, prefix) == 0 && name[prefix] == '-' &&
           strlen(name) == prefix + 1 + STAMP_CHARACTERS + sizeof ending - 1 &&
           strspn(name + prefix + 1, "0123456789TZ") == STAMP_CHARACTERS &&
           strcmp(name + prefix + 1 + STAMP_CHARACTERS, ending) == 0;
}

static bool is_folder(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* Writes to `path` which file is to be written. */
static bool name_file(const char *to, const char *database, char path[PATH_MAX]) {
    char stamp[STAMP_CHARACTERS + 1];
    const time_t now = time(NULL);
    struct tm utc;
    int length = 0;
    if (is_folder(to)) {
        (void)strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
        length = snprintf(path, PATH_MAX, "%s/%s-%s%s", to, database, stamp, ending);
    } else {
        length = snprintf(path, PATH_MAX, "%s", to);
    }
    if (length <= 0 || length >= PATH_MAX - (int)sizeof ".partial") {
        (void)fputs("debtctl: the file's name is empty or too long\n", stderr);
        return false;
    }
    return true;
}

/* Opens the file under its passing name, empty, for its owner alone. -1 after saying why not. */
static int open_partial(const char *partial) {
    const int file = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        (void)fprintf(stderr, "debtctl: %s cannot be written: %s\n", partial, strerror(errno));
        return -1;
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        (void)fprintf(stderr, "debtctl: another backup is being written to %s\n", partial);
        (void)close(file);
        return -1;
    }
    if (fchmod(file, 0600) != 0 || ftruncate(file, 0) != 0) {
        (void)fprintf(stderr, "debtctl: %s cannot be written: %s\n", partial, strerror(errno));
        (void)close(file);
        return -1;
    }
    return file;
}

/* The name is there when, and only when, the content is on disk. */
static bool put_in_place(int file, const char *partial, const char *path) {
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    bool good = fsync(file) == 0 && rename(partial, path) == 0;
    const int parent = good ? open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    good = good && parent >= 0 && fsync(parent) == 0;
    if (!good) {
        (void)fprintf(stderr, "debtctl: %s cannot be written: %s\n", path, strerror(errno));
    }
    if (parent >= 0) {
        (void)close(parent);
    }
    return good;
}

/* --- the pipe: pg_dump | age | this --- */

static bool dump(const struct call *call, int file, const char *path, uint64_t *bytes) {
    static const char *const dump_arguments[] = { "pg_dump", "--format=custom", "--no-unlogged-table-data",
                                                  "--no-password", NULL };
    const char *recipient = call->options[RECIPIENT_OPTION];
    const char *recipients_file = call->options[RECIPIENTS_FILE_OPTION];
    const char *const age_arguments[] = { "age", recipient != NULL ? "--recipient" : "--recipients-file",
                                          recipient != NULL ? recipient : recipients_file, NULL };
    int plain[2] = { -1, -1 };
    int encrypted[2] = { -1, -1 };
    struct part dumper = { .pid = 0 };
    struct part encrypter = { .pid = 0 };
    bool good = pipeline_open(plain) && pipeline_open(encrypted) &&
                part_start(&dumper, dump_arguments, PIPELINE_NOTHING, plain[1]) &&
                part_start(&encrypter, age_arguments, plain[0], encrypted[1]);
    pipeline_close(&plain[0]);
    pipeline_close(&plain[1]);
    pipeline_close(&encrypted[1]);
    good = good && pipeline_pump(encrypted[0], file, path, "backing up", bytes);
    pipeline_close(&encrypted[0]);
    if (!good) {
        part_stop(&dumper);
        part_stop(&encrypter);
        return false;
    }
    const bool dumped = part_end(&dumper);
    return part_end(&encrypter) && dumped;
}

/* --- old files --- */

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Deletes the oldest of `names`, which their names put in order. */
static bool delete_oldest(const char *folder, char **names, size_t count, size_t keep) {
    bool good = true;
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i + keep < count; i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (unlink(path) != 0) {
            (void)fprintf(stderr, "debtctl: %s cannot be deleted: %s\n", path, strerror(errno));
            good = false;
        }
    }
    return good;
}

static enum status prune(const char *folder, const char *database, size_t keep) {
    enum { NAMES_MAX = 10000 };
    char **names = calloc(NAMES_MAX, sizeof *names);
    DIR *entries = opendir(folder);
    size_t count = 0;
    bool good = names != NULL && entries != NULL;
    while (good && count < NAMES_MAX) {
        const struct dirent *entry = readdir(entries);
        if (entry == NULL) {
            break;
        }
        if (is_backup_name(entry->d_name, database)) {
            names[count] = strdup(entry->d_name);
            good = names[count++] != NULL;
        }
    }
    good = good && delete_oldest(folder, names, count, keep);
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return good ? STATUS_DONE : STATUS_REFUSED;
}

/* --- the command --- */

/* Writes the database's name, and refuses one that is not Debt Tracker's: a backup of nothing is none. */
static enum status name_database(char name[NAME_MAX]) {
    struct database *database = database_open();
    if (database == NULL) {
        return STATUS_DATABASE;
    }
    struct rows *rows = database_query(database, "select from operator.list_ledgers() limit 1", 0, NULL);
    const enum status status = rows == NULL ? database_status(database) : STATUS_DONE;
    (void)snprintf(name, NAME_MAX, "%s", database_name(database));
    rows_free(rows);
    database_close(database);
    return status;
}

static enum status back_up(const struct call *call, long keep) {
    char database[NAME_MAX];
    char path[PATH_MAX];
    char partial[PATH_MAX + sizeof ".partial"];
    uint64_t bytes = 0;
    const char *to = call->options[TO_OPTION];
    const enum status status = name_database(database);
    if (status != STATUS_DONE) {
        return status;
    }
    if (!name_file(to, database, path)) {
        return STATUS_REFUSED;
    }
    (void)snprintf(partial, sizeof partial, "%s.partial", path);
    const int file = open_partial(partial);
    if (file < 0) {
        return STATUS_REFUSED;
    }
    const bool good = dump(call, file, partial, &bytes) && put_in_place(file, partial, path);
    progress_clear();
    if (!good) {
        (void)unlink(partial);
        (void)fputs("There is no new backup.\n", stderr);
    }
    (void)close(file); /* after fsync() there is nothing left to fail */
    if (good) {
        (void)printf("backed up to %s: %" PRIu64 " bytes\n", path, bytes);
    }
    return !good ? STATUS_REFUSED : keep > 0 ? prune(to, database, (size_t)keep) : STATUS_DONE;
}

/* 0: all; -1 after saying what is wrong. */
static long read_keep(const struct call *call) {
    const char *text = call->options[KEEP_OPTION];
    char *end = NULL;
    if (text == NULL) {
        return 0;
    }
    const long keep = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || keep < 1 || keep > 9999 || call->options[TO_OPTION] == NULL ||
        !is_folder(call->options[TO_OPTION])) {
        (void)fputs("debtctl: --keep is a number from 1 to 9999, and --to then a folder\n", stderr);
        return -1;
    }
    return keep;
}

static enum status run(const struct call *call) {
    const bool writes = call->options[TO_OPTION] != NULL;
    const bool verifies = call->options[VERIFY_OPTION] != NULL;
    const bool recipient = call->options[RECIPIENT_OPTION] != NULL;
    const long keep = read_keep(call);
    if (writes == verifies) {
        (void)fputs("debtctl: --to=FILE writes a backup, --verify=FILE checks one: which of the two?\n",
                    stderr);
        return STATUS_USAGE;
    }
    if (writes && recipient == (call->options[RECIPIENTS_FILE_OPTION] != NULL)) {
        (void)fputs("debtctl: whom to encrypt it for: --recipient=KEY or --recipients-file=FILE\n", stderr);
        return STATUS_USAGE;
    }
    if (verifies && call->options[IDENTITY_OPTION] == NULL) {
        (void)fputs("debtctl: --identity=FILE is missing: the secret key\n", stderr);
        return STATUS_USAGE;
    }
    if (keep < 0) {
        return STATUS_USAGE;
    }
    pipeline_init();
    return verifies ? restore_verify(call->options[VERIFY_OPTION], call->options[IDENTITY_OPTION])
                    : back_up(call, keep);
}
