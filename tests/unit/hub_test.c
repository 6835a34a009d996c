#include "ws/hub.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A hub with clients at the other ends of socket pairs, a clock of its own, and a database that is an array.
 */

#define LEDGER_0 "00000000-0000-4000-8000-000000000000"
#define LEDGER_1 "00000001-0000-4000-8000-000000000000"
#define SESSION "aaaaaaaa-0000-4000-8000-000000000000"
#define SESSION_2 "bbbbbbbb-0000-4000-8000-000000000000"
#define EPOCH "e0"

enum {
    LEDGERS = 2,
    PAGE_EVENTS = 10,
    TWO_PAGES = 2 * PAGE_EVENTS,
    THREE_PAGES = 3 * PAGE_EVENTS,
    LONG = 20 * PAGE_EVENTS,
    VERY_LONG = 100 * PAGE_EVENTS,
    PAGE_BYTES = 16384,
    TWO_PAGES_BYTES = 2 * PAGE_BYTES,
    HEARTBEAT_MS = 20000,
    SLOW_MS = 5000,
    STREAMS_MAX = 40,
    RECEIVED_BYTES = 1 << 20,
    TOLD_BYTES = 256,
};

/* What the database would say. */
static struct {
    int64_t head;
    const char *epoch; /* NULL: no such ledger */
    size_t padding;    /* bytes that make an event large */
    int64_t missing;   /* this event is not there */
} logs[LEDGERS];
static const char *ended_session;
static int reads;       /* pages asked for */
static size_t greatest; /* items of a query */

static struct hub hub;
static unsigned char key[KEY_BYTES];

struct client {
    int socket;
    struct subscriber *subscriber; /* NULL if it was refused at the door; may dangle once it has gone */
    char received[RECEIVED_BYTES];
    size_t bytes;
};

static struct client *clients[STREAMS_MAX + 1];
static size_t client_count;

/* --- the world around the hub */

static void open_hub(void) {
    for (size_t i = 0; i < LEDGERS; i++) {
        logs[i].head = 0;
        logs[i].epoch = EPOCH;
        logs[i].padding = 0;
        logs[i].missing = 0;
    }
    ended_session = NULL;
    reads = 0;
    greatest = 0;
    client_count = 0;
    struct hub_settings settings = {
        .heartbeat_ms = HEARTBEAT_MS,
        .slow_consumer_ms = SLOW_MS,
        .page_events = PAGE_EVENTS,
        .page_bytes = PAGE_BYTES,
        .streams_max = STREAMS_MAX,
        .epoll = epoll_create1(EPOLL_CLOEXEC),
    };
    memset(key, 7, sizeof key);
    memcpy(settings.grant_key, key, sizeof key);
    const bool opened = sodium_init() >= 0 && settings.epoll >= 0 && hub_init(&hub, &settings, 1000);
    assert(opened);
    (void)opened;
    hub_connected(&hub);
}

static void close_hub(void) {
    (void)close(hub.settings.epoll);
    hub_release(&hub);
    for (size_t i = 0; i < client_count; i++) {
        if (clients[i]->socket >= 0) {
            (void)close(clients[i]->socket);
        }
        free(clients[i]);
    }
}

static size_t ledger_number(const char *id) {
    return id[7] == '1' ? 1 : 0;
}

static void answer_state(const struct query *query, size_t item) {
    const size_t ledger = ledger_number(query->items[item].ledger);
    const bool ended = ended_session != NULL && strcmp(ended_session, query->items[item].session) == 0;
    const struct answer_row row = {
        .item = item,
        .alive = logs[ledger].epoch != NULL && !ended,
        .epoch = logs[ledger].epoch,
        .head = logs[ledger].head,
    };
    hub_take_row(&hub, &row);
}

static void answer_read(const struct query *query, size_t item) {
    static char event[64 + PAGE_BYTES];
    const size_t ledger = ledger_number(query->items[item].ledger);
    size_t bytes = 0;
    reads++;
    for (int64_t seq = query->items[item].after + 1;
         seq <= logs[ledger].head && seq <= query->items[item].after + PAGE_EVENTS && bytes < PAGE_BYTES;
         seq++) {
        if (seq == logs[ledger].missing) {
            continue;
        }
        (void)snprintf(event, sizeof event, "{\"ledger\":%zu,\"data\":\"%0*d\"}", ledger,
                       (int)logs[ledger].padding, 0);
        const struct answer_row row = {
            .item = item, .seq = seq, .event = event, .event_bytes = strlen(event)
        };
        hub_take_row(&hub, &row);
        bytes += strlen(event);
    }
}

/* Answers one query, if there is one. */
static bool answer(void) {
    const struct query *query = hub_ask(&hub);
    if (query == NULL) {
        return false;
    }
    CU_ASSERT_PTR_NULL(hub_ask(&hub)); /* one at a time */
    greatest = query->count > greatest ? query->count : greatest;
    for (size_t i = 0; i < query->count; i++) {
        if (query->kind == QUERY_READ) {
            answer_read(query, i);
        } else {
            answer_state(query, i);
        }
    }
    hub_answered(&hub);
    return true;
}

static void pass(int64_t ms) {
    hub_set_time(&hub, hub.now_ms + ms);
    hub_expire(&hub);
    hub_prune(&hub);
}

static void hear_clients(void) {
    struct epoll_event events[STREAMS_MAX];
    const int count = epoll_wait(hub.settings.epoll, events, STREAMS_MAX, 0);
    for (int i = 0; i < count; i++) {
        hub_handle(&hub, events[i].data.ptr, events[i].events);
    }
}

/* Until nobody has anything to do. */
static void run(void) {
    hear_clients();
    while (answer()) {
        hear_clients();
    }
    hub_prune(&hub);
}

/* --- clients */

static struct client *connect_client(void) {
    int ends[2];
    const bool paired = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0;
    struct client *client = calloc(1, sizeof *client);
    assert(paired && client != NULL && client_count < sizeof clients / sizeof clients[0]);
    (void)paired;
    client->socket = ends[0];
    hub_accept(&hub, ends[1]);
    clients[client_count++] = client;
    client->subscriber = TAILQ_LAST(&hub.all, subscriber_list);
    return client;
}

static void say(const struct client *client, const char *text) {
    CU_ASSERT_EQUAL(send(client->socket, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

static void seal(const char *ledger, const char *session, int64_t seconds, char text[GRANT_TEXT_BYTES]) {
    struct grant grant = { .expires_at = (int64_t)time(NULL) + seconds };
    (void)snprintf(grant.ledger, sizeof grant.ledger, "%s", ledger);
    (void)snprintf(grant.session, sizeof grant.session, "%s", session);
    const bool sealed = grant_seal(&grant, key, text);
    assert(sealed);
    (void)sealed;
}

static struct client *subscribe(const char *ledger, const char *session, const char *parameters) {
    char text[GRANT_TEXT_BYTES];
    char line[SUBSCRIBE_LINE_BYTES];
    seal(ledger, session, 30, text);
    (void)snprintf(line, sizeof line, "SUBSCRIBE %s %s\n", text, parameters);
    struct client *client = connect_client();
    say(client, line);
    return client;
}

/* Takes up to `most` bytes of what has come. Returns false at the end of the stream. */
static bool receive(struct client *client, size_t most) {
    const size_t room = RECEIVED_BYTES - 1 - client->bytes;
    const ssize_t n =
        recv(client->socket, client->received + client->bytes, most < room ? most : room, MSG_DONTWAIT);
    client->bytes += n > 0 ? (size_t)n : 0;
    client->received[client->bytes] = '\0';
    return n != 0;
}

/* Everything that comes, while the hub goes on. */
static void receive_all(struct client *client) {
    for (size_t before = SIZE_MAX; before != client->bytes;) {
        before = client->bytes;
        run();
        (void)receive(client, RECEIVED_BYTES);
    }
}

/* Reads the number behind `beginning` of a line. Returns false if the line begins otherwise. */
static bool number_behind(const char *line, const char *beginning, long long *number) {
    const size_t length = strlen(beginning);
    char *end = NULL;
    if (strncmp(line, beginning, length) != 0) {
        return false;
    }
    *number = strtoll(line + length, &end, 10);
    return end != line + length;
}

/* The frame of a line in a word: h5 hello with head 5, b6 a heartbeat, 7 an event, an error's code. */
static void retell(const char *line, char *word, size_t room) {
    static const char hello[] = "{\"type\":\"hello\",\"epoch\":\"" EPOCH "\",\"head\":";
    static const char error[] = "{\"type\":\"error\",\"code\":\"";
    long long number = 0;
    if (number_behind(line, hello, &number)) {
        (void)snprintf(word, room, "h%lld", number);
    } else if (number_behind(line, "{\"type\":\"heartbeat\",\"head\":", &number)) {
        (void)snprintf(word, room, "b%lld", number);
    } else if (number_behind(line, "{\"type\":\"event\",\"seq\":", &number)) {
        (void)snprintf(word, room, "%lld", number);
    } else if (strncmp(line, error, sizeof error - 1) == 0) {
        const char *code = line + sizeof error - 1;
        (void)snprintf(word, room, "%.*s", (int)strcspn(code, "\""), code);
    } else {
        (void)snprintf(word, room, "?");
    }
}

/* Retells all frames that came, and adds . at the end of the stream. */
static const char *told(struct client *client) {
    static char text[TOLD_BYTES];
    size_t n = 0;
    receive_all(client);
    text[0] = '\0';
    for (char *line = client->received, *end = NULL; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char word[32];
        retell(line, word, sizeof word);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n == 0 ? "" : " ", word);
        assert(n < sizeof text);
    }
    if (!receive(client, 1)) {
        (void)snprintf(text + n, sizeof text - n, "%s.", n == 0 ? "" : " ");
    }
    return text;
}

/* Whether exactly the events from `first` to `last` came, in order. */
static bool told_events(struct client *client, long long first, long long last) {
    receive_all(client);
    long long next = first;
    for (char *line = client->received, *end = NULL; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        long long seq = 0;
        if (number_behind(line, "{\"type\":\"event\",\"seq\":", &seq) && seq != next++) {
            return false;
        }
    }
    return next == last + 1;
}

static void ring(const char *ledger, int64_t head) {
    struct doorbell doorbell = { .head = head };
    (void)snprintf(doorbell.ledger, sizeof doorbell.ledger, "%s", ledger);
    hub_ring(&hub, &doorbell);
}

/* --- the tests */

static void test_positions(void) {
    static const struct {
        const char *parameters;
        const char *told;
    } cases[] = {
        { "- -", "h5" },
        { "- " EPOCH, "h5" },
        { "5 -", "h5" },
        { "3 -", "h5 4 5" },
        { "0 " EPOCH, "h5 1 2 3 4 5" },
        { "6 -", "diverged ." },
        { "9223372036854775807 -", "diverged ." },
        { "99999999999999999999 -", "diverged ." },
        { "3 e1", "diverged ." },
        { "- e1", "diverged ." },
        { "x -", "invalid_parameter ." },
        { "-1 -", "invalid_parameter ." },
        { "! -", "invalid_parameter ." },
        { "3 X", "invalid_parameter ." },
        { "3", "unauthenticated ." },
        { "3 - -", "unauthenticated ." },
    };
    open_hub();
    logs[0].head = 5;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_STRING_EQUAL(told(subscribe(LEDGER_0, SESSION, cases[i].parameters)), cases[i].told);
    }
    close_hub();
}

static void test_strangers(void) {
    static const char *const lines[] = { "\n", "GET / HTTP/1.1\r\n", "SUBSCRIBE x - -\n",
                                         "SUBSCRIBE - - -\n" };
    open_hub();
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct client *client = connect_client();
        say(client, lines[i]);
        CU_ASSERT_STRING_EQUAL(told(client), "unauthenticated .");
    }
    char text[GRANT_TEXT_BYTES];
    char line[SUBSCRIBE_LINE_BYTES + 2];
    seal(LEDGER_0, SESSION, 0, text);
    (void)snprintf(line, sizeof line, "SUBSCRIBE %s - -\n", text);
    struct client *expired = connect_client();
    say(expired, line);
    CU_ASSERT_STRING_EQUAL(told(expired), "unauthenticated .");

    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    struct client *endless = connect_client();
    say(endless, line);
    CU_ASSERT_STRING_EQUAL(told(endless), "unauthenticated .");

    struct client *silent = connect_client();
    pass(4900);
    CU_ASSERT_STRING_EQUAL(told(silent), "");
    pass(200);
    CU_ASSERT_STRING_EQUAL(told(silent), "unauthenticated .");
    close_hub();
}

static void test_a_grant_is_good_once(void) {
    char text[GRANT_TEXT_BYTES];
    char line[SUBSCRIBE_LINE_BYTES];
    open_hub();
    seal(LEDGER_0, SESSION, 30, text);
    (void)snprintf(line, sizeof line, "SUBSCRIBE %s - -\n", text);
    struct client *first = connect_client();
    struct client *second = connect_client();
    say(first, line);
    say(second, line);
    CU_ASSERT_STRING_EQUAL(told(first), "h0");
    CU_ASSERT_STRING_EQUAL(told(second), "unauthenticated .");
    close_hub();
}

static void test_no_such_ledger_or_session(void) {
    open_hub();
    ended_session = SESSION;
    CU_ASSERT_STRING_EQUAL(told(subscribe(LEDGER_0, SESSION, "- -")), "session_ended .");
    CU_ASSERT_STRING_EQUAL(told(subscribe(LEDGER_0, SESSION_2, "- -")), "h0");
    logs[1].epoch = NULL;
    CU_ASSERT_STRING_EQUAL(told(subscribe(LEDGER_1, SESSION_2, "- -")), "session_ended .");
    close_hub();
}

static void test_live(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    struct client *other = subscribe(LEDGER_1, SESSION, "- -");
    CU_ASSERT_STRING_EQUAL(told(client), "h0");
    logs[0].head = 2;
    ring(LEDGER_0, 2);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2");
    logs[0].head = 3;
    ring(LEDGER_0, 3);
    ring(LEDGER_0, 3);
    ring(LEDGER_0, 1); /* an old one, late */
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2 3");
    CU_ASSERT_STRING_EQUAL(told(other), "h0");
    CU_ASSERT_EQUAL(reads, 2);
    close_hub();
}

static void test_false_doorbell(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    run();
    ring(LEDGER_0, INT64_MAX);
    ring("00000009-0000-4000-8000-000000000000", 3);
    run();
    CU_ASSERT_EQUAL(reads, 1); /* looked once, and knows better now */
    pass(HEARTBEAT_MS);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 b0");
    logs[0].head = 1;
    ring(LEDGER_0, 1);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 b0 1");
    close_hub();
}

/* A doorbell that rings while the page is being read is not taken for the one that was followed up. */
static void test_doorbell_while_reading(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    run();
    logs[0].head = 1;
    ring(LEDGER_0, 1);
    const struct query *query = hub_ask(&hub);
    CU_ASSERT_PTR_NOT_NULL_FATAL(query);
    answer_read(query, 0);
    logs[0].head = 2;
    ring(LEDGER_0, 2);
    hub_answered(&hub);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2");
    close_hub();
}

static void test_sharing(void) {
    enum { COUNT = 8 };
    struct client *same[COUNT];
    open_hub();
    logs[0].head = THREE_PAGES;
    for (int i = 0; i < COUNT; i++) {
        same[i] = subscribe(LEDGER_0, i % 2 == 0 ? SESSION : SESSION_2, "0 -");
    }
    run();
    CU_ASSERT_EQUAL(reads, 3); /* full pages up to a head that is known */
    for (int i = 0; i < COUNT; i++) {
        CU_ASSERT_TRUE(told_events(same[i], 1, THREE_PAGES));
    }
    reads = 0;
    logs[0].head++;
    ring(LEDGER_0, logs[0].head);
    run();
    CU_ASSERT_EQUAL(reads, 1);
    close_hub();
}

/* A long replay of one client: the live events of others come in between its pages. */
static void test_round_robin(void) {
    open_hub();
    logs[0].head = VERY_LONG;
    struct client *live = subscribe(LEDGER_1, SESSION, "- -");
    struct client *second = subscribe(LEDGER_0, SESSION, "- -");
    run();
    struct client *replaying = subscribe(LEDGER_0, SESSION, "0 -");
    hear_clients();
    CU_ASSERT_TRUE(answer()); /* opens it */
    CU_ASSERT_TRUE(answer()); /* its first page */
    logs[1].head = 1;
    ring(LEDGER_1, 1);
    logs[0].head++;
    ring(LEDGER_0, logs[0].head);
    CU_ASSERT_TRUE(answer());
    (void)receive(live, RECEIVED_BYTES);
    (void)receive(second, RECEIVED_BYTES);
    CU_ASSERT_PTR_NOT_NULL(strstr(live->received, "{\"type\":\"event\",\"seq\":1,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(second->received, "{\"type\":\"event\",\"seq\":1001,"));
    CU_ASSERT_TRUE(replaying->subscriber->sent_seq <= TWO_PAGES);
    CU_ASSERT_TRUE(told_events(replaying, 1, VERY_LONG + 1));
    close_hub();
}

static void test_many_pages_a_query(void) {
    struct client *all[STREAMS_MAX];
    open_hub();
    logs[0].head = STREAMS_MAX;
    for (int i = 0; i < STREAMS_MAX; i++) {
        char parameters[32];
        (void)snprintf(parameters, sizeof parameters, "%d -", i);
        all[i] = subscribe(LEDGER_0, SESSION, parameters);
    }
    hear_clients();
    CU_ASSERT_TRUE(answer());
    greatest = 0;
    CU_ASSERT_TRUE(answer());
    CU_ASSERT_EQUAL(greatest, QUERY_READ_MAX);
    for (int i = 0; i < STREAMS_MAX; i++) {
        CU_ASSERT_TRUE(told_events(all[i], i + 1, STREAMS_MAX));
    }
    close_hub();
}

/* Whoever does not read costs one page, and gets everything once it does. */
static void test_back_pressure(void) {
    open_hub();
    logs[0].head = LONG;
    logs[0].padding = 2000;
    struct client *client = subscribe(LEDGER_0, SESSION, "0 -");
    run();
    const int reads_before = reads;
    CU_ASSERT_TRUE(reads < 15);
    CU_ASSERT_TRUE(outbox_bytes(&client->subscriber->outbox) < TWO_PAGES_BYTES);
    ring(LEDGER_0, ++logs[0].head);
    run();
    CU_ASSERT_EQUAL(reads, reads_before);
    CU_ASSERT_TRUE(told_events(client, 1, LONG + 1));
    close_hub();
}

static void test_event_larger_than_a_page(void) {
    open_hub();
    logs[0].head = 3;
    logs[0].padding = PAGE_BYTES;
    struct client *client = subscribe(LEDGER_0, SESSION, "0 -");
    CU_ASSERT_TRUE(told_events(client, 1, 3));
    CU_ASSERT_TRUE(hub.frames_room <= TWO_PAGES_BYTES);
    close_hub();
}

static void test_slow_consumer(void) {
    open_hub();
    logs[0].head = LONG;
    logs[0].padding = 2000;
    struct client *client = subscribe(LEDGER_0, SESSION, "0 -");
    struct client *dead = subscribe(LEDGER_0, SESSION_2, "0 -");
    run();
    pass(SLOW_MS - 100);
    CU_ASSERT_TRUE(client->subscriber->state == SUBSCRIBER_STREAMING);
    pass(200);
    CU_ASSERT_TRUE(client->subscriber->state == SUBSCRIBER_CLOSING);
    CU_ASSERT_TRUE(outbox_bytes(&client->subscriber->outbox) < 2000 + 2 * (size_t)FRAME_BYTES);
    receive_all(client);
    const char *error = strstr(client->received, "{\"type\":\"error\",\"code\":\"slow_consumer\"}\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_EQUAL(error[-1], '\n'); /* the frame before it is whole */
    CU_ASSERT_STRING_EQUAL(error, "{\"type\":\"error\",\"code\":\"slow_consumer\"}\n");
    CU_ASSERT_FALSE(receive(client, 1));
    CU_ASSERT_TRUE(dead->subscriber->state == SUBSCRIBER_CLOSING);
    pass(3000);
    CU_ASSERT_EQUAL(hub.stream_count, 0);
    close_hub();
}

/* Slow, but not stuck: some bytes now and then. */
static void test_slow_but_steady(void) {
    open_hub();
    logs[0].head = LONG;
    logs[0].padding = 2000;
    struct client *client = subscribe(LEDGER_0, SESSION, "0 -");
    run();
    for (int i = 0; i < 10; i++) {
        (void)receive(client, 8000);
        pass(SLOW_MS - 200);
        run();
    }
    CU_ASSERT_TRUE(client->subscriber->state == SUBSCRIBER_STREAMING);
    CU_ASSERT_TRUE(told_events(client, 1, LONG));
    close_hub();
}

static void test_heartbeats(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    run();
    pass(HEARTBEAT_MS / 2 - 100);
    CU_ASSERT_STRING_EQUAL(told(client), "h0");
    pass(HEARTBEAT_MS / 2 + 200);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 b0");
    logs[0].head = 1;
    ring(LEDGER_0, 1);
    run();
    hub_failed(&hub, false); /* and without a database */
    pass(HEARTBEAT_MS + 100);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 b0 1 b1");
    close_hub();
}

static void test_sweep(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    struct client *ended = subscribe(LEDGER_0, SESSION_2, "- -");
    struct client *other = subscribe(LEDGER_1, SESSION, "- -");
    run();
    logs[0].head = 2; /* and no doorbell */
    run();
    CU_ASSERT_STRING_EQUAL(told(client), "h0");
    hub_sweep(&hub);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2");
    ended_session = SESSION_2;
    hub_sweep(&hub);
    CU_ASSERT_STRING_EQUAL(told(ended), "h0 1 2 session_ended .");
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2");
    logs[0].epoch = "e1";
    hub_sweep(&hub);
    CU_ASSERT_STRING_EQUAL(told(client), "h0 1 2 diverged .");
    logs[1].epoch = NULL;
    hub_sweep(&hub);
    CU_ASSERT_STRING_EQUAL(told(other), "h0 session_ended .");
    CU_ASSERT_EQUAL(hub.stream_count, 0);
    close_hub();
}

static void test_head_falls(void) {
    open_hub();
    logs[0].head = 5;
    struct client *ahead = subscribe(LEDGER_0, SESSION, "- -");
    struct client *behind = subscribe(LEDGER_0, SESSION_2, "- -");
    run();
    behind->subscriber->sent_seq = 3;
    logs[0].head = 4;
    hub_sweep(&hub);
    CU_ASSERT_STRING_EQUAL(told(ahead), "h5 diverged .");
    CU_ASSERT_STRING_EQUAL(told(behind), "h5 4");
    close_hub();
}

/* It is logged, which is not to be seen. */
static const char *told_in_silence(struct client *client) {
    const int saved_stderr = dup(STDERR_FILENO);
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(null, STDERR_FILENO);
    const char *text = told(client);
    (void)dup2(saved_stderr, STDERR_FILENO);
    (void)close(saved_stderr);
    (void)close(null);
    return text;
}

static void test_gap_in_the_log(void) {
    open_hub();
    logs[0].head = 5;
    logs[0].missing = 3;
    CU_ASSERT_STRING_EQUAL(told_in_silence(subscribe(LEDGER_0, SESSION, "0 -")), "h5 diverged .");
    CU_ASSERT_STRING_EQUAL(told(subscribe(LEDGER_0, SESSION, "3 -")), "h5 4 5");
    close_hub();
}

static void test_database_lost(void) {
    open_hub();
    struct client *client = subscribe(LEDGER_0, SESSION, "- -");
    run();
    logs[0].head = 25;
    ring(LEDGER_0, 25);
    CU_ASSERT_PTR_NOT_NULL(hub_ask(&hub));
    hub_failed(&hub, false);
    struct client *waiting = subscribe(LEDGER_1, SESSION, "- -");
    hear_clients();
    logs[0].head = 26;
    hub_connected(&hub);
    const struct query *query = NULL;
    while ((query = hub_ask(&hub)) != NULL && query->kind != QUERY_SWEEP) {
        answer_state(query, 0);
        hub_answered(&hub);
    }
    hub_failed(&hub, false); /* so that reading would be next */
    hub_connected(&hub);
    do {
        CU_ASSERT_TRUE_FATAL(answer());
    } while (hub.query.kind != QUERY_SWEEP);
    CU_ASSERT_EQUAL(reads, 0); /* first it was seen whether the log is the same */
    CU_ASSERT_TRUE(told_events(client, 1, 26));
    CU_ASSERT_STRING_EQUAL(told(waiting), "h0");

    struct client *impatient = subscribe(LEDGER_1, SESSION_2, "- -");
    hear_clients();
    CU_ASSERT_PTR_NOT_NULL(hub_ask(&hub));
    pass(10100);
    hub_failed(&hub, false);
    CU_ASSERT_STRING_EQUAL(told(impatient), "unavailable .");
    close_hub();
}

/* A query that the database refuses: the one at fault is found, and costs nobody else anything. */
static void test_blame(void) {
    open_hub();
    logs[0].head = 3;
    logs[1].head = 3;
    struct client *good = subscribe(LEDGER_0, SESSION, "- -");
    struct client *bad = subscribe(LEDGER_1, SESSION, "- -");
    run();
    logs[0].head = 4;
    logs[1].head = 4;
    ring(LEDGER_0, 4);
    ring(LEDGER_1, 4);
    for (int i = 0; i < 20; i++) {
        const struct query *query = hub_ask(&hub);
        if (query == NULL) {
            break;
        }
        bool blamed = false;
        for (size_t item = 0; item < query->count; item++) {
            blamed = blamed || (query->kind == QUERY_READ && ledger_number(query->items[item].ledger) == 1);
        }
        if (blamed) {
            hub_failed(&hub, true);
            hub_connected(&hub);
            continue;
        }
        for (size_t item = 0; item < query->count; item++) {
            if (query->kind == QUERY_READ) {
                answer_read(query, item);
            } else {
                answer_state(query, item);
            }
        }
        hub_answered(&hub);
    }
    CU_ASSERT_STRING_EQUAL(told(good), "h3 4");
    CU_ASSERT_STRING_EQUAL(told(bad), "h3 unavailable .");
    close_hub();
}

static void test_leaving_at_any_time(void) {
    for (int moment = 0; moment < 4; moment++) {
        open_hub();
        logs[0].head = 5;
        struct client *client = subscribe(LEDGER_0, SESSION, "0 -");
        struct client *stays = subscribe(LEDGER_0, SESSION, "0 -");
        hear_clients();
        for (int i = 0; i < moment / 2; i++) {
            (void)answer();
        }
        if (moment % 2 == 1) {
            /* in flight */
            const struct query *query = hub_ask(&hub);
            CU_ASSERT_PTR_NOT_NULL_FATAL(query);
            (void)close(client->socket);
            hear_clients();
            for (size_t item = 0; item < query->count; item++) {
                if (query->kind == QUERY_READ) {
                    answer_read(query, item);
                } else {
                    answer_state(query, item);
                }
            }
            hub_answered(&hub);
        } else {
            (void)close(client->socket);
            hear_clients();
        }
        client->socket = -1;
        CU_ASSERT_STRING_EQUAL(told(stays), "h5 1 2 3 4 5");
        CU_ASSERT_EQUAL(hub.stream_count, 1);
        close_hub();
    }
}

static void test_streams_max(void) {
    open_hub();
    for (int i = 0; i < STREAMS_MAX; i++) {
        (void)subscribe(LEDGER_0, SESSION, "- -");
    }
    run();
    struct client *refused = connect_client();
    CU_ASSERT_STRING_EQUAL(told(refused), "unavailable .");
    CU_ASSERT_EQUAL(hub.stream_count, STREAMS_MAX);
    for (int i = 0; i < STREAMS_MAX; i++) {
        CU_ASSERT_STRING_EQUAL(told(clients[i]), "h0");
    }
    hub_end_all(&hub, FRAME_UNAVAILABLE);
    for (int i = 0; i < STREAMS_MAX; i++) {
        CU_ASSERT_STRING_EQUAL(told(clients[i]), "h0 unavailable .");
    }
    close_hub();
}

void hub_suite(void) {
    static CU_TestInfo tests[] = {
        { "hello, and events from the position that was asked for", test_positions },
        { "strangers are refused", test_strangers },
        { "a grant is good once", test_a_grant_is_good_once },
        { "no such ledger, or a session that has ended", test_no_such_ledger_or_session },
        { "live events, once each", test_live },
        { "a false doorbell costs one look", test_false_doorbell },
        { "a doorbell rings while a page is read", test_doorbell_while_reading },
        { "who stands at one position shares a page", test_sharing },
        { "a long replay does not hold up the others", test_round_robin },
        { "several pages a query", test_many_pages_a_query },
        { "whoever does not read costs one page", test_back_pressure },
        { "an event may be larger than a page", test_event_larger_than_a_page },
        { "a slow consumer is told and closed", test_slow_consumer },
        { "one that reads little but steadily stays", test_slow_but_steady },
        { "heartbeats", test_heartbeats },
        { "a sweep finds what no doorbell told", test_sweep },
        { "a head that falls means another log", test_head_falls },
        { "a gap in the log is never passed on", test_gap_in_the_log },
        { "the database is lost and comes back", test_database_lost },
        { "a query at fault is found", test_blame },
        { "clients leave at any time", test_leaving_at_any_time },
        { "so many streams and no more; all are ended", test_streams_max },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "hub", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
