/* debt-api: a FastCGI worker. It answers the requests on the socket that it was started on and the
 * connections that are kept. Those that have arrived together share a transaction: see db.h. It ends at
 * SIGTERM once what has arrived is answered. */
#include "arena.h"
#include "cors.h"
#include "db.h"
#include "exchange.h"
#include "fastcgi.h"
#include "passkey_challenge.h"
#include "problem.h"
#include "router.h"
#include "sign_in.h"
#include "site/log.h"

#include <errno.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    EXIT_USAGE = 2,
    TOKEN_KEY_MODE = 0600,     /* the workers' own */
    GRANT_KEY_MODE = 0640,     /* the relay reads it too */
    LONG_SLICE_NS = 100000000, /* the longest there is */
};

static void print_help(void) {
    (void)printf("Usage: debt-api [--config FILE] [--NAME=VALUE ...]\n"
                 "\n"
                 "A FastCGI worker of Debt Tracker. Standard input is the listening socket, as spawn-fcgi,\n"
                 "multiwatch, systemd and cgi-fcgi give it. PostgreSQL is found by libpq's PG* variables.\n"
                 "SIGTERM ends it once what has arrived is answered.\n"
                 "\n"
                 "  --help     print this and exit\n"
                 "  --version  print the version and exit\n"
                 "\n");
    settings_help(stdout, PROGRAM_API);
}

/* Answers --help and --version; true if one of them was given. */
static bool answer_question(int argc, char *const argv[]) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help();
            return true;
        }
        if (strcmp(argv[i], "--version") == 0) {
            (void)printf("debt-api %s\n", PACKAGE_VERSION);
            return true;
        }
    }
    return false;
}

/* The signals that end the worker are never delivered: they are read here, between requests, so none comes in
 * the middle of one, and none is missed between a check and accept(). Returns -1 on failure. */
static int open_signals(void) {
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    (void)sigaddset(&ending, SIGUSR1); /* FastCGI's own word for SIGTERM */
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &ending, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Writes the header block into the arena. Returns false if there is no memory left for it or for the body. */
static bool write_head(const struct exchange *exchange, struct buffer *head) {
    buffer_init(head, exchange->arena);
    response_write_head(&exchange->response, head);
    return !head->failed && !exchange->response.failed;
}

/* Returns false if the answer had to be broken off. */
static bool send_response(struct fastcgi_connection *connection, struct exchange *exchange) {
    struct response *response = &exchange->response;
    struct buffer head;
    if (!write_head(exchange, &head)) {
        log_line(LOG_ERROR, "a request needs more than request_memory_bytes_max");
        arena_clear(exchange->arena); /* nothing of the request is needed any more */
        response_init(response, exchange->arena);
        exchange->next_piece = NULL;
        problem_respond(response, PROBLEM_INTERNAL_ERROR, NULL, NULL);
        (void)write_head(exchange, &head);
    }
    fastcgi_write(connection, head.text, head.bytes);
    if (!response_has_body(response, exchange->request.head_only)) {
        return true;
    }
    enum piece piece = PIECE_READ;
    while (piece == PIECE_READ) {
        fastcgi_write(connection, response->body, response->body_bytes);
        piece = exchange->next_piece == NULL ? PIECE_NONE : exchange->next_piece(exchange);
    }
    return piece == PIECE_NONE;
}

/* What `debtctl key rotate` has written is taken up before the next request: a token that a worker signs is
 * good at the others at once. A file that is no good changes nothing. */
static bool load_token_keys(struct worker *worker) {
    const char *path = worker->settings->token_key_file;
    struct key_ring ring;
    const bool loaded = key_ring_load_or_create(path, TOKEN_KEY_MODE, &ring);
    if (loaded) {
        token_keys_init(&worker->token_keys, &ring);
        passkey_challenge_key_init(worker->challenge_key, ring.keys[0]);
        token_cache_init(&worker->token_cache); /* it may know tokens of a key that has gone */
    }
    sodium_memzero(&ring, sizeof ring);
    return loaded;
}

static void renew_token_keys(struct worker *worker) {
    struct stat now;
    struct stat *known = &worker->token_key_file;
    if (stat(worker->settings->token_key_file, &now) != 0 ||
        (now.st_ino == known->st_ino && now.st_mtim.tv_sec == known->st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == known->st_mtim.tv_nsec)) {
        return;
    }
    *known = now;
    if (!load_token_keys(worker)) {
        log_line(LOG_ERROR, "the token keys stay as they were");
    }
}

/* A request of those that are served together. */
struct seat {
    struct fastcgi *fastcgi;
    struct fastcgi_connection *connection;
    struct exchange exchange;
    struct arena arena;
};

/* Waits for requests and serves them. */
struct service {
    struct fastcgi *fastcgi;
    struct worker *worker;
    size_t together; /* of the seats that are used */
    struct seat seats[STATEMENTS_TOGETHER_MAX];
};

static void end_request(struct seat *seat) {
    cors_allow(&seat->exchange);
    request_drain(&seat->exchange.request);
    if (send_response(seat->connection, &seat->exchange)) {
        fastcgi_finish(seat->fastcgi, seat->connection);
    } else {
        fastcgi_break(seat->connection);
    }
    exchange_release(&seat->exchange);
    arena_clear(&seat->arena);
}

/* The call that had been left to be made is over. */
static void answer_request(struct db_call *call) {
    struct seat *seat = call->owner;
    router_answer(&seat->exchange);
    end_request(seat);
}

/* Returns false if there is no request, or it is answered already. */
static bool begin_request(const struct service *service, struct seat *seat, bool *usable) {
    struct exchange *exchange = &seat->exchange;
    const enum fastcgi_arrival arrival = fastcgi_accept(service->fastcgi, seat->connection);
    *usable = *usable && arrival != ARRIVAL_FAILED;
    if (arrival != ARRIVAL_REQUEST) {
        return false;
    }
    *exchange = (struct exchange) { .worker = service->worker, .arena = &seat->arena };
    request_init(&exchange->request, fastcgi_parameters(seat->connection), fastcgi_read, seat->connection);
    response_init(&exchange->response, &seat->arena);
    if (!router_find(exchange)) {
        end_request(seat);
        return false;
    }
    return true;
}

/* Returns false if the call is left to be made. */
static bool serve_request(struct seat *seat) {
    struct exchange *exchange = &seat->exchange;
    if (!router_serve(exchange)) {
        exchange->call.done = answer_request;
        exchange->call.owner = seat;
        return false;
    }
    end_request(seat);
    return true;
}

static bool shares(const struct seat *seat) {
    return statements[seat->exchange.route->statement].shares;
}

/* Serves those that have arrived: what is short together, and then what may take long, each by itself.
 * Returns false if no request can be accepted any more. */
static bool serve_arrived(struct service *service, struct fastcgi_connection *const arrived[], size_t count) {
    struct seat *waiting[STATEMENTS_TOGETHER_MAX];
    struct db_call *left[STATEMENTS_TOGETHER_MAX];
    size_t waiting_count = 0;
    size_t left_count = 0;
    bool usable = true;
    renew_token_keys(service->worker);
    for (size_t i = 0; i < count; i++) {
        struct seat *seat = &service->seats[i];
        seat->fastcgi = service->fastcgi;
        seat->connection = arrived[i];
        if (!begin_request(service, seat, &usable)) {
            continue;
        }
        if (!shares(seat)) {
            waiting[waiting_count++] = seat;
        } else if (!serve_request(seat)) {
            left[left_count++] = &seat->exchange.call;
        }
    }
    db_call_all(service->worker->db, left, left_count);
    for (size_t i = 0; i < waiting_count; i++) {
        (void)serve_request(waiting[i]);
    }
    return usable;
}

/* The accept loop. Returns the exit status. */
static int serve(struct service *service) {
    struct fastcgi_connection *arrived[STATEMENTS_TOGETHER_MAX];
    size_t count = 0;
    while ((count = fastcgi_wait(service->fastcgi, arrived, service->together)) > 0) {
        if (!serve_arrived(service, arrived, count)) {
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}

static bool init_service(struct service *service, const struct settings *settings) {
    service->together = (size_t)settings->requests_together_max;
    for (size_t i = 0; i < service->together; i++) {
        if (!arena_init(&service->seats[i].arena, (size_t)settings->request_memory_bytes_max)) {
            return false;
        }
    }
    return true;
}

static void release_service(struct service *service) {
    fastcgi_free(service->fastcgi);
    for (size_t i = 0; i < service->together; i++) {
        arena_release(&service->seats[i].arena);
    }
}

/* A worker of low rank (nice) hashes passwords. Linux since 6.12 lets who wakes up interrupt who runs,
 * whatever their ranks, if its slice is the shorter one (EEVDF): with a long slice, everybody goes first. An
 * older kernel goes by rank. */
static void let_others_go_first(void) {
    errno = 0;
    const int rank = getpriority(PRIO_PROCESS, 0);
    struct sched_attr attributes = { .size = sizeof attributes,
                                     .sched_policy = SCHED_NORMAL,
                                     .sched_nice = rank,
                                     .sched_runtime = LONG_SLICE_NS };
    if (errno == 0 && rank > 0 && syscall(SYS_sched_setattr, 0, &attributes, 0U) != 0) {
        log_line(LOG_INFO, "the slice of this worker cannot be made longer: %s", strerror(errno));
    }
}

static bool load_keys(struct worker *worker) {
    return load_token_keys(worker) && stat(worker->settings->token_key_file, &worker->token_key_file) == 0 &&
           key_load_or_create(worker->settings->grant_key_file, GRANT_KEY_MODE, worker->grant_key);
}

static void release_worker(struct worker *worker) {
    db_free(worker->db);
    token_keys_release(&worker->token_keys);
    sodium_memzero(&worker->token_cache, sizeof worker->token_cache);
    sodium_memzero(worker->grant_key, sizeof worker->grant_key);
    sodium_memzero(worker->challenge_key, sizeof worker->challenge_key);
}

static int run(const struct settings *settings) {
    static struct worker worker; /* these two are too large for the stack */
    static struct service service;
    int status = EXIT_FAILURE;
    let_others_go_first();
    worker.settings = settings;
    service.worker = &worker;
    const int signal_descriptor = open_signals();
    if (signal_descriptor < 0) {
        log_line(LOG_ERROR, "signals cannot be set up: %s", strerror(errno));
        return status;
    }
    sign_in_init(&worker);
    worker.db = db_new(settings);
    if (worker.db == NULL || !init_service(&service, settings)) {
        log_line(LOG_ERROR, "there is not enough memory");
    } else if (load_keys(&worker) && (service.fastcgi = fastcgi_new(signal_descriptor)) != NULL) {
        status = serve(&service);
    }
    release_service(&service);
    release_worker(&worker);
    (void)close(signal_descriptor);
    return status;
}

int main(int argc, char **argv) {
    log_init("debt-api");
    if (answer_question(argc, argv)) {
        return EXIT_SUCCESS;
    }
    static struct settings settings; /* for as long as the worker lives */
    const int taken = settings_load(&settings, PROGRAM_API, argc - 1, argv + 1);
    if (taken < 0) {
        return EXIT_USAGE;
    }
    if (taken != argc - 1) {
        (void)fprintf(stderr, "debt-api: unexpected argument: %s\n", argv[1 + taken]);
        return EXIT_USAGE;
    }
    if (sodium_init() < 0) {
        log_line(LOG_ERROR, "libsodium cannot be initialised");
        return EXIT_FAILURE;
    }
    return run(&settings);
}
