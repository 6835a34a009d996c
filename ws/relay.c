/* debt-relay: the host's one listener. It hears the database's doorbell and hands each stream the events of
 * its ledger. One thread, one loop: clients, timers and the database are looked at when they are ready. */
#include "database.h"
#include "doorbell.h"
#include "hub.h"
#include "listener.h"
#include "site/key.h"
#include "site/log.h"
#include "site/settings.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif

enum {
    EVENTS_MAX = 256,
    ACCEPTS_A_TURN = 128,
    ACCEPT_PAUSE_MS = 100,        /* when there are no files or no memory left for a client */
    EARLY_MS = 2 * WHEEL_TICK_MS, /* how much before its time a heartbeat is sent, so that none is late */
    EXIT_GOOD = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
};

struct relay {
    struct settings settings;
    struct listener listener;
    struct database *database;
    struct hub hub;
    int epoll;
    int signals;
    int64_t now_ms;
    int64_t sweep_ms;  /* when the next one is due */
    int64_t accept_ms; /* when to listen again; 0: listening */
    bool database_ready;
    bool stopping;
};

static int64_t monotonic_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- clients ----------------------------------------------------------------------------------------------
 */

static bool watch(const struct relay *relay, int operation, int descriptor, uint32_t events, void *source) {
    struct epoll_event event = { .events = events, .data.ptr = source };
    return epoll_ctl(relay->epoll, operation, descriptor, &event) == 0;
}

static void pause_accepting(struct relay *relay) {
    log_line(LOG_WARNING, "cannot accept: %s", strerror(errno));
    relay->accept_ms = relay->now_ms + ACCEPT_PAUSE_MS;
    (void)watch(relay, EPOLL_CTL_MOD, relay->listener.socket, 0, &relay->listener);
}

static void resume_accepting(struct relay *relay) {
    if (relay->accept_ms != 0 && relay->now_ms >= relay->accept_ms) {
        relay->accept_ms = 0;
        (void)watch(relay, EPOLL_CTL_MOD, relay->listener.socket, EPOLLIN, &relay->listener);
    }
}

static void accept_clients(struct relay *relay) {
    for (size_t i = 0; i < ACCEPTS_A_TURN; i++) {
        const int socket = accept4(relay->listener.socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            hub_accept(&relay->hub, socket);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            pause_accepting(relay);
            return;
        }
    }
}

/* --- the database -----------------------------------------------------------------------------------------
 */

/* libpq may have changed its socket, even for another one of the same number: epoll is told each time. */
static void watch_database(struct relay *relay) {
    const int socket = database_socket(relay->database);
    const uint32_t events = EPOLLIN | (database_wants_output(relay->database) ? EPOLLOUT : 0U);
    if (socket >= 0 && !watch(relay, EPOLL_CTL_MOD, socket, events, relay->database) &&
        !watch(relay, EPOLL_CTL_ADD, socket, events, relay->database)) {
        log_line(LOG_ERROR, "epoll: %s", strerror(errno));
    }
}

static void take_answer(struct relay *relay) {
    struct answer_row row;
    for (size_t i = 0; database_row(relay->database, i, &row); i++) {
        hub_take_row(&relay->hub, &row);
    }
    hub_answered(&relay->hub);
}

static void take_bell(struct relay *relay) {
    struct doorbell doorbell;
    if (doorbell_parse(&doorbell, database_bell(relay->database))) {
        hub_ring(&relay->hub, &doorbell);
    }
}

static enum database_news take_news(struct relay *relay) {
    const enum database_news news = database_advance(relay->database, relay->database_ready, relay->now_ms);
    relay->database_ready = false;
    switch (news) {
    case DATABASE_NOTHING:
        break;
    case DATABASE_CONNECTED:
        hub_connected(&relay->hub);
        break;
    case DATABASE_RANG:
        take_bell(relay);
        break;
    case DATABASE_ANSWERED:
        take_answer(relay);
        break;
    case DATABASE_FAILED:
        hub_failed(&relay->hub, database_blames(relay->database));
        break;
    }
    return news;
}

static void sweep_when_due(struct relay *relay) {
    if (relay->now_ms >= relay->sweep_ms) {
        relay->sweep_ms = relay->now_ms + relay->settings.sweep_ms;
        hub_sweep(&relay->hub);
    }
}

/* All news first, so that doorbells that rang together are followed up together. */
static void talk_to_database(struct relay *relay) {
    while (take_news(relay) != DATABASE_NOTHING) {
    }
    if (database_is_idle(relay->database)) {
        sweep_when_due(relay);
        const struct query *query = hub_ask(&relay->hub);
        if (query != NULL) {
            database_ask(relay->database, query, relay->now_ms);
        }
    }
    watch_database(relay);
}

/* --- the loop ---------------------------------------------------------------------------------------------
 */

static int64_t earlier(int64_t a_ms, int64_t b_ms) {
    return a_ms < 0 || (b_ms >= 0 && b_ms < a_ms) ? b_ms : a_ms;
}

static int64_t until(const struct relay *relay, int64_t time_ms) {
    return time_ms > relay->now_ms ? time_ms - relay->now_ms : 0;
}

/* How long epoll may wait; -1: until something happens. */
static int wait_ms(const struct relay *relay) {
    int64_t wait = hub_wait_ms(&relay->hub);
    const int64_t database_ms = database_due_ms(relay->database);
    if (database_ms >= 0) {
        wait = earlier(wait, until(relay, database_ms));
    }
    if (database_is_idle(relay->database) && relay->hub.stream_count > 0) {
        wait = earlier(wait, until(relay, relay->sweep_ms));
    }
    if (relay->accept_ms != 0) {
        wait = earlier(wait, until(relay, relay->accept_ms));
    }
    return (int)wait;
}

static void handle(struct relay *relay, const struct epoll_event *event) {
    if (event->data.ptr == &relay->listener) {
        accept_clients(relay);
    } else if (event->data.ptr == &relay->signals) {
        relay->stopping = true;
    } else if (event->data.ptr == relay->database) {
        relay->database_ready = true;
    } else {
        hub_handle(&relay->hub, event->data.ptr, event->events);
    }
}

static bool run(struct relay *relay) {
    struct epoll_event events[EVENTS_MAX];
    while (!relay->stopping) {
        const int count = epoll_wait(relay->epoll, events, EVENTS_MAX, wait_ms(relay));
        if (count < 0 && errno != EINTR) {
            log_line(LOG_ERROR, "epoll: %s", strerror(errno));
            return false;
        }
        relay->now_ms = monotonic_ms();
        hub_set_time(&relay->hub, relay->now_ms);
        for (int i = 0; i < count; i++) {
            handle(relay, &events[i]);
        }
        hub_expire(&relay->hub);
        resume_accepting(relay);
        talk_to_database(relay);
        hub_prune(&relay->hub);
    }
    return true;
}

/* --- from the beginning to the end ------------------------------------------------------------------------
 */

static int open_signals(void) {
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool open_hub(struct relay *relay) {
    const struct settings *settings = &relay->settings;
    struct hub_settings hub = {
        .heartbeat_ms = settings->heartbeat_seconds * 1000 - EARLY_MS,
        .slow_consumer_ms = settings->slow_consumer_seconds * 1000,
        .page_events = (size_t)settings->replay_page_events,
        .page_bytes = (size_t)settings->stream_buffer_bytes,
        .streams_max = listener_raise_limit((size_t)settings->streams_max),
        .epoll = relay->epoll,
    };
    if (hub.streams_max < (size_t)settings->streams_max) {
        log_line(LOG_WARNING, "streams_max is %ld, but the limit of open files leaves room for %zu",
                 settings->streams_max, hub.streams_max);
    }
    const bool good = key_load_or_create(settings->grant_key_file, 0640, hub.grant_key) &&
                      hub_init(&relay->hub, &hub, relay->now_ms);
    sodium_memzero(hub.grant_key, sizeof hub.grant_key);
    return good;
}

static bool open_database(struct relay *relay) {
    const struct database_settings settings = {
        .timeout_ms = relay->settings.database_timeout_ms,
        .page_events = (size_t)relay->settings.replay_page_events,
        .page_bytes = (size_t)relay->settings.stream_buffer_bytes,
    };
    relay->database = database_new(&settings);
    return relay->database != NULL;
}

static bool relay_open(struct relay *relay) {
    relay->now_ms = monotonic_ms();
    relay->epoll = epoll_create1(EPOLL_CLOEXEC);
    relay->signals = open_signals();
    if (relay->epoll < 0 || relay->signals < 0) {
        log_line(LOG_ERROR, "%s", strerror(errno));
        return false;
    }
    return open_hub(relay) && open_database(relay) &&
           listener_open(&relay->listener, relay->settings.relay_socket) &&
           watch(relay, EPOLL_CTL_ADD, relay->signals, EPOLLIN, &relay->signals) &&
           watch(relay, EPOLL_CTL_ADD, relay->listener.socket, EPOLLIN, &relay->listener);
}

/* The file goes first, so that a stream that comes now is told at once. */
static void relay_close(struct relay *relay) {
    listener_close(&relay->listener);
    hub_end_all(&relay->hub, FRAME_UNAVAILABLE);
    hub_release(&relay->hub);
    if (relay->database != NULL) {
        database_free(relay->database);
    }
    sodium_memzero(relay->hub.settings.grant_key, sizeof relay->hub.settings.grant_key);
    (void)close(relay->signals);
    (void)close(relay->epoll);
}

static int serve(const struct settings *settings) {
    static struct relay relay = { .listener.socket = -1, .epoll = -1, .signals = -1 };
    relay.settings = *settings;
    bool good = sodium_init() >= 0 && relay_open(&relay);
    if (good) {
        log_line(LOG_INFO, "listening on %s", settings->relay_socket);
        good = run(&relay);
        log_line(LOG_INFO, "stopped");
    }
    relay_close(&relay);
    return good ? EXIT_GOOD : EXIT_FAILED;
}

static int help(void) {
    (void)printf("Usage: debt-relay [--config FILE] [--SETTING=VALUE]...\n"
                 "Hands the events of ledgers to debt-stream processes, as the database's doorbell rings.\n\n"
                 "      --help     show this help\n"
                 "      --version  show the version\n\n"
                 "The database is chosen by libpq's own PG* variables.\n\n");
    settings_help(stdout, PROGRAM_RELAY);
    return EXIT_GOOD;
}

int main(int argc, char *argv[]) {
    log_init("debt-relay");
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        return help();
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("debt-relay %s\n", PACKAGE_VERSION);
        return EXIT_GOOD;
    }
    struct settings settings;
    const int taken = settings_load(&settings, PROGRAM_RELAY, argc - 1, argv + 1);
    if (taken < 0) {
        return EXIT_USAGE;
    }
    if (taken < argc - 1) {
        (void)fprintf(stderr, "debt-relay: what is %s? See debt-relay --help\n", argv[1 + taken]);
        return EXIT_USAGE;
    }
    return serve(&settings);
}
