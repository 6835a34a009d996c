#include "outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The kernel frees what was sent in one call when all of it is read: small calls, and slow progress shows. */
enum { SEND_BYTES = 8192 };

void outbox_init(struct outbox *outbox) {
    *outbox = (struct outbox) { .bytes = NULL };
}

void outbox_release(struct outbox *outbox) {
    free(outbox->bytes);
    outbox_init(outbox);
}

size_t outbox_bytes(const struct outbox *outbox) {
    return outbox->end - outbox->begin;
}

/* Sends from `bytes` what the socket takes without waiting. Returns how much that was, or -1. */
static ssize_t send_some(struct outbox *outbox, int socket, const char *bytes, size_t count) {
    size_t sent = 0;
    while (sent < count) {
        const size_t part = count - sent < SEND_BYTES ? count - sent : SEND_BYTES;
        const ssize_t n = send(socket, bytes + sent, part, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            break;
        }
        if (n < 0) {
            return -1;
        }
        sent += (size_t)n;
    }
    if (sent > 0) {
        outbox->mid_frame = bytes[sent - 1] != '\n';
    }
    return (ssize_t)sent;
}

/* Makes room for `count` bytes at the end: what waits moves to the front, into a larger block if need be. */
static bool make_room(struct outbox *outbox, size_t count) {
    const size_t waiting = outbox_bytes(outbox);
    if (outbox->room - outbox->end >= count) {
        return true;
    }
    if (outbox->room < waiting + count) {
        char *bytes = malloc(waiting + count);
        if (bytes == NULL) {
            return false;
        }
        if (waiting > 0) {
            memcpy(bytes, outbox->bytes + outbox->begin, waiting);
        }
        free(outbox->bytes);
        outbox->bytes = bytes;
        outbox->room = waiting + count;
    } else {
        memmove(outbox->bytes, outbox->bytes + outbox->begin, waiting);
    }
    outbox->begin = 0;
    outbox->end = waiting;
    return true;
}

static enum outbox_state keep(struct outbox *outbox, const char *bytes, size_t count) {
    if (!make_room(outbox, count)) {
        return OUTBOX_BROKEN;
    }
    memcpy(outbox->bytes + outbox->end, bytes, count);
    outbox->end += count;
    return OUTBOX_WAITING;
}

enum outbox_state outbox_send(struct outbox *outbox, int socket, const char *frames, size_t bytes) {
    if (outbox_bytes(outbox) > 0) {
        return keep(outbox, frames, bytes);
    }
    const ssize_t sent = send_some(outbox, socket, frames, bytes);
    if (sent < 0) {
        return OUTBOX_BROKEN;
    }
    return (size_t)sent == bytes ? OUTBOX_EMPTY : keep(outbox, frames + sent, bytes - (size_t)sent);
}

enum outbox_state outbox_flush(struct outbox *outbox, int socket) {
    if (outbox_bytes(outbox) == 0) {
        return OUTBOX_EMPTY;
    }
    const ssize_t sent = send_some(outbox, socket, outbox->bytes + outbox->begin, outbox_bytes(outbox));
    if (sent < 0) {
        return OUTBOX_BROKEN;
    }
    outbox->begin += (size_t)sent;
    if (outbox_bytes(outbox) > 0) {
        return OUTBOX_WAITING;
    }
    outbox_release(outbox); /* all was sent: not in mid-frame either */
    return OUTBOX_EMPTY;
}

void outbox_drop(struct outbox *outbox) {
    const size_t waiting = outbox_bytes(outbox);
    const char *first = waiting > 0 ? outbox->bytes + outbox->begin : NULL;
    const char *newline = first != NULL && outbox->mid_frame ? memchr(first, '\n', waiting) : NULL;
    if (newline == NULL) {
        outbox_release(outbox);
    } else {
        outbox->end = outbox->begin + (size_t)(newline - first) + 1;
    }
}
