#include "frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const error_codes[] = {
    [FRAME_UNAUTHENTICATED] = "unauthenticated",
    [FRAME_INVALID_PARAMETER] = "invalid_parameter",
    [FRAME_DIVERGED] = "diverged",
    [FRAME_SESSION_ENDED] = "session_ended",
    [FRAME_SLOW_CONSUMER] = "slow_consumer",
    [FRAME_UNAVAILABLE] = "unavailable",
};

_Static_assert(FRAME_BYTES > sizeof "{'type':'hello','epoch':'','head':-9223372036854775808}\n" + EPOCH_BYTES,
               "every frame but an event has room");

size_t frame_hello(char frame[FRAME_BYTES], const char *epoch, int64_t head) {
    return (size_t)snprintf(frame, FRAME_BYTES,
                            "{\"type\":\"hello\",\"epoch\":\"%.*s\",\"head\":%" PRId64 "}\n", EPOCH_BYTES - 1,
                            epoch, head);
}

size_t frame_heartbeat(char frame[FRAME_BYTES], int64_t head) {
    return (size_t)snprintf(frame, FRAME_BYTES, "{\"type\":\"heartbeat\",\"head\":%" PRId64 "}\n", head);
}

size_t frame_error(char frame[FRAME_BYTES], enum frame_error error) {
    return (size_t)snprintf(frame, FRAME_BYTES, "{\"type\":\"error\",\"code\":\"%s\"}\n", error_codes[error]);
}

size_t frame_event(char *frame, int64_t seq, const char *event, size_t bytes) {
    char *end =
        frame + snprintf(frame, FRAME_BYTES, "{\"type\":\"event\",\"seq\":%" PRId64 ",\"event\":", seq);
    for (size_t i = 0; i < bytes; i++) {
        *end++ = event[i] == '\n' || event[i] == '\r' ? ' ' : event[i];
    }
    *end++ = '}';
    *end++ = '\n';
    return (size_t)(end - frame);
}
