#include "fastcgi.h"

#include "site/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LISTEN_DESCRIPTOR = 0,
    /* More than nginx keeps: where all are taken, a new connection waits for another worker. */
    CONNECTIONS_MAX = 64,
};

struct connection {
    FCGX_Request request; /* .ipcFd < 0: there is no connection */
    int watched;          /* .ipcFd, where `waits` watches it for the next request; else -1 */
};

struct fastcgi {
    struct connection connections[CONNECTIONS_MAX];
    struct connection *current; /* the one that has announced a request; it may be new */
    int stop_descriptor;
    int waits;    /* an epoll descriptor that watches all of these */
    bool accepts; /* it watches the listening socket too */
    int left;     /* how many requests are still served before the end; -1: no end is in sight */
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

/* data: what tells the event from others; NULL is the listening socket. */
static bool watch(int waits, int descriptor, uint32_t events, void *data) {
    struct epoll_event event = { .events = events, .data.ptr = data };
    return epoll_ctl(waits, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static struct connection *free_connection(struct fastcgi *fastcgi) {
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (fastcgi->connections[i].request.ipcFd < 0) {
            return &fastcgi->connections[i];
        }
    }
    return NULL;
}

/* A new connection wakes one of the workers that wait for it, not all of them: the one that has waited
 * longest, since each goes to the end of the queue when it got one. So connections that nginx keeps are
 * spread over the workers, and a request that takes long has as few others behind it as can be. */
static bool watch_socket(struct fastcgi *fastcgi) {
    if (fastcgi->accepts || free_connection(fastcgi) == NULL) {
        return true;
    }
    fastcgi->accepts = watch(fastcgi->waits, LISTEN_DESCRIPTOR, EPOLLIN | EPOLLEXCLUSIVE, NULL);
    return fastcgi->accepts;
}

static void leave_socket(struct fastcgi *fastcgi) {
    (void)epoll_ctl(fastcgi->waits, EPOLL_CTL_DEL, LISTEN_DESCRIPTOR, NULL);
    fastcgi->accepts = false;
}

static bool open_waits(struct fastcgi *fastcgi, int stop_descriptor) {
    fastcgi->stop_descriptor = stop_descriptor;
    fastcgi->left = -1;
    fastcgi->waits = epoll_create1(EPOLL_CLOEXEC);
    return fastcgi->waits >= 0 &&
           watch(fastcgi->waits, stop_descriptor, EPOLLIN, &fastcgi->stop_descriptor) &&
           watch_socket(fastcgi);
}

static bool init_connections(struct fastcgi *fastcgi) {
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = &fastcgi->connections[i];
        connection->watched = -1;
        if (FCGX_InitRequest(&connection->request, LISTEN_DESCRIPTOR, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
            return false;
        }
    }
    return true;
}

struct fastcgi *fastcgi_new(int stop_descriptor) {
    if (!is_listening(LISTEN_DESCRIPTOR)) {
        log_line(LOG_ERROR, "standard input is not a listening socket; start this program by spawn-fcgi, "
                            "multiwatch, systemd, or cgi-fcgi");
        return NULL;
    }
    struct fastcgi *fastcgi = calloc(1, sizeof *fastcgi);
    if (fastcgi == NULL || !make_nonblocking(LISTEN_DESCRIPTOR) || FCGX_Init() != 0 ||
        !init_connections(fastcgi) || !open_waits(fastcgi, stop_descriptor)) {
        log_line(LOG_ERROR, "the socket cannot be set up: %s", strerror(errno));
        free(fastcgi);
        return NULL;
    }
    return fastcgi;
}

void fastcgi_free(struct fastcgi *fastcgi) {
    if (fastcgi == NULL) {
        return;
    }
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        FCGX_Finish_r(&fastcgi->connections[i].request);
        FCGX_Free(&fastcgi->connections[i].request, 1);
    }
    (void)close(fastcgi->waits);
    free(fastcgi);
}

/* The worker is to end: what has been announced is still served, once round. */
static void begin_to_end(struct fastcgi *fastcgi) {
    (void)epoll_ctl(fastcgi->waits, EPOLL_CTL_DEL, fastcgi->stop_descriptor, NULL);
    leave_socket(fastcgi);
    fastcgi->left = CONNECTIONS_MAX;
}

/* Waits for the next event, or looks for one where the worker is to end. Returns their number, 0 or 1; -1 on
 * failure. One at a time, each in its turn: the kernel puts what it has told of behind the others. */
static int next_event(struct fastcgi *fastcgi, struct epoll_event *event) {
    int count = -1;
    do {
        count = epoll_wait(fastcgi->waits, event, 1, fastcgi->left < 0 ? -1 : 0);
    } while (count < 0 && errno == EINTR);
    return count;
}

bool fastcgi_wait(struct fastcgi *fastcgi) {
    struct epoll_event event;
    while (fastcgi->left != 0) {
        const bool ends = fastcgi->left > 0;
        const int count = ends || watch_socket(fastcgi) ? next_event(fastcgi, &event) : -1;
        if (count < 0) {
            log_line(LOG_ERROR, "cannot wait for requests: %s", strerror(errno));
        }
        if (count <= 0) {
            return false;
        }
        if (event.data.ptr != &fastcgi->stop_descriptor) {
            fastcgi->left -= ends ? 1 : 0;
            fastcgi->current = event.data.ptr == NULL ? free_connection(fastcgi) : event.data.ptr;
            return true;
        }
        begin_to_end(fastcgi);
    }
    return false;
}

/* Where the peer has closed a kept connection, libfcgi would accept a new one in its place; `waits` would not
 * learn of it if it got the same number. So there is no socket to accept from. */
static int accept_kept(struct connection *connection) {
    connection->request.listen_sock = -1;
    const int status = FCGX_Accept_r(&connection->request);
    connection->request.listen_sock = LISTEN_DESCRIPTOR;
    if (status != 0) {
        connection->watched = -1; /* closed, and so forgotten by the kernel */
    }
    return status == -EBADF ? -EAGAIN : status;
}

static int accept_new(struct fastcgi *fastcgi, struct connection *connection) {
    const int status = FCGX_Accept_r(&connection->request);
    if (status == 0) {
        leave_socket(fastcgi);
    }
    return status;
}

enum fastcgi_arrival fastcgi_accept(struct fastcgi *fastcgi) {
    struct connection *connection = fastcgi->current;
    const int status = connection->watched >= 0 ? accept_kept(connection) : accept_new(fastcgi, connection);
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
    return fastcgi->current->request.envp;
}

size_t fastcgi_read(void *fastcgi, char *memory, size_t bytes) {
    const struct fastcgi *door = fastcgi;
    const int count = bytes > INT_MAX ? INT_MAX : (int)bytes;
    const int got = FCGX_GetStr(memory, count, door->current->request.in);
    return got > 0 ? (size_t)got : 0;
}

void fastcgi_write(struct fastcgi *fastcgi, const char *text, size_t bytes) {
    if (bytes <= INT_MAX) {
        (void)FCGX_PutStr(text, (int)bytes, fastcgi->current->request.out);
    }
}

void fastcgi_break(struct fastcgi *fastcgi) {
    FCGX_Free(&fastcgi->current->request, 1);
    fastcgi->current->watched = -1;
}

/* A connection that nginx keeps announces its next request by itself. */
void fastcgi_finish(struct fastcgi *fastcgi) {
    struct connection *connection = fastcgi->current;
    FCGX_Finish_r(&connection->request);
    const int descriptor = connection->request.ipcFd;
    if (descriptor < 0 || connection->watched == descriptor ||
        watch(fastcgi->waits, descriptor, EPOLLIN, connection)) {
        connection->watched = descriptor;
    } else {
        log_line(LOG_ERROR, "a connection cannot be kept: %s", strerror(errno));
        fastcgi_break(fastcgi);
    }
}
