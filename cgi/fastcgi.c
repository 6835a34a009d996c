#include "fastcgi.h"

#include "site/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LISTEN_DESCRIPTOR = 0 };

struct fastcgi {
    FCGX_Request request;
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

struct fastcgi *fastcgi_new(void) {
    if (!is_listening(LISTEN_DESCRIPTOR)) {
        log_line(LOG_ERROR, "standard input is not a listening socket; start this program by spawn-fcgi, "
                            "multiwatch, systemd, or cgi-fcgi");
        return NULL;
    }
    struct fastcgi *fastcgi = calloc(1, sizeof *fastcgi);
    if (fastcgi == NULL || !make_nonblocking(LISTEN_DESCRIPTOR) || FCGX_Init() != 0 ||
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
        free(fastcgi);
    }
}

int fastcgi_descriptor(const struct fastcgi *fastcgi) {
    return fastcgi->request.ipcFd >= 0 ? fastcgi->request.ipcFd : LISTEN_DESCRIPTOR;
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

void fastcgi_finish(struct fastcgi *fastcgi) {
    FCGX_Finish_r(&fastcgi->request);
}
