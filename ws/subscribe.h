/* The one line that a stream sends to the relay:
 *
 *     SUBSCRIBE <grant> <after or -> <epoch or ->
 */
#ifndef WS_SUBSCRIBE_H
#define WS_SUBSCRIBE_H

#include "site/grant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SUBSCRIBE_LINE_BYTES = 512, /* the longest line, its newline included */
    EPOCH_BYTES = 65,           /* text of an epoch with its NUL */
};

struct subscribe {
    char grant[GRANT_TEXT_BYTES];
    bool has_after; /* else from now on */
    int64_t after;
    char epoch[EPOCH_BYTES]; /* "" where none was given */
};

enum subscribe_verdict {
    SUBSCRIBE_GOOD,
    SUBSCRIBE_MALFORMED, /* not such a line: *subscribe is all zero */
    SUBSCRIBE_INVALID,   /* after or epoch cannot be read; the grant was taken, to be verified first */
};

/* Whether text[0..bytes) has the form of an epoch; it then needs no quoting in JSON. */
bool subscribe_is_epoch(const char *text, size_t bytes);

/* Reads line[0..bytes), without its newline. */
__attribute__((warn_unused_result)) enum subscribe_verdict subscribe_parse(struct subscribe *subscribe,
                                                                           const char *line, size_t bytes);

#endif
