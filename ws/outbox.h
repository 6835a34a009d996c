/* What waits to be sent to one client. Frames leave in order and whole; the socket takes what it can at once,
 * and only the rest is kept. An outbox with nothing in it holds no memory.
 *
 * It has no limit of its own: its owner adds a page of events only when it is empty, so it never holds more
 * than one page and a few small frames.
 */
#ifndef WS_OUTBOX_H
#define WS_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

struct outbox {
    char *bytes;    /* NULL, or `room` bytes of which [begin, end) wait */
    size_t room;    /* bytes */
    size_t begin;   /* <= end */
    size_t end;     /* <= room */
    bool mid_frame; /* the client has seen a frame's beginning, and its end waits */
};

enum outbox_state {
    OUTBOX_EMPTY,
    OUTBOX_WAITING, /* until the socket is writable */
    OUTBOX_BROKEN,  /* the client has gone, or memory is short: give it up */
};

void outbox_init(struct outbox *outbox);

void outbox_release(struct outbox *outbox);

/* Sends frames[0..bytes), one or more whole ones, behind what waits already. */
__attribute__((warn_unused_result)) enum outbox_state outbox_send(struct outbox *outbox, int socket,
                                                                  const char *frames, size_t bytes);

/* Sends what waits, as far as the socket takes it. */
__attribute__((warn_unused_result)) enum outbox_state outbox_flush(struct outbox *outbox, int socket);

/* Forgets all that waits but the rest of a frame that was begun. */
void outbox_drop(struct outbox *outbox);

/* How many bytes wait. */
size_t outbox_bytes(const struct outbox *outbox);

#endif
