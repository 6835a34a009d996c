/* The hub: all subscribers, what each of them is owed, and what to ask the database next. It knows the
 * protocol of the stream and nothing of PostgreSQL: its owner carries queries and answers between the two.
 *
 * Replay and live delivery are one: a subscriber wants a page while it is behind its ledger and has sent all
 * it was given. Those who want one stand in a queue and get one page a turn; those at the same position of
 * the same ledger share it. Hence each event comes once and in order, a long replay holds up nobody, and a
 * slow reader costs one page of memory.
 *
 * What it holds true: a subscriber with an empty outbox and sent_seq below its ledger's reach is in the
 * queue, or in the query in flight. Answers come in the order in which the database made them, so the newest
 * one is what is true: a head below what was sent before means that the log is another one now.
 */
#ifndef WS_HUB_H
#define WS_HUB_H

#include "doorbell.h"
#include "ledger.h"
#include "nonce.h"
#include "query.h"
#include "site/key.h"
#include "subscriber.h"
#include "wheel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hub_settings {
    unsigned char grant_key[KEY_BYTES];
    int64_t heartbeat_ms;
    int64_t slow_consumer_ms;
    size_t page_events; /* the most events a page has */
    size_t page_bytes;  /* a page ends with the event that reaches this */
    size_t streams_max;
    int epoll; /* each subscriber's socket is put there, with the subscriber as data.ptr */
};

/* The page being read for one item of the query in flight. */
struct page {
    struct subscriber_list sharers; /* all at `after` */
    struct ledger *ledger;          /* of the sharers; meaningless without them */
    int64_t after;
    int64_t last; /* the newest event taken: after + events */
    int64_t rung; /* the ledger's, when the page was asked for */
    size_t events;
    size_t event_bytes;
    bool failed; /* it costs its sharers the connection, because of `error` */
    enum frame_error error;
};

struct hub {
    struct hub_settings settings;
    int64_t now_ms; /* monotonic */
    size_t stream_count;
    struct wheel wheel;
    struct nonces nonces;
    struct ledgers ledgers;
    struct subscriber_list all;
    struct subscriber_list gone;
    struct subscriber_list opening;
    struct subscriber_list due;

    bool asking;          /* a query is in flight */
    struct query query;   /* that one */
    size_t single_asks;   /* how many queries to ask with one item only: one of a larger one failed */
    unsigned first_asker; /* the kinds of query take turns */
    bool sweeping;
    bool verified; /* a sweep was finished since the database was last connected: pages may be read */

    struct page pages[QUERY_OPEN_MAX]; /* QUERY_OPEN, QUERY_READ: who waits for which item */
    size_t page_item;                  /* the item whose frames are below */
    char *frames;                      /* composed frames of that page */
    size_t frames_bytes;
    size_t frames_room;
};

/* Returns false if memory is short. */
__attribute__((warn_unused_result)) bool hub_init(struct hub *hub, const struct hub_settings *settings,
                                                  int64_t now_ms);

/* Closes what is open, without a word, and frees everything. */
void hub_release(struct hub *hub);

/* Sets the hub's clock; call it at the beginning of each turn. */
void hub_set_time(struct hub *hub, int64_t now_ms);

/* A client has connected; the hub owns `socket` from now on. */
void hub_accept(struct hub *hub, int socket);

/* epoll said `events` of the subscriber's socket. */
void hub_handle(struct hub *hub, struct subscriber *subscriber, uint32_t events);

/* The doorbell of a ledger rang. */
void hub_ring(struct hub *hub, const struct doorbell *doorbell);

/* The database can be asked: sweeps first, for much may have been missed. */
void hub_connected(struct hub *hub);

/* Looks at all streams, as soon as the last sweep is through. */
void hub_sweep(struct hub *hub);

/* What to ask the database now, or NULL: nothing, or a query is in flight. The query stays valid until it was
 * answered or failed. */
const struct query *hub_ask(struct hub *hub);

/* The rows of the answer, one by one, and then that it is whole. */
void hub_take_row(struct hub *hub, const struct answer_row *row);
void hub_answered(struct hub *hub);

/* The query in flight failed. `blamed`: because of what it asked, not because the database went away; then
 * items are asked one by one, and the one to blame costs its streams their connection. */
void hub_failed(struct hub *hub, bool blamed);

/* Does what is due at this time; hub_wait_ms: when there will be something (-1: never). */
void hub_expire(struct hub *hub);
int64_t hub_wait_ms(const struct hub *hub);

/* Frees the clients that have gone; call it at the end of each turn, when no event refers to them. */
void hub_prune(struct hub *hub);

/* Ends every stream with the error frame. */
void hub_end_all(struct hub *hub, enum frame_error error);

#endif
