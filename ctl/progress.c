#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

void progress_show(const char *what, size_t done, size_t count) {
    if (isatty(STDERR_FILENO) == 1) {
        (void)fprintf(stderr, "\r\x1b[K%s: ledger %zu of %zu", what, done,
                      count); /* ESC [ K: erase the line */
    }
}

void progress_bytes(const char *what, uint64_t done) {
    if (isatty(STDERR_FILENO) == 1) {
        (void)fprintf(stderr, "\r\x1b[K%s: %" PRIu64 " MiB", what, done >> 20);
    }
}

void progress_clear(void) {
    if (isatty(STDERR_FILENO) == 1) {
        (void)fputs("\r\x1b[K", stderr);
    }
}
