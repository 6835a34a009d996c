/* What the hub asks the database, and what it is told: plain data, so that neither knows the other. */
#ifndef WS_QUERY_H
#define WS_QUERY_H

#include "site/grant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum query_kind {
    QUERY_OPEN,  /* where does this ledger stand, and does this session live? at the start of a stream */
    QUERY_SWEEP, /* the same for streams that are open */
    QUERY_READ,  /* the events behind this position */
};

enum {
    QUERY_OPEN_MAX = 64,
    QUERY_SWEEP_MAX = 500,
    QUERY_READ_MAX = 16, /* pages a query: what a live event may have to wait for */
    QUERY_ITEMS_MAX = QUERY_SWEEP_MAX,
};

struct query_item {
    char ledger[GRANT_UUID_BYTES];
    char session[GRANT_UUID_BYTES]; /* not of QUERY_READ */
    int64_t after;                  /* QUERY_READ only */
};

struct query {
    enum query_kind kind;
    size_t count;
    struct query_item items[QUERY_ITEMS_MAX];
};

/* One row of an answer. Of QUERY_OPEN and QUERY_SWEEP there is one for each item; of QUERY_READ one for each
 * event, those of one item together and ascending. */
struct answer_row {
    size_t item; /* index into the query's items */

    bool alive;        /* the ledger exists, and the session has not ended */
    const char *epoch; /* NULL if the ledger does not exist */
    int64_t head;

    int64_t seq; /* QUERY_READ only, like the two below */
    const char *event;
    size_t event_bytes;
};

#endif
