#include "pipeline.h"

#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int signal) {
    (void)signal;
    interrupted = 1;
}

void pipeline_init(void) {
    const struct sigaction ending = { .sa_handler = interrupt }; /* without SA_RESTART: read() returns */
    const struct sigaction ignored = { .sa_handler = SIG_IGN };
    (void)sigaction(SIGINT, &ending, NULL);
    (void)sigaction(SIGTERM, &ending, NULL);
    (void)sigaction(SIGHUP, &ending, NULL);
    (void)sigaction(SIGPIPE, &ignored, NULL);
    (void)sigaction(SIGXFSZ, &ignored, NULL);
}

bool pipeline_is_interrupted(void) {
    return interrupted != 0;
}

bool pipeline_open(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) {
        (void)fprintf(stderr, "debtctl: a pipe cannot be made: %s\n", strerror(errno));
        ends[0] = ends[1] = -1;
        return false;
    }
    return true;
}

void pipeline_close(int *file) {
    if (*file >= 0) {
        (void)close(*file);
        *file = -1;
    }
}

/* What the program inherits: the two files as its standard ones, and signals as they are by default. */
static int spawn(pid_t *pid, const char *const arguments[], int in, int out) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGPIPE);
    (void)sigaddset(&defaults, SIGXFSZ);
    int error = posix_spawn_file_actions_init(&files);
    if (error != 0) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return error;
    }
    error = in == PIPELINE_NOTHING
                ? posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
                : posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    error = error != 0 ? error : posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    error = error != 0 ? error : posix_spawnattr_setsigdefault(&attributes, &defaults);
    error = error != 0 ? error : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    if (error == 0) {
        /* (The arguments are not changed; the type is older than const.) */
        error = posix_spawnp(pid, arguments[0], &files, &attributes, (char *const *)arguments, environ);
    }
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    return error;
}

bool part_start(struct part *part, const char *const arguments[], int in, int out) {
    *part = (struct part) { .name = arguments[0] };
    const int error = spawn(&part->pid, arguments, in, out);
    if (error != 0) {
        part->pid = 0;
        (void)fprintf(stderr, "debtctl: %s cannot be started: %s%s\n", part->name, strerror(error),
                      error == ENOENT ? " (Debian: packages age and postgresql-client)" : "");
        return false;
    }
    return true;
}

static int wait_for(struct part *part) {
    int status = 0;
    while (waitpid(part->pid, &status, 0) < 0 && errno == EINTR) {
    }
    part->pid = 0;
    return status;
}

bool part_end(struct part *part) {
    if (part->pid == 0) {
        return true;
    }
    const int status = wait_for(part);
    if (WIFSIGNALED(status)) {
        progress_clear();
        (void)fprintf(stderr, "debtctl: %s was ended by signal %d\n", part->name, WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        progress_clear();
        (void)fprintf(stderr, "debtctl: %s has failed (exit status %d)\n", part->name, WEXITSTATUS(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void part_stop(struct part *part) {
    if (part->pid != 0) {
        (void)kill(part->pid, SIGTERM);
        (void)wait_for(part);
    }
}

/* Returns false with errno set. */
static bool write_all(int to, const char *bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(to, bytes, count);
        if (written < 0 && (errno != EINTR || interrupted != 0)) {
            return false;
        }
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        }
    }
    return true;
}

bool pipeline_pump(int from, int to, const char *where, const char *what, uint64_t *bytes) {
    static char chunk[65536];
    *bytes = 0;
    while (interrupted == 0) {
        const ssize_t count = read(from, chunk, sizeof chunk);
        if (count == 0) {
            return true;
        }
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 || (to != PIPELINE_NOTHING && !write_all(to, chunk, (size_t)count))) {
            const int error = errno;
            progress_clear();
            (void)fprintf(stderr, "debtctl: %s: %s\n", where, strerror(error));
            return false;
        }
        if ((*bytes >> 20) != ((*bytes + (uint64_t)count) >> 20)) {
            progress_bytes(what, *bytes);
        }
        *bytes += (uint64_t)count;
    }
    progress_clear();
    (void)fputs("debtctl: interrupted\n", stderr);
    return false;
}

bool pipeline_write(int to, const char *text) {
    return write_all(to, text, strlen(text));
}
