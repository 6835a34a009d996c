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

/* Opens a private file, which is made first if there is none. Returns -1 after it has logged why not. */
static int open_or_create(const char *path, mode_t mode) {
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (!create(path, mode)) {
            log_line(LOG_ERROR, "key file %s: cannot be made: %s", path, strerror(errno));
            return -1;
        }
        fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    if (fd < 0) {
        log_line(LOG_ERROR, "key file %s: cannot be opened: %s", path, strerror(errno));
    }
    return fd;
}

/* Reads at most `room` bytes; one more than is good shows that the file ends. Returns -1 after it has logged
 * why not. */
static ssize_t load(const char *path, mode_t mode, unsigned char *bytes, size_t room) {
    const int fd = open_or_create(path, mode);
    struct stat status;
    ssize_t count = -1;
    if (fd < 0) {
        return -1;
    }
    if (fstat(fd, &status) != 0) {
        log_line(LOG_ERROR, "key file %s: %s", path, strerror(errno));
    } else if (is_private(path, &status, mode)) {
        count = read_all(fd, bytes, room);
        if (count < 0) {
            log_line(LOG_ERROR, "key file %s: %s", path, strerror(errno));
        }
    }
    (void)close(fd);
    return count;
}

bool key_load_or_create(const char *path, mode_t mode, unsigned char key[KEY_BYTES]) {
    unsigned char bytes[KEY_BYTES + 1];
    const ssize_t count = load(path, mode, bytes, sizeof bytes);
    if (count == KEY_BYTES) {
        memcpy(key, bytes, KEY_BYTES);
    } else if (count >= 0) {
        log_line(LOG_ERROR, "key file %s: a key is %d bytes, and this file is of another length", path,
                 KEY_BYTES);
    }
    sodium_memzero(bytes, sizeof bytes);
    return count == KEY_BYTES;
}

enum { TIME_BYTES = 8, ENTRY_BYTES = KEY_BYTES + TIME_BYTES, RING_BYTES_MAX = KEYS_MAX * ENTRY_BYTES };

static void ring_read(const unsigned char *bytes, size_t count, struct key_ring *ring) {
    *ring = (struct key_ring) { .count = count == KEY_BYTES ? 1 : count / ENTRY_BYTES };
    for (size_t i = 0; i < ring->count; i++) {
        const unsigned char *entry = bytes + i * ENTRY_BYTES;
        memcpy(ring->keys[i], entry, KEY_BYTES);
        uint64_t made_at = 0;
        for (size_t j = 0; count != KEY_BYTES && j < TIME_BYTES; j++) {
            made_at = made_at << 8 | entry[KEY_BYTES + j];
        }
        ring->made_at[i] = (int64_t)made_at;
    }
}

static size_t ring_write(const struct key_ring *ring, unsigned char bytes[RING_BYTES_MAX]) {
    for (size_t i = 0; i < ring->count; i++) {
        unsigned char *entry = bytes + i * ENTRY_BYTES;
        memcpy(entry, ring->keys[i], KEY_BYTES);
        for (size_t j = 0; j < TIME_BYTES; j++) {
            entry[KEY_BYTES + j] = (unsigned char)((uint64_t)ring->made_at[i] >> (8 * (TIME_BYTES - 1 - j)));
        }
    }
    return ring->count * ENTRY_BYTES;
}

bool key_ring_load_or_create(const char *path, mode_t mode, struct key_ring *ring) {
    unsigned char bytes[RING_BYTES_MAX + 1];
    const ssize_t count = load(path, mode, bytes, sizeof bytes);
    const bool good =
        count == KEY_BYTES || (count > 0 && count <= RING_BYTES_MAX && count % ENTRY_BYTES == 0);
    if (good) {
        ring_read(bytes, (size_t)count, ring);
    } else if (count >= 0) {
        log_line(LOG_ERROR, "key file %s: it is neither one key of %d bytes nor a ring of them", path,
                 KEY_BYTES);
    }
    sodium_memzero(bytes, sizeof bytes);
    return good;
}

/* A key is good until keep_seconds after the next newer one was made. */
static void ring_turn(struct key_ring *ring, int64_t now, int64_t keep_seconds) {
    struct key_ring turned = { .count = 1, .made_at = { now } };
    randombytes_buf(turned.keys[0], KEY_BYTES);
    int64_t replaced_at = now;
    for (size_t i = 0; i < ring->count && turned.count < KEYS_MAX && replaced_at + keep_seconds >= now; i++) {
        memcpy(turned.keys[turned.count], ring->keys[i], KEY_BYTES);
        turned.made_at[turned.count++] = ring->made_at[i];
        replaced_at = ring->made_at[i];
    }
    *ring = turned;
    sodium_memzero(&turned, sizeof turned);
}

/* Replaces the file at `path` by the one open at `fd` under `temporary`, with the same owner. */
static bool replace(int fd, const char *temporary, const char *path, mode_t mode, const unsigned char *bytes,
                    size_t count) {
    struct stat status;
    return stat(path, &status) == 0 && fchown(fd, status.st_uid, status.st_gid) == 0 &&
           fchmod(fd, mode) == 0 && write_all(fd, bytes, count) && fsync(fd) == 0 &&
           rename(temporary, path) == 0 && sync_folder(path);
}

bool key_ring_rotate(const char *path, mode_t mode, int64_t now, int64_t keep_seconds,
                     struct key_ring *ring) {
    char temporary[PATH_MAX];
    unsigned char bytes[RING_BYTES_MAX];
    const int length = snprintf(temporary, sizeof temporary, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof temporary) {
        log_line(LOG_ERROR, "key file %s: its name is too long", path);
        return false;
    }
    /* O_EXCL: of two who rotate at once one waits for another day, and no key is lost. */
    const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        log_line(LOG_ERROR, "key file %s: %s cannot be made: %s", path, temporary, strerror(errno));
        return false;
    }
    bool rotated = key_ring_load_or_create(path, mode, ring);
    if (rotated) {
        ring_turn(ring, now, keep_seconds);
        rotated = replace(fd, temporary, path, mode, bytes, ring_write(ring, bytes));
        if (!rotated) {
            log_line(LOG_ERROR, "key file %s: cannot be replaced: %s", path, strerror(errno));
        }
    }
    if (!rotated) {
        (void)unlink(temporary);
    }
    (void)close(fd);
    sodium_memzero(bytes, sizeof bytes);
    return rotated;
}
