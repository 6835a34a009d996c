#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS_MIN = 64 };

bool ledgers_init(struct ledgers *ledgers, size_t expected) {
    *ledgers = (struct ledgers) { .bucket_count = BUCKETS_MIN };
    TAILQ_INIT(&ledgers->all);
    TAILQ_INIT(&ledgers->empty);
    while (ledgers->bucket_count < expected) {
        ledgers->bucket_count *= 2;
    }
    ledgers->buckets = calloc(ledgers->bucket_count, sizeof(struct ledger *));
    return ledgers->buckets != NULL;
}

void ledgers_release(struct ledgers *ledgers) {
    ledgers_prune(ledgers);
    free(ledgers->buckets);
    *ledgers = (struct ledgers) { .buckets = NULL };
}

/* FNV-1a */
static struct ledger **bucket(const struct ledgers *ledgers, const char *id) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *c = id; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
    }
    return &ledgers->buckets[(hash ^ hash >> 32) & (ledgers->bucket_count - 1)];
}

struct ledger *ledgers_find(const struct ledgers *ledgers, const char *id) {
    struct ledger *ledger = *bucket(ledgers, id);
    while (ledger != NULL && strcmp(ledger->id, id) != 0) {
        ledger = ledger->next_in_bucket;
    }
    return ledger;
}

struct ledger *ledgers_find_or_add(struct ledgers *ledgers, const char *id, const char *epoch, int64_t head) {
    struct ledger *ledger = ledgers_find(ledgers, id);
    if (ledger != NULL) {
        return ledger;
    }
    ledger = calloc(1, sizeof *ledger);
    if (ledger == NULL) {
        return NULL;
    }
    (void)snprintf(ledger->id, sizeof ledger->id, "%s", id);
    (void)snprintf(ledger->epoch, sizeof ledger->epoch, "%s", epoch);
    ledger->head = head;
    TAILQ_INIT(&ledger->subscribers);
    struct ledger **first = bucket(ledgers, id);
    ledger->next_in_bucket = *first;
    *first = ledger;
    TAILQ_INSERT_HEAD(&ledgers->empty, ledger, in_all);
    return ledger;
}

static struct subscriber *find_session(const struct ledger *ledger, const char *session) {
    struct subscriber *subscriber = TAILQ_FIRST(&ledger->subscribers);
    while (subscriber != NULL && strcmp(subscriber->session, session) != 0) {
        subscriber = TAILQ_NEXT(subscriber, in_ledger);
    }
    return subscriber;
}

void ledgers_join(struct ledgers *ledgers, struct ledger *ledger, struct subscriber *subscriber) {
    if (TAILQ_EMPTY(&ledger->subscribers)) {
        TAILQ_REMOVE(&ledgers->empty, ledger, in_all);
        TAILQ_INSERT_HEAD(&ledgers->all, ledger, in_all);
    }
    struct subscriber *same = find_session(ledger, subscriber->session);
    if (same == NULL) {
        TAILQ_INSERT_TAIL(&ledger->subscribers, subscriber, in_ledger);
    } else {
        TAILQ_INSERT_AFTER(&ledger->subscribers, same, subscriber, in_ledger);
    }
    subscriber->ledger = ledger;
}

/* The next subscriber of its ledger, or the first of the next ledger. */
static struct subscriber *successor(struct subscriber *subscriber) {
    struct subscriber *next = TAILQ_NEXT(subscriber, in_ledger);
    if (next != NULL) {
        return next;
    }
    const struct ledger *ledger = TAILQ_NEXT(subscriber->ledger, in_all);
    return ledger == NULL ? NULL : TAILQ_FIRST(&ledger->subscribers);
}

void ledgers_leave(struct ledgers *ledgers, struct subscriber *subscriber) {
    struct ledger *ledger = subscriber->ledger;
    if (ledgers->sweep_next == subscriber) {
        ledgers->sweep_next = successor(subscriber);
    }
    TAILQ_REMOVE(&ledger->subscribers, subscriber, in_ledger);
    subscriber->ledger = NULL;
    if (TAILQ_EMPTY(&ledger->subscribers)) {
        TAILQ_REMOVE(&ledgers->all, ledger, in_all);
        TAILQ_INSERT_HEAD(&ledgers->empty, ledger, in_all);
    }
}

static void unlink_from_bucket(const struct ledgers *ledgers, const struct ledger *ledger) {
    struct ledger **link = bucket(ledgers, ledger->id);
    while (*link != ledger) {
        link = &(*link)->next_in_bucket;
    }
    *link = ledger->next_in_bucket;
}

void ledgers_prune(struct ledgers *ledgers) {
    struct ledger *ledger = TAILQ_FIRST(&ledgers->empty);
    while (ledger != NULL) {
        struct ledger *next = TAILQ_NEXT(ledger, in_all);
        unlink_from_bucket(ledgers, ledger);
        free(ledger);
        ledger = next;
    }
    TAILQ_INIT(&ledgers->empty);
}

int64_t ledger_reach(const struct ledger *ledger) {
    return ledger->rung > ledger->head ? ledger->rung : ledger->head;
}

void ledgers_sweep_begin(struct ledgers *ledgers) {
    const struct ledger *first = TAILQ_FIRST(&ledgers->all);
    ledgers->sweep_next = first == NULL ? NULL : TAILQ_FIRST(&first->subscribers);
}

struct subscriber *ledgers_sweep_next(struct ledgers *ledgers) {
    struct subscriber *found = ledgers->sweep_next;
    struct subscriber *next = found;
    while (next != NULL && next->ledger == found->ledger && strcmp(next->session, found->session) == 0) {
        next = successor(next);
    }
    ledgers->sweep_next = next;
    return found;
}
