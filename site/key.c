#include "key.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const unsigned char *bytes, size_t count) {
    while (count > 0) {
        const ssize_t n = write(fd, bytes, count);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        bytes += n;
        count -= (size_t)n;
    }
    return true;
}

/* Reads at most `count` bytes; returns how many there were, or -1. */
static ssize_t read_all(int fd, unsigned char *bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
        const ssize_t n = read(fd, bytes + done, count - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        done += (size_t)n;
    }
    return (ssize_t)done;
}

/* The new name survives a power cut only once its folder is on the disk. */
static bool sync_folder(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        (void)snprintf(folder, sizeof folder, ".");
    } else if (slash == path) {
        (void)snprintf(folder, sizeof folder, "/");
    } else {
        (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    }
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    const bool synced = fsync(fd) == 0;
    (void)close(fd);
    return synced;
}

static bool fill(int fd, mode_t mode) {
    unsigned char key[KEY_BYTES];
    randombytes_buf(key, sizeof key);
    const bool filled = fchmod(fd, mode) == 0 && write_all(fd, key, sizeof key) && fsync(fd) == 0;
    sodium_memzero(key, sizeof key);
    return filled;
}

/* Makes a key at `path`, or leaves the one that another process put there first. link(2) is what decides: it
 * never replaces, and shows a file that is already whole. */
static bool create(const char *path, mode_t mode) {
    char temporary[PATH_MAX];
    const int length = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    const int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    const bool created =
        fill(fd, mode) && (link(temporary, path) == 0 || errno == EEXIST) && sync_folder(path);
    const int saved_errno = errno;
    (void)unlink(temporary);
    (void)close(fd);
    errno = saved_errno;
    return created;
}

static bool is_private(const char *path, const struct stat *status, mode_t mode) {
    if (!S_ISREG(status->st_mode)) {
        log_line(LOG_ERROR, "key file %s: not a regular file", path);
        return false;
    }
    if ((status->st_mode & (mode_t)(07777 & ~mode)) != 0) {
        log_line(LOG_ERROR,
                 "key file %s: its permissions are %04o, so others can use the key; allow at most %04o "
                 "(chmod), and consider the key known",
                 path, (unsigned)(status->st_mode & 07777), (unsigned)mode);
        return false;
    }
    return true;
}

static bool load(int fd, const char *path, mode_t mode, unsigned char key[KEY_BYTES]) {
    struct stat status;
    if (fstat(fd, &status) != 0) {
        log_line(LOG_ERROR, "key file %s: %s", path, strerror(errno));
        return false;
    }
    if (!is_private(path, &status, mode)) {
        return false;
    }
    unsigned char bytes[KEY_BYTES + 1]; /* one more, to see that the file ends */
    const ssize_t count = read_all(fd, bytes, sizeof bytes);
    if (count < 0) {
        log_line(LOG_ERROR, "key file %s: %s", path, strerror(errno));
    } else if (count != KEY_BYTES) {
        log_line(LOG_ERROR, "key file %s: a key is %d bytes, this file is %lld long", path, KEY_BYTES,
                 (long long)status.st_size);
    } else {
        memcpy(key, bytes, KEY_BYTES);
    }
    sodium_memzero(bytes, sizeof bytes);
    return count == KEY_BYTES;
}

bool key_load_or_create(const char *path, mode_t mode, unsigned char key[KEY_BYTES]) {
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (!create(path, mode)) {
            log_line(LOG_ERROR, "key file %s: cannot be made: %s", path, strerror(errno));
            return false;
        }
        fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    if (fd < 0) {
        log_line(LOG_ERROR, "key file %s: cannot be opened: %s", path, strerror(errno));
        return false;
    }
    const bool loaded = load(fd, path, mode, key);
    (void)close(fd);
    return loaded;
}
