/* One client of the relay: a debt-stream at the other end of a Unix socket. */
#ifndef WS_SUBSCRIBER_H
#define WS_SUBSCRIBER_H

#include "frame.h"
#include "outbox.h"
#include "site/grant.h"
#include "subscribe.h"
#include "wheel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct ledger;

/*   GREETING ──line, grant──▶ WAITING ──database──▶ STREAMING
 *       │                       │                    │
 *       └───────────────────────┴──── error frame ───┴──▶ CLOSING ──sent──▶ GONE
 */
enum subscriber_state {
    SUBSCRIBER_GREETING,  /* its SUBSCRIBE line is awaited */
    SUBSCRIBER_WAITING,   /* the database is to tell where its ledger stands */
    SUBSCRIBER_STREAMING, /* it has had its hello */
    SUBSCRIBER_CLOSING,   /* the error frame is on its way */
    SUBSCRIBER_GONE,      /* closed; freed at the end of the turn */
};

/* The list that a subscriber stands in while it wants something of the database. */
enum subscriber_place {
    PLACE_NONE,
    PLACE_OPENING, /* the queue of those that wait to be opened */
    PLACE_DUE,     /* the queue of those that want a page */
    PLACE_ASKED,   /* the item of the query in flight */
};

struct subscriber {
    int socket;
    enum subscriber_state state;
    bool watches_output; /* epoll tells when the socket is writable */
    struct outbox outbox;

    struct timer timer;   /* goes off at the earliest of the times below that count */
    int64_t deadline_ms;  /* GREETING, WAITING, CLOSING: the end of patience */
    int64_t heartbeat_ms; /* STREAMING: the next heartbeat */
    int64_t progress_ms;  /* while the outbox holds something: when it last moved */

    char line[SUBSCRIBE_LINE_BYTES]; /* GREETING */
    size_t line_bytes;

    struct subscribe asked; /* from the line */
    char ledger_id[GRANT_UUID_BYTES];
    char session[GRANT_UUID_BYTES];

    struct ledger *ledger; /* STREAMING; else NULL */
    int64_t sent_seq;      /* every event up to this one is in the outbox or was sent */

    enum subscriber_place place;
    size_t asked_item; /* PLACE_ASKED: index of the query's item */
    TAILQ_ENTRY(subscriber) in_place;
    TAILQ_ENTRY(subscriber) in_ledger;
    TAILQ_ENTRY(subscriber) in_hub; /* all, or those that are gone */
};

TAILQ_HEAD(subscriber_list, subscriber);

/* A subscriber in state GREETING; `socket` is its own from now on. NULL if memory is short. */
struct subscriber *subscriber_new(int socket);

/* Closes the socket, if it is still open, and frees all. It must stand in no list. */
void subscriber_free(struct subscriber *subscriber);

enum subscriber_input {
    INPUT_NONE,     /* nothing, or not the whole line yet */
    INPUT_LINE,     /* line[0..line_bytes) is the line, without its newline */
    INPUT_TOO_LONG, /* SUBSCRIBE_LINE_BYTES without a newline */
    INPUT_END,      /* the client has gone */
};

/* Reads what the client sent; what comes after the line is ignored. */
__attribute__((warn_unused_result)) enum subscriber_input subscriber_read(struct subscriber *subscriber);

/* Whether a page of events may be added: it streams, and nothing waits to be sent. */
bool subscriber_has_room(const struct subscriber *subscriber);

#endif
