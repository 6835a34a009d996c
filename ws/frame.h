/* The frames of a stream: one JSON object each, ended by a newline, with no newline in it. */
#ifndef WS_FRAME_H
#define WS_FRAME_H

#include "subscribe.h"

#include <stddef.h>
#include <stdint.h>

enum {
    /* Room for any frame but an event, its newline included; and for what an event's frame adds to it. */
    FRAME_BYTES = 160,
};

/* Why a stream is closed; the names are the contract's, in lower case. */
enum frame_error {
    FRAME_UNAUTHENTICATED,
    FRAME_INVALID_PARAMETER,
    FRAME_DIVERGED,
    FRAME_SESSION_ENDED,
    FRAME_SLOW_CONSUMER,
    FRAME_UNAVAILABLE,
};

/* Each writes one frame, without a terminating NUL, and returns its length in bytes.
 * `epoch` has the form of an epoch (subscribe_is_epoch). */
size_t frame_hello(char frame[FRAME_BYTES], const char *epoch, int64_t head);
size_t frame_heartbeat(char frame[FRAME_BYTES], int64_t head);
size_t frame_error(char frame[FRAME_BYTES], enum frame_error error);

/* `event` is JSON of `bytes` bytes; `frame` has room for FRAME_BYTES more. Newlines between the event's
 * tokens become spaces. */
size_t frame_event(char *frame, int64_t seq, const char *event, size_t bytes);

#endif
