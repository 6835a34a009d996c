#include "ws/wheel.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stddef.h>
#include <stdlib.h>

enum { START_MS = 1000003, TURN_MS = WHEEL_SLOTS * WHEEL_TICK_MS };

static struct wheel wheel;

/* When the one timer that is armed goes off, as a loop that waits for it sees it; -1: never. */
static int64_t wait_for(const struct timer *timer, int64_t now_ms) {
    for (int i = 0; i < 100; i++) {
        const int64_t wait_ms = wheel_wait_ms(&wheel, now_ms);
        if (wait_ms < 0) {
            return -1;
        }
        now_ms += wait_ms;
        const struct timer *expired = wheel_expired(&wheel, now_ms);
        if (expired != NULL) {
            CU_ASSERT_PTR_EQUAL(expired, timer);
            return now_ms;
        }
    }
    return -1;
}

static void test_times(void) {
    static const int64_t delays_ms[] = {
        0,      1,       WHEEL_TICK_MS - 1, WHEEL_TICK_MS,  WHEEL_TICK_MS + 1,
        20000,  TURN_MS, TURN_MS - 1,       TURN_MS + 1000, 300000,
        1000000
    };
    for (size_t i = 0; i < sizeof delays_ms / sizeof delays_ms[0]; i++) {
        struct timer timer = { .armed = false };
        wheel_init(&wheel, START_MS);
        CU_ASSERT_EQUAL(wheel_wait_ms(&wheel, START_MS), -1);
        wheel_arm(&wheel, &timer, START_MS + delays_ms[i]);
        const int64_t late_ms = wait_for(&timer, START_MS) - START_MS - delays_ms[i];
        CU_ASSERT_TRUE(late_ms >= 0 && late_ms <= WHEEL_TICK_MS);
        CU_ASSERT_FALSE(timer.armed);
        CU_ASSERT_EQUAL(wheel_wait_ms(&wheel, START_MS), -1);
    }
}

static void test_moved_and_disarmed(void) {
    struct timer timer = { .armed = false };
    struct timer other = { .armed = false };
    wheel_init(&wheel, START_MS);
    wheel_disarm(&wheel, &timer);
    wheel_arm(&wheel, &timer, START_MS + 1000);
    wheel_arm(&wheel, &timer, START_MS + 5000);
    wheel_arm(&wheel, &other, START_MS + 1000);
    wheel_disarm(&wheel, &other);
    CU_ASSERT_PTR_NULL(wheel_expired(&wheel, START_MS + 4000));
    CU_ASSERT_PTR_EQUAL(wheel_expired(&wheel, START_MS + 5000 + WHEEL_TICK_MS), &timer);
    CU_ASSERT_PTR_NULL(wheel_expired(&wheel, START_MS + 5000 + WHEEL_TICK_MS));
}

static void test_past(void) {
    struct timer timer = { .armed = false };
    wheel_init(&wheel, START_MS);
    CU_ASSERT_PTR_NULL(wheel_expired(&wheel, START_MS + 100000));
    wheel_arm(&wheel, &timer, START_MS);
    CU_ASSERT_PTR_EQUAL(wheel_expired(&wheel, START_MS + 100000 + 2 * WHEEL_TICK_MS), &timer);
}

/* After a long sleep all that are due go off, and none that is not. */
static void test_many(void) {
    enum { COUNT = 1000 };
    static struct timer timers[COUNT];
    wheel_init(&wheel, START_MS);
    for (int i = 0; i < COUNT; i++) {
        timers[i] = (struct timer) { .armed = false };
        wheel_arm(&wheel, &timers[i], START_MS + (int64_t)i * 97);
    }
    const int64_t now_ms = START_MS + 60000;
    int expired = 0;
    for (struct timer *timer = NULL; (timer = wheel_expired(&wheel, now_ms)) != NULL; expired++) {
        CU_ASSERT_TRUE(timer->due_ms <= now_ms);
    }
    CU_ASSERT_TRUE(expired >= (60000 - WHEEL_TICK_MS) / 97 && expired <= 60000 / 97 + 1);
    for (struct timer *timer = NULL; (timer = wheel_expired(&wheel, now_ms + 60000)) != NULL; expired++) {
        CU_ASSERT_TRUE(timer->due_ms > now_ms - WHEEL_TICK_MS);
    }
    CU_ASSERT_EQUAL(expired, COUNT);
}

void wheel_suite(void) {
    static CU_TestInfo tests[] = {
        { "a timer goes off when it is due, at most a tick late", test_times },
        { "a timer is moved and disarmed", test_moved_and_disarmed },
        { "a timer armed for the past goes off with the next tick", test_past },
        { "many timers after a long sleep", test_many },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "wheel", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
