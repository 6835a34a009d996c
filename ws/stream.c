/* debt-stream: websocketd runs one for each client. It shows the relay the grant that came with the
 * handshake, and copies what the relay answers to stdout. There are as many of it as there are clients: hence
 * the libc alone, no heap, one small buffer, and of the settings only the one it needs, without reading a
 * file. */
#include "site/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif

enum {
    BUFFER_BYTES = 4096, /* also the most that websocketd takes at a time */
    DRAIN_BYTES = 1024,
    LINE_BYTES = 512,
    WHY_BYTES = 256,
    GRANT_LENGTH_MAX = 118,
    PARAMETER_LENGTH_MAX = 64,
    CONNECT_TRIES = 100, /* while the relay has too many to accept, CONNECT_PAUSE_MS apart */
    CONNECT_PAUSE_MS = 50,
    FINISH_MS = 5000, /* for the client to take the rest once the relay has closed */
    EXIT_GOOD = 0,
    EXIT_UNAVAILABLE = 1,
    EXIT_USAGE = 2,
};

static const char unavailable[] = "{\"type\":\"error\",\"code\":\"unavailable\"}\n";
static const char error_beginning[] = "{\"type\":\"error\"";

/* --- the SUBSCRIBE line -----------------------------------------------------------------------------------
 */

/* The parameter's value in the query string, as it is: the relay knows no value that needs %-encoding. */
static const char *find_parameter(const char *query, const char *name, size_t *length) {
    const size_t name_length = strlen(name);
    while (query != NULL && *query != '\0') {
        const size_t parameter_length = strcspn(query, "&");
        if (parameter_length >= name_length && memcmp(query, name, name_length) == 0 &&
            (parameter_length == name_length || query[name_length] == '=')) {
            const char *value = query + name_length + (query[name_length] == '=' ? 1 : 0);
            *length = (size_t)(query + parameter_length - value);
            return value;
        }
        query += parameter_length + (query[parameter_length] == '&' ? 1 : 0);
    }
    return NULL;
}

/* Writes the parameter as a word of the line: `-` if there is none, `!`, which the relay refuses, if it holds
 * anything that could break the line or be mistaken for none. */
static void write_parameter(char word[PARAMETER_LENGTH_MAX + 1], const char *query, const char *name) {
    size_t length = 0;
    const char *value = find_parameter(query, name, &length);
    if (value == NULL) {
        memcpy(word, "-", sizeof "-");
    } else if (length == 0 || length > PARAMETER_LENGTH_MAX || strspn(value, "0123456789abcdef-") < length ||
               (length == 1 && *value == '-')) {
        memcpy(word, "!", sizeof "!");
    } else {
        memcpy(word, value, length);
        word[length] = '\0';
    }
}

/* The grant as nginx passed it on, or `!`, which is none. */
static const char *read_grant(void) {
    const char *grant = getenv("HTTP_X_DEBT_GRANT");
    const size_t length = grant == NULL ? 0 : strlen(grant);
    const size_t good = grant == NULL ? 0
                                      : strspn(grant, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                      "0123456789-_");
    return length > 0 && length <= GRANT_LENGTH_MAX && good == length ? grant : "!";
}

static size_t write_line(char line[LINE_BYTES]) {
    const char *query = getenv("QUERY_STRING");
    char after[PARAMETER_LENGTH_MAX + 1];
    char epoch[PARAMETER_LENGTH_MAX + 1];
    write_parameter(after, query, "after");
    write_parameter(epoch, query, "epoch");
    return (size_t)snprintf(line, LINE_BYTES, "SUBSCRIBE %s %s %s\n", read_grant(), after, epoch);
}

/* --- the client's side ------------------------------------------------------------------------------------
 */

/* What the client sends means nothing, but websocketd stands still if nobody takes it. Returns false at its
 * end: the client has gone. */
static bool drain_stdin(void) {
    char ignored[DRAIN_BYTES];
    const ssize_t n = read(STDIN_FILENO, ignored, sizeof ignored);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

/* Waits up to timeout_ms, draining stdin. Returns false if the client has gone. */
static bool wait_draining(int timeout_ms) {
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    return poll(&input, 1, timeout_ms) <= 0 || drain_stdin();
}

/* A pipe of websocketd's is ours alone; a terminal is shared with others and stays as it is. */
static void set_stdout_nonblocking(void) {
    struct stat status;
    if (fstat(STDOUT_FILENO, &status) == 0 && S_ISFIFO(status.st_mode)) {
        const int flags = fcntl(STDOUT_FILENO, F_GETFL);
        if (flags >= 0) {
            (void)fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
        }
    }
}

/* --- the relay's side -------------------------------------------------------------------------------------
 */

/* Connects; -1 if no relay is there, or the client has gone. A full backlog is waited for. */
static int connect_relay(const char *path) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, path, strnlen(path, sizeof address.sun_path - 1));
    const int relay = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    for (int i = 0; relay >= 0 && i < CONNECT_TRIES; i++) {
        if (connect(relay, (const struct sockaddr *)&address, sizeof address) == 0) {
            return relay;
        }
        if (errno != EAGAIN || !wait_draining(CONNECT_PAUSE_MS)) {
            break;
        }
    }
    if (relay >= 0) {
        (void)close(relay);
    }
    return -1;
}

/* What is being copied. */
struct copy {
    int relay; /* -1 once it has closed */
    char bytes[BUFFER_BYTES];
    size_t begin, end;    /* of bytes: what stdout has not taken yet */
    size_t column;        /* in the line that came last */
    size_t error_matched; /* how much of an error frame's beginning this line has */
    bool error_seen;      /* an error frame came: the relay has said why it closes */
    bool hung_up;         /* the relay has closed, though not all that it sent is read */
};

/* Keeps track of lines, to know how the stream ended. */
static void note_lines(struct copy *copy) {
    for (size_t i = copy->begin; i < copy->end; i++) {
        if (copy->bytes[i] == '\n') {
            copy->column = 0;
            copy->error_matched = 0;
            continue;
        }
        if (copy->column == copy->error_matched && copy->error_matched < sizeof error_beginning - 1 &&
            copy->bytes[i] == error_beginning[copy->error_matched]) {
            copy->error_matched++;
            copy->error_seen = copy->error_seen || copy->error_matched == sizeof error_beginning - 1;
        }
        copy->column++;
    }
}

static void copy_unavailable(struct copy *copy) {
    memcpy(copy->bytes, unavailable, sizeof unavailable - 1);
    copy->begin = 0;
    copy->end = sizeof unavailable - 1;
}

/* The relay has closed: if it died, it could not say so itself. */
static void end_relay(struct copy *copy) {
    (void)close(copy->relay);
    copy->relay = -1;
    if (!copy->error_seen && copy->column == 0) {
        copy_unavailable(copy);
    }
}

static void read_relay(struct copy *copy) {
    const ssize_t n = read(copy->relay, copy->bytes, sizeof copy->bytes);
    if (n > 0) {
        copy->begin = 0;
        copy->end = (size_t)n;
        note_lines(copy);
    } else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
        end_relay(copy);
    }
}

/* Returns false if nobody reads stdout any more. */
static bool write_stdout(struct copy *copy) {
    while (copy->begin < copy->end) {
        const ssize_t n = write(STDOUT_FILENO, copy->bytes + copy->begin, copy->end - copy->begin);
        if (n < 0) {
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        }
        copy->begin += (size_t)n;
    }
    return true;
}

/* One turn. Returns false when there is nothing more to do. */
static bool copy_some(struct copy *copy) {
    const bool waits = copy->begin < copy->end;
    if (!waits && copy->relay < 0) {
        return false;
    }
    struct pollfd ends[] = {
        { .fd = STDIN_FILENO, .events = POLLIN },
        { .fd = STDOUT_FILENO, .events = waits ? POLLOUT : 0 },
        /* While stdout is blocked nothing more is read, but a relay that gives this client up is noticed. */
        { .fd = waits && copy->hung_up ? -1 : copy->relay, .events = waits ? POLLRDHUP : POLLIN },
    };
    const bool finishes = copy->relay < 0 || copy->hung_up;
    const int ready = poll(ends, sizeof ends / sizeof ends[0], finishes ? FINISH_MS : -1);
    if (ready < 0) {
        return errno == EINTR;
    }
    if (ready == 0 || (ends[0].revents != 0 && !drain_stdin()) || (ends[1].revents & POLLERR) != 0) {
        return false;
    }
    if (waits && ends[2].revents != 0) {
        copy->hung_up = true;
    } else if (ends[2].revents != 0) {
        read_relay(copy);
    }
    return write_stdout(copy);
}

static int stream(const char *path) {
    static struct copy copy = { .relay = -1 };
    set_stdout_nonblocking();
    copy.relay = connect_relay(path);
    if (copy.relay < 0) {
        copy_unavailable(&copy);
        return write_stdout(&copy) ? EXIT_UNAVAILABLE : EXIT_GOOD;
    }
    char line[LINE_BYTES];
    const size_t length = write_line(line);
    (void)send(copy.relay, line, length, MSG_NOSIGNAL); /* if that fails, reading tells why */
    while (copy_some(&copy)) {
    }
    return EXIT_GOOD;
}

/* --- the command line -------------------------------------------------------------------------------------
 */

static int help(void) {
    (void)printf(
        "Usage: debt-stream [--relay-socket=PATH]\n"
        "       debt-stream --show-relay-socket [--config FILE] [--relay-socket=PATH]\n"
        "Copies a ledger's events from the relay to stdout. For websocketd, which sets HTTP_X_DEBT_GRANT\n"
        "(the grant that a worker gave) and QUERY_STRING (after=SEQ, epoch=EPOCH).\n\n"
        "      --show-relay-socket  show which socket all sources, the settings file too, lead to\n"
        "      --help               show this help\n"
        "      --version            show the version\n\n"
        "Without --show-relay-socket it reads no file: debt-serve looks the socket up and passes it on.\n\n");
    settings_help(stdout, PROGRAM_STREAM);
    return EXIT_GOOD;
}

static int show_relay_socket(int argc, char *const argv[]) {
    struct settings settings;
    const int taken = settings_load(&settings, PROGRAM_STREAM, argc, argv);
    if (taken != argc) {
        if (taken >= 0) {
            (void)fprintf(stderr, "debt-stream: what is %s? See debt-stream --help\n", argv[taken]);
        }
        return EXIT_USAGE;
    }
    return puts(settings.relay_socket) < 0 ? EXIT_USAGE : EXIT_GOOD;
}

static bool set_relay_socket(struct settings *settings, const char *source, const char *value) {
    char why[WHY_BYTES];
    if (!settings_set(settings, "relay_socket", value, why, sizeof why)) {
        (void)fprintf(stderr, "debt-stream: %s: relay_socket = %s: %s\n", source, value, why);
        return false;
    }
    return true;
}

int main(int argc, char *argv[]) {
    static const char option[] = "--relay-socket=";
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        return help();
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("debt-stream %s\n", PACKAGE_VERSION);
        return EXIT_GOOD;
    }
    if (argc >= 2 && strcmp(argv[1], "--show-relay-socket") == 0) {
        return show_relay_socket(argc - 2, argv + 2);
    }
    struct settings settings;
    settings_init(&settings);
    const char *value = getenv("DEBT_RELAY_SOCKET");
    if (value != NULL && !set_relay_socket(&settings, "environment", value)) {
        return EXIT_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], option, strlen(option)) != 0) {
            (void)fprintf(stderr, "debt-stream: what is %s? See debt-stream --help\n", argv[i]);
            return EXIT_USAGE;
        }
        if (!set_relay_socket(&settings, "command line", argv[i] + strlen(option))) {
            return EXIT_USAGE;
        }
    }
    return stream(settings.relay_socket);
}
