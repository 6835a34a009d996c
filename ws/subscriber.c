#include "subscriber.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct subscriber *subscriber_new(int socket) {
    struct subscriber *subscriber = calloc(1, sizeof *subscriber);
    if (subscriber != NULL) {
        subscriber->socket = socket;
        subscriber->state = SUBSCRIBER_GREETING;
        outbox_init(&subscriber->outbox);
    }
    return subscriber;
}

void subscriber_free(struct subscriber *subscriber) {
    if (subscriber->socket >= 0) {
        (void)close(subscriber->socket);
    }
    outbox_release(&subscriber->outbox);
    free(subscriber);
}

/* Takes the line out of what has come. */
static enum subscriber_input find_line(struct subscriber *subscriber) {
    const char *newline = memchr(subscriber->line, '\n', subscriber->line_bytes);
    if (newline == NULL) {
        return subscriber->line_bytes < sizeof subscriber->line ? INPUT_NONE : INPUT_TOO_LONG;
    }
    subscriber->line_bytes = (size_t)(newline - subscriber->line);
    return INPUT_LINE;
}

enum subscriber_input subscriber_read(struct subscriber *subscriber) {
    char ignored[SUBSCRIBE_LINE_BYTES];
    const bool greeting = subscriber->state == SUBSCRIBER_GREETING;
    char *to = greeting ? subscriber->line + subscriber->line_bytes : ignored;
    const size_t room = greeting ? sizeof subscriber->line - subscriber->line_bytes : sizeof ignored;
    const ssize_t n = recv(subscriber->socket, to, room, MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) {
        return INPUT_NONE;
    }
    if (n <= 0) {
        return INPUT_END;
    }
    if (!greeting) {
        return INPUT_NONE;
    }
    subscriber->line_bytes += (size_t)n;
    return find_line(subscriber);
}

bool subscriber_has_room(const struct subscriber *subscriber) {
    return subscriber->state == SUBSCRIBER_STREAMING && outbox_bytes(&subscriber->outbox) == 0;
}
