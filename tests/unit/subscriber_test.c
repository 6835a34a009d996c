#include "ws/subscriber.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct subscriber *subscriber;
static int client;

static void open_both(void) {
    int sockets[2];
    const bool paired = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0;
    assert(paired);
    (void)paired;
    client = sockets[0];
    subscriber = subscriber_new(sockets[1]);
    assert(subscriber != NULL);
}

static void close_both(void) {
    subscriber_free(subscriber);
    (void)close(client);
}

static enum subscriber_input say(const char *text, size_t bytes) {
    CU_ASSERT_EQUAL(send(client, text, bytes, MSG_NOSIGNAL), (ssize_t)bytes);
    return subscriber_read(subscriber);
}

static void test_line_in_pieces(void) {
    open_both();
    CU_ASSERT_EQUAL(subscriber_read(subscriber), INPUT_NONE);
    CU_ASSERT_EQUAL(say("SUBS", 4), INPUT_NONE);
    CU_ASSERT_EQUAL(say("CRIBE", 5), INPUT_NONE);
    CU_ASSERT_EQUAL(say("\nmore", 5), INPUT_LINE);
    CU_ASSERT_EQUAL(subscriber->line_bytes, strlen("SUBSCRIBE"));
    CU_ASSERT_EQUAL(memcmp(subscriber->line, "SUBSCRIBE", subscriber->line_bytes), 0);
    close_both();
}

static void test_longest_line(void) {
    char line[SUBSCRIBE_LINE_BYTES];
    memset(line, 'x', sizeof line);
    open_both();
    CU_ASSERT_EQUAL(say(line, sizeof line - 1), INPUT_NONE);
    CU_ASSERT_EQUAL(say("\n", 1), INPUT_LINE);
    CU_ASSERT_EQUAL(subscriber->line_bytes, sizeof line - 1);
    close_both();
    open_both();
    CU_ASSERT_EQUAL(say(line, sizeof line), INPUT_TOO_LONG);
    close_both();
}

static void test_after_the_line(void) {
    open_both();
    CU_ASSERT_EQUAL(say("SUBSCRIBE\n", 10), INPUT_LINE);
    subscriber->state = SUBSCRIBER_STREAMING;
    CU_ASSERT_EQUAL(say("SUBSCRIBE\n", 10), INPUT_NONE);
    CU_ASSERT_EQUAL(subscriber->line_bytes, 9);
    (void)shutdown(client, SHUT_WR);
    CU_ASSERT_EQUAL(subscriber_read(subscriber), INPUT_END);
    close_both();
}

static void test_room(void) {
    open_both();
    CU_ASSERT_FALSE(subscriber_has_room(subscriber));
    subscriber->state = SUBSCRIBER_STREAMING;
    CU_ASSERT_TRUE(subscriber_has_room(subscriber));
    const int buffer_bytes = 4096;
    static char page[200000];
    (void)setsockopt(subscriber->socket, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes);
    CU_ASSERT_EQUAL(outbox_send(&subscriber->outbox, subscriber->socket, page, sizeof page), OUTBOX_WAITING);
    CU_ASSERT_FALSE(subscriber_has_room(subscriber));
    close_both();
}

void subscriber_suite(void) {
    static CU_TestInfo tests[] = {
        { "a line may come in pieces", test_line_in_pieces },
        { "a line has a greatest length", test_longest_line },
        { "what follows the line is ignored, until the end", test_after_the_line },
        { "there is room for a page only when nothing waits", test_room },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "subscriber", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
