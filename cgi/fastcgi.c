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
    /* More than nginx keeps of each worker (nginx/debt-tracker-http.conf): where all are taken, a new
     * connection waits for another worker. */
    CONNECTIONS_MAX = 64,
};

struct fastcgi_connection {
    FCGX_Request request; /* .ipcFd < 0: there is no connection */
    int watched;          /* .ipcFd, where `waits` watches it for the next request; else -1 */
};

struct fastcgi {
    struct fastcgi_connection connections[CONNECTIONS_MAX];
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

static struct fastcgi_connection *free_connection(struct fastcgi *fastcgi) {
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
        struct fastcgi_connection *connection = &fastcgi->connections[i];
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

/* Waits for events, or looks for some where the worker is to end. Returns their number; -1 on failure. The
 * kernel puts what it has told of behind the others, so that each has its turn. */
static int next_events(struct fastcgi *fastcgi, struct epoll_event events[], int most) {
    int count = -1;
    do {
        count = epoll_wait(fastcgi->waits, events, most, fastcgi->left < 0 ? -1 : 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        log_line(LOG_ERROR, "cannot wait for requests: %s", strerror(errno));
    }
    return count;
}

/* Writes the connections that events tell of to `arrived`, and returns their number. Hears that the worker is
 * to end. */
static size_t note_arrivals(struct fastcgi *fastcgi, const struct epoll_event events[], size_t count,
                            struct fastcgi_connection *arrived[]) {
    size_t arrivals = 0;
    for (size_t i = 0; i < count; i++) {
        void *who = events[i].data.ptr;
        if (who == &fastcgi->stop_descriptor) {
            begin_to_end(fastcgi);
        } else {
            arrived[arrivals++] = who == NULL ? free_connection(fastcgi) : who;
        }
    }
    return arrivals;
}

size_t fastcgi_wait(struct fastcgi *fastcgi, struct fastcgi_connection *arrived[], size_t most) {
    struct epoll_event events[CONNECTIONS_MAX];
    const size_t seats = most < CONNECTIONS_MAX ? most : CONNECTIONS_MAX;
    while (fastcgi->left != 0) {
        const bool ends = fastcgi->left > 0;
        const size_t room = ends && (size_t)fastcgi->left < seats ? (size_t)fastcgi->left : seats;
        const int count = ends || watch_socket(fastcgi) ? next_events(fastcgi, events, (int)room) : -1;
        if (count <= 0) {
            return 0;
        }
        const size_t arrivals = note_arrivals(fastcgi, events, (size_t)count, arrived);
        fastcgi->left -= ends ? (int)arrivals : 0;
        if (arrivals > 0) {
            return arrivals;
        }
    }
    return 0;
}

/* Where the peer has closed a kept connection, libfcgi would accept a new one in its place; `waits` would not
 * learn of it if it got the same number. So there is no socket to accept from. */
static int accept_kept(struct fastcgi_connection *connection) {
    connection->request.listen_sock = -1;
    const int status = FCGX_Accept_r(&connection->request);
    connection->request.listen_sock = LISTEN_DESCRIPTOR;
    if (status != 0) {
        connection->watched = -1; /* closed, and so forgotten by the kernel */
    }
    return status == -EBADF ? -EAGAIN : status;
}

static int accept_new(struct fastcgi *fastcgi, struct fastcgi_connection *connection) {
    const int status = FCGX_Accept_r(&connection->request);
    if (status == 0) {
        leave_socket(fastcgi);
    }
    return status;
}

enum fastcgi_arrival fastcgi_accept(struct fastcgi *fastcgi, struct fastcgi_connection *connection) {
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

char *const *fastcgi_parameters(const struct fastcgi_connection *connection) {
    return connection->request.envp;
}

size_t fastcgi_read(void *connection, char *memory, size_t bytes) {
    const struct fastcgi_connection *source = connection;
    const int count = bytes > INT_MAX ? INT_MAX : (int)bytes;
    const int got = FCGX_GetStr(memory, count, source->request.in);
    return got > 0 ? (size_t)got : 0;
}

void fastcgi_write(struct fastcgi_connection *connection, const char *text, size_t bytes) {
    if (bytes <= INT_MAX) {
        (void)FCGX_PutStr(text, (int)bytes, connection->request.out);
    }
}

void fastcgi_break(struct fastcgi_connection *connection) {
    FCGX_Free(&connection->request, 1);
    connection->watched = -1;
}

/* A connection that nginx keeps announces its next request by itself. */
void fastcgi_finish(struct fastcgi *fastcgi, struct fastcgi_connection *connection) {
    FCGX_Finish_r(&connection->request);
    const int descriptor = connection->request.ipcFd;
    if (descriptor < 0 || connection->watched == descriptor ||
        watch(fastcgi->waits, descriptor, EPOLLIN, connection)) {
        connection->watched = descriptor;
    } else {
        log_line(LOG_ERROR, "a connection cannot be kept: %s", strerror(errno));
        fastcgi_break(connection);
    }
}
