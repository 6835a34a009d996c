/* debtctl import: an exported ledger of whatever size, into the empty ledger of an account. */
#include "command.h"
#include "database.h"
#include "selection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 256 * 1024 * 1024, STEP_BYTES = 1024 * 1024 };

static enum status run(const struct call *call);

const struct command import_command = {
    .name = "import",
    .arguments = "ACCOUNT FILE",
    .summary = "take an export (GET /api/export) into the empty ledger of an account",
    .text =
        "The events keep their ids, numbers, times, actors and hashes; a file whose chain is broken, or "
        "with an event\n"
        "that the rules refuse, changes nothing. FILE may be - for standard input, and has at most 256 MiB.",
    .operands_min = 2,
    .operands_max = 2,
    .run = run,
};

/* The whole of a stream as a text, to be freed; NULL if it cannot be read, is too large, or there is no
 * memory. */
static char *read_all(FILE *stream) {
    char *text = NULL;
    size_t bytes = 0;
    for (;;) {
        char *larger = bytes > FILE_BYTES_MAX ? NULL : realloc(text, bytes + STEP_BYTES + 1);
        if (larger == NULL) {
            break;
        }
        text = larger;
        const size_t got = fread(text + bytes, 1, STEP_BYTES, stream);
        bytes += got;
        if (got < STEP_BYTES) {
            text[bytes] = '\0';
            if (ferror(stream) != 0 || bytes > FILE_BYTES_MAX || memchr(text, '\0', bytes) != NULL) {
                break;
            }
            return text;
        }
    }
    free(text);
    return NULL;
}

static char *read_file(const char *name) {
    const bool is_standard_input = strcmp(name, "-") == 0;
    FILE *stream = is_standard_input ? stdin : fopen(name, "rb");
    if (stream == NULL) {
        (void)fprintf(stderr, "debtctl: %s: %s\n", name, strerror(errno));
        return NULL;
    }
    char *text = read_all(stream);
    if (text == NULL) {
        (void)fprintf(stderr, "debtctl: %s: it cannot be read, is no text, or has more than 256 MiB\n", name);
    }
    if (!is_standard_input) {
        (void)fclose(stream);
    }
    return text;
}

static enum status import_text(struct database *database, const struct selected *ledger, const char *text) {
    const char *const values[] = { ledger->id, text };
    struct rows *rows = database_query(database, "select operator.import_ledger($1, $2)", 2, values);
    if (rows == NULL) {
        (void)fprintf(stderr, "The ledger of %s stays empty.\n", ledger->username);
        return database_status(database);
    }
    (void)printf("events imported: %lld\n", rows_integer(rows, 0, 0));
    rows_free(rows);
    return STATUS_DONE;
}

static enum status import(struct database *database, char *const account[], const char *text) {
    struct selection selection;
    enum status status = selection_init(&selection, database, 1, account);
    if (status == STATUS_DONE) {
        status = import_text(database, &selection.ledgers[0], text);
        selection_release(&selection);
    }
    return status;
}

static enum status run(const struct call *call) {
    char *text = read_file(call->argv[1]);
    if (text == NULL) {
        return STATUS_REFUSED;
    }
    struct database *database = database_open();
    const enum status status = database == NULL ? STATUS_DATABASE : import(database, call->argv, text);
    database_close(database);
    free(text);
    return status;
}
