#include "ws/outbox.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEAR, FAR, ENDS };

static struct outbox outbox;
static int sockets[ENDS];

static void open_outbox(void) {
    const int buffer_bytes = 4096;
    const bool opened =
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 &&
        setsockopt(sockets[NEAR], SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes) == 0;
    assert(opened);
    (void)opened;
    outbox_init(&outbox);
}

static void close_outbox(void) {
    outbox_release(&outbox);
    (void)close(sockets[NEAR]);
    (void)close(sockets[FAR]);
}

/* What has arrived, at most `room` bytes. */
static size_t receive(char *bytes, size_t room) {
    const ssize_t n = recv(sockets[FAR], bytes, room, MSG_DONTWAIT);
    return n > 0 ? (size_t)n : 0;
}

/* A frame of `bytes` bytes: letters that tell frames apart, and a newline. */
static char *new_frame(size_t bytes, char letter) {
    char *frame = malloc(bytes);
    assert(frame != NULL);
    memset(frame, letter, bytes - 1);
    frame[bytes - 1] = '\n';
    return frame;
}

static void test_direct(void) {
    char bytes[16];
    open_outbox();
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], "abc\n", 4), OUTBOX_EMPTY);
    CU_ASSERT_PTR_NULL(outbox.bytes);
    CU_ASSERT_EQUAL(outbox_flush(&outbox, sockets[NEAR]), OUTBOX_EMPTY);
    CU_ASSERT_EQUAL(receive(bytes, sizeof bytes), 4);
    close_outbox();
}

/* Two pages, and a small frame between them, at a reader that takes a little at a time: all comes, in order.
 */
static void test_back_pressure(void) {
    enum { PAGE_BYTES = 100000, SMALL_BYTES = 50, TOTAL_BYTES = 2 * PAGE_BYTES + SMALL_BYTES };
    char *wanted = new_frame(TOTAL_BYTES, 'x');
    char *received = malloc(TOTAL_BYTES);
    assert(received != NULL);
    for (size_t i = 0; i + 1 < TOTAL_BYTES; i++) {
        wanted[i] = (char)('a' + i % 26);
    }
    wanted[PAGE_BYTES - 1] = '\n';
    wanted[PAGE_BYTES + SMALL_BYTES - 1] = '\n';
    open_outbox();
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], wanted, PAGE_BYTES), OUTBOX_WAITING);
    CU_ASSERT_TRUE(outbox_bytes(&outbox) < PAGE_BYTES);
    CU_ASSERT_TRUE(outbox.mid_frame);
    CU_ASSERT_EQUAL(outbox_flush(&outbox, sockets[NEAR]), OUTBOX_WAITING);
    size_t count = receive(received, TOTAL_BYTES);
    CU_ASSERT_EQUAL(outbox_flush(&outbox, sockets[NEAR]), OUTBOX_WAITING);
    CU_ASSERT_TRUE(outbox.begin >= SMALL_BYTES); /* so the small one finds room at the end of the block … */
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], wanted + PAGE_BYTES, SMALL_BYTES), OUTBOX_WAITING);
    count += receive(received + count, TOTAL_BYTES - count);
    CU_ASSERT_EQUAL(outbox_flush(&outbox, sockets[NEAR]), OUTBOX_WAITING);
    CU_ASSERT_TRUE(outbox.begin > 0 && outbox.begin < PAGE_BYTES); /* … and the page does not */
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], wanted + PAGE_BYTES + SMALL_BYTES, PAGE_BYTES),
                    OUTBOX_WAITING);

    enum outbox_state state = OUTBOX_WAITING;
    for (int i = 0; i < TOTAL_BYTES && count < TOTAL_BYTES; i++) {
        const size_t left = TOTAL_BYTES - count;
        count += receive(received + count, left < 1000 ? left : 1000);
        state = outbox_flush(&outbox, sockets[NEAR]);
    }
    CU_ASSERT_EQUAL(state, OUTBOX_EMPTY);
    CU_ASSERT_EQUAL(count, TOTAL_BYTES);
    CU_ASSERT_EQUAL(memcmp(received, wanted, count), 0);
    CU_ASSERT_PTR_NULL(outbox.bytes);
    close_outbox();
    free(wanted);
    free(received);
}

/* What was begun is finished; the rest goes. */
static void test_drop(void) {
    enum { FRAME_BYTES = 20000 };
    char *first = new_frame(FRAME_BYTES, '1');
    char *second = new_frame(FRAME_BYTES, '2');
    char *received = malloc(3 * FRAME_BYTES);
    assert(received != NULL);
    open_outbox();
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], first, FRAME_BYTES), OUTBOX_WAITING);
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], second, FRAME_BYTES), OUTBOX_WAITING);
    outbox_drop(&outbox);
    CU_ASSERT_TRUE(outbox_bytes(&outbox) > 0 && outbox_bytes(&outbox) < FRAME_BYTES);
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], "end\n", 4), OUTBOX_WAITING);
    size_t count = 0;
    for (int i = 0; i < FRAME_BYTES && outbox_bytes(&outbox) > 0; i++) {
        count += receive(received + count, 3 * FRAME_BYTES - count);
        (void)!outbox_flush(&outbox, sockets[NEAR]);
    }
    count += receive(received + count, 3 * FRAME_BYTES - count);
    CU_ASSERT_EQUAL(count, FRAME_BYTES + 4);
    CU_ASSERT_EQUAL(memcmp(received, first, FRAME_BYTES), 0);
    CU_ASSERT_EQUAL(memcmp(received + FRAME_BYTES, "end\n", 4), 0);
    close_outbox();
    free(first);
    free(second);
    free(received);
}

static void test_drop_between_frames(void) {
    open_outbox();
    outbox_drop(&outbox);
    CU_ASSERT_EQUAL(outbox_bytes(&outbox), 0);
    /* As if the socket had taken whole frames only. */
    char *waiting = new_frame(64, 'w');
    outbox = (struct outbox) { .bytes = waiting, .room = 64, .begin = 0, .end = 64, .mid_frame = false };
    outbox_drop(&outbox);
    CU_ASSERT_EQUAL(outbox_bytes(&outbox), 0);
    close_outbox();
}

static void test_reader_gone(void) {
    open_outbox();
    (void)close(sockets[FAR]);
    CU_ASSERT_EQUAL(outbox_send(&outbox, sockets[NEAR], "abc\n", 4), OUTBOX_BROKEN);
    outbox_release(&outbox);
    (void)close(sockets[NEAR]);
}

void outbox_suite(void) {
    static CU_TestInfo tests[] = {
        { "what the socket takes is not kept", test_direct },
        { "a slow reader gets everything, in order", test_back_pressure },
        { "dropping finishes the frame that was begun", test_drop },
        { "dropping between frames leaves nothing", test_drop_between_frames },
        { "a reader that has gone breaks it", test_reader_gone },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "outbox", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
