#include "fastcgi.h"

#include "site/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTEN_DESCRIPTOR = 0 };

struct fastcgi {
    FCGX_Request request;
    int stop_descriptor;
    int waits; /* an epoll descriptor that watches the listening socket and stop_descriptor */
};

static bool is_listening(int descriptor) {
    int listening = 0;
    socklen_t bytes = sizeof listening;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &bytes) == 0 && listening != 0;
}

/* Several workers share the socket: each is told of a connection, one gets it, and the others must not be
 * stuck in accept(), where they would not hear that they are to stop. */
static bool make_nonblocking(int descriptor) {
    const int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool watch(int waits, int descriptor, uint32_t events) {
    struct epoll_event event = { .events = events, .data.fd = descriptor };
    return epoll_ctl(waits, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

/* With EPOLLEXCLUSIVE a new connection wakes one of the workers that wait for it, not all of them. */
static bool open_waits(struct fastcgi *fastcgi, int stop_descriptor) {
    fastcgi->stop_descriptor = stop_descriptor;
    fastcgi->waits = epoll_create1(EPOLL_CLOEXEC);
    return fastcgi->waits >= 0 && watch(fastcgi->waits, LISTEN_DESCRIPTOR, EPOLLIN | EPOLLEXCLUSIVE) &&
           watch(fastcgi->waits, stop_descriptor, EPOLLIN);
}

struct fastcgi *fastcgi_new(int stop_descriptor) {
    if (!is_listening(LISTEN_DESCRIPTOR)) {
        log_line(LOG_ERROR, "standard input is not a listening socket; start this program by spawn-fcgi, "
                            "multiwatch, systemd, or cgi-fcgi");
        return NULL;
    }
    struct fastcgi *fastcgi = calloc(1, sizeof *fastcgi);
    if (fastcgi == NULL || !make_nonblocking(LISTEN_DESCRIPTOR) || !open_waits(fastcgi, stop_descriptor) ||
        FCGX_Init() != 0 ||
        FCGX_InitRequest(&fastcgi->request, LISTEN_DESCRIPTOR, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
        log_line(LOG_ERROR, "the socket cannot be set up: %s", strerror(errno));
        free(fastcgi);
        return NULL;
    }
    return fastcgi;
}

void fastcgi_free(struct fastcgi *fastcgi) {
    if (fastcgi != NULL) {
        FCGX_Finish_r(&fastcgi->request);
        FCGX_Free(&fastcgi->request, 1);
        (void)close(fastcgi->waits);
        free(fastcgi);
    }
}

/* Both wait for a request. Return 1 if one is there, 0 if the worker is to end, -1 on failure. */
static int wait_at_connection(const struct fastcgi *fastcgi) {
    struct pollfd waits[] = { { .fd = fastcgi->stop_descriptor, .events = POLLIN },
                              { .fd = fastcgi->request.ipcFd, .events = POLLIN } };
    return poll(waits, 2, -1) < 0 ? -1 : waits[0].revents == 0;
}

static int wait_at_socket(const struct fastcgi *fastcgi) {
    struct epoll_event events[2];
    const int count = epoll_wait(fastcgi->waits, events, 2, -1);
    for (int i = 0; i < count; i++) {
        if (events[i].data.fd == fastcgi->stop_descriptor) {
            return 0;
        }
    }
    return count < 0 ? -1 : 1;
}

bool fastcgi_wait(const struct fastcgi *fastcgi) {
    int arrived = -1;
    do {
        arrived = fastcgi->request.ipcFd >= 0 ? wait_at_connection(fastcgi) : wait_at_socket(fastcgi);
    } while (arrived < 0 && errno == EINTR);
    if (arrived < 0) {
        log_line(LOG_ERROR, "cannot wait for requests: %s", strerror(errno));
    }
    return arrived == 1;
}

enum fastcgi_arrival fastcgi_accept(struct fastcgi *fastcgi) {
    const int status = FCGX_Accept_r(&fastcgi->request);
    switch (-status) {
    case 0:
        return ARRIVAL_REQUEST;
    case EAGAIN:
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
        return ARRIVAL_NONE;
    default:
        log_line(LOG_ERROR, "no request can be accepted: %s", strerror(-status));
        return ARRIVAL_FAILED;
    }
}

char *const *fastcgi_parameters(const struct fastcgi *fastcgi) {
    return fastcgi->request.envp;
}

size_t fastcgi_read(void *fastcgi, char *memory, size_t bytes) {
    struct fastcgi *connection = fastcgi;
    const int count = bytes > INT_MAX ? INT_MAX : (int)bytes;
    const int got = FCGX_GetStr(memory, count, connection->request.in);
    return got > 0 ? (size_t)got : 0;
}

void fastcgi_write(struct fastcgi *fastcgi, const char *text, size_t bytes) {
    if (bytes <= INT_MAX) {
        (void)FCGX_PutStr(text, (int)bytes, fastcgi->request.out);
    }
}

void fastcgi_break(struct fastcgi *fastcgi) {
    FCGX_Free(&fastcgi->request, 1);
}

void fastcgi_finish(struct fastcgi *fastcgi) {
    FCGX_Finish_r(&fastcgi->request);
}
