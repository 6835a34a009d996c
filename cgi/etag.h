/* Entity-tags and the two conditions on them (RFC 9110 §8.8.3, §13.1.1, §13.1.2). */
#ifndef CGI_ETAG_H
#define CGI_ETAG_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { ETAG_LIST_MAX = 32 }; /* tags of a header that are looked at */

/* If-None-Match. */
struct none_match {
    bool any;         /* "*" */
    const char *tags; /* the bare values, comma-separated; NULL if there are none that could be ours */
};

/* Reads the header's value (NULL: not sent). Comparison is weak: W/ is dropped. Tags that no answer of ours
 * carries are left out, and a value that is no list of tags counts as not sent. */
void etag_read_none_match(const char *header, struct arena *arena, struct none_match *none_match);

enum match_verdict {
    MATCH_ABSENT,    /* no condition, or "*", which whatever exists fulfils */
    MATCH_VERSION,   /* one version, which may be one that never existed (-1) */
    MATCH_MALFORMED, /* not a list of entity-tags */
};

/* Reads If-Match (NULL: not sent). A tag is "<version>" or the ETag of an answer, "<version>.<rest>", of
 * which the version counts, the highest of several. W/ is accepted, because a proxy that compresses an answer
 * weakens its tag. A tag of another form matches nothing: *version is -1. */
__attribute__((warn_unused_result)) enum match_verdict etag_read_match(const char *header, int64_t *version);

#endif
