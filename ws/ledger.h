/* The ledgers that have subscribers, what is known of each, and who listens to it. */
#ifndef WS_LEDGER_H
#define WS_LEDGER_H

#include "site/grant.h"
#include "subscribe.h"
#include "subscriber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct ledger {
    char id[GRANT_UUID_BYTES];
    char epoch[EPOCH_BYTES];
    int64_t head;                       /* the newest event that the database has told of */
    int64_t rung;                       /* what a doorbell said the head is: a hint to go and look */
    struct subscriber_list subscribers; /* those of one session stand together */
    struct ledger *next_in_bucket;
    TAILQ_ENTRY(ledger) in_all;
};

TAILQ_HEAD(ledger_list, ledger);

struct ledgers {
    struct ledger **buckets; /* hash of the id; a power of two of them */
    size_t bucket_count;
    struct ledger_list all;        /* those with subscribers; newest first */
    struct ledger_list empty;      /* those without, until ledgers_prune */
    struct subscriber *sweep_next; /* where the sweep goes on; NULL: at its end */
};

/* `expected`: about how many ledgers there will be. Returns false if memory is short. */
__attribute__((warn_unused_result)) bool ledgers_init(struct ledgers *ledgers, size_t expected);

/* No ledger may have subscribers any more. */
void ledgers_release(struct ledgers *ledgers);

/* NULL if nobody listens to that ledger. */
struct ledger *ledgers_find(const struct ledgers *ledgers, const char *id);

/* The ledger of that id, made if need be, then with `epoch` and `head`. NULL if memory is short. */
struct ledger *ledgers_find_or_add(struct ledgers *ledgers, const char *id, const char *epoch, int64_t head);

/* The subscriber listens to the ledger from now on. */
void ledgers_join(struct ledgers *ledgers, struct ledger *ledger, struct subscriber *subscriber);

/* The subscriber leaves its ledger, which stays valid until ledgers_prune even if it was the last one. */
void ledgers_leave(struct ledgers *ledgers, struct subscriber *subscriber);

/* Frees the ledgers that nobody listens to. */
void ledgers_prune(struct ledgers *ledgers);

/* How far its subscribers may hope to read. */
int64_t ledger_reach(const struct ledger *ledger);

/* A sweep visits each pair of ledger and session that streams, once, however many subscribers share it.
 * ledgers_sweep_begin starts it; ledgers_sweep_next returns one subscriber of the next pair, or NULL at the
 * end. Subscribers may come and go meanwhile; one that comes may be left out. */
void ledgers_sweep_begin(struct ledgers *ledgers);
struct subscriber *ledgers_sweep_next(struct ledgers *ledgers);

#endif
