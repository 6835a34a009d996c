#include "ws/frame.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

static void check(const char *frame, size_t bytes, const char *wanted) {
    CU_ASSERT_EQUAL(bytes, strlen(wanted));
    CU_ASSERT_EQUAL(memcmp(frame, wanted, strlen(wanted)), 0);
}

static void test_small_frames(void) {
    static const struct {
        enum frame_error error;
        const char *wanted;
    } cases[] = {
        { FRAME_UNAUTHENTICATED, "{\"type\":\"error\",\"code\":\"unauthenticated\"}\n" },
        { FRAME_INVALID_PARAMETER, "{\"type\":\"error\",\"code\":\"invalid_parameter\"}\n" },
        { FRAME_DIVERGED, "{\"type\":\"error\",\"code\":\"diverged\"}\n" },
        { FRAME_SESSION_ENDED, "{\"type\":\"error\",\"code\":\"session_ended\"}\n" },
        { FRAME_SLOW_CONSUMER, "{\"type\":\"error\",\"code\":\"slow_consumer\"}\n" },
        { FRAME_UNAVAILABLE, "{\"type\":\"error\",\"code\":\"unavailable\"}\n" },
    };
    char frame[FRAME_BYTES] = "";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(frame, frame_error(frame, cases[i].error), cases[i].wanted);
    }
    check(frame, frame_hello(frame, "ab-12", 42), "{\"type\":\"hello\",\"epoch\":\"ab-12\",\"head\":42}\n");
    check(frame, frame_heartbeat(frame, 43), "{\"type\":\"heartbeat\",\"head\":43}\n");
}

static void test_largest_frames(void) {
    char epoch[EPOCH_BYTES];
    char frame[FRAME_BYTES] = "";
    memset(epoch, 'e', sizeof epoch - 1);
    epoch[sizeof epoch - 1] = '\0';
    const size_t hello = frame_hello(frame, epoch, INT64_MAX);
    CU_ASSERT_TRUE_FATAL(hello < FRAME_BYTES);
    CU_ASSERT_EQUAL(frame[hello - 1], '\n');
    CU_ASSERT_TRUE(frame_event(frame, INT64_MAX, "", 0) < FRAME_BYTES);
}

static void test_event(void) {
    static const struct {
        const char *event;
        const char *wanted;
    } cases[] = {
        { "{\"seq\":7}", "{\"type\":\"event\",\"seq\":7,\"event\":{\"seq\":7}}\n" },
        { "{\n \"seq\":\r\n7\n}", "{\"type\":\"event\",\"seq\":7,\"event\":{  \"seq\":  7 }}\n" },
        { "{\"name\":\"J\xc3\xb6rg\\n\"}",
          "{\"type\":\"event\",\"seq\":7,\"event\":{\"name\":\"J\xc3\xb6rg\\n\"}}\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char frame[FRAME_BYTES + 64] = "";
        check(frame, frame_event(frame, 7, cases[i].event, strlen(cases[i].event)), cases[i].wanted);
    }
}

void frame_suite(void) {
    static CU_TestInfo tests[] = {
        { "hello, heartbeat and errors", test_small_frames },
        { "the largest have room", test_largest_frames },
        { "an event is one line", test_event },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "frame", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
