#include "listener.h"

#include "site/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    BACKLOG = 4096,
    OTHER_FILES = 32, /* besides the streams: the database, epoll, libraries */
};

static int new_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Whether the file at the address is a socket that nobody listens to. A full backlog (EAGAIN) is somebody. */
static bool is_stale(const struct sockaddr_un *address) {
    struct stat status;
    if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        return false;
    }
    const int socket = new_socket();
    if (socket < 0) {
        return false;
    }
    const bool refused =
        connect(socket, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    (void)close(socket);
    return refused;
}

/* The umask, not a later chmod, so that the socket is never open to others. */
static bool bind_private(int socket, const struct sockaddr_un *address) {
    const mode_t saved = umask(0117);
    const bool bound = bind(socket, (const struct sockaddr *)address, sizeof *address) == 0;
    (void)umask(saved);
    return bound;
}

static bool bind_or_replace(int socket, const struct sockaddr_un *address) {
    if (bind_private(socket, address)) {
        return true;
    }
    if (errno != EADDRINUSE) {
        return false;
    }
    if (!is_stale(address)) {
        errno = EADDRINUSE;
        return false;
    }
    return unlink(address->sun_path) == 0 && bind_private(socket, address);
}

bool listener_open(struct listener *listener, const char *path) {
    *listener = (struct listener) { .socket = -1 };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(listener->path, sizeof listener->path, "%s", path);
    const int length = snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (length < 0 || (size_t)length >= sizeof address.sun_path) {
        log_line(LOG_ERROR, "relay_socket %s: the path is too long for a socket", path);
        return false;
    }
    const int socket = new_socket();
    struct stat status;
    if (socket < 0 || !bind_or_replace(socket, &address) || listen(socket, BACKLOG) != 0 ||
        stat(path, &status) != 0) {
        log_line(LOG_ERROR, "relay_socket %s: %s", path, strerror(errno));
        if (socket >= 0) {
            (void)close(socket);
        }
        return false;
    }
    listener->socket = socket;
    listener->device = status.st_dev;
    listener->inode = status.st_ino;
    return true;
}

void listener_close(struct listener *listener) {
    struct stat status;
    if (listener->socket < 0) {
        return;
    }
    if (stat(listener->path, &status) == 0 && status.st_dev == listener->device &&
        status.st_ino == listener->inode) {
        (void)unlink(listener->path);
    }
    (void)close(listener->socket);
    listener->socket = -1;
}

size_t listener_raise_limit(size_t streams) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return streams;
    }
    if (limit.rlim_cur != limit.rlim_max) {
        const rlim_t saved = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
            limit.rlim_cur = saved;
        }
    }
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= streams + OTHER_FILES) {
        return streams;
    }
    return limit.rlim_cur > OTHER_FILES ? (size_t)limit.rlim_cur - OTHER_FILES : 1;
}
