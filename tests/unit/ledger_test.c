#include "ws/ledger.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <string.h>

static struct ledgers ledgers;

static void open_ledgers(size_t expected) {
    const bool opened = ledgers_init(&ledgers, expected);
    assert(opened);
    (void)opened;
}

static struct ledger *add(int number) {
    char id[GRANT_UUID_BYTES];
    (void)snprintf(id, sizeof id, "%08d-0000-4000-8000-000000000000", number);
    struct ledger *ledger = ledgers_find_or_add(&ledgers, id, "e", 5);
    assert(ledger != NULL);
    return ledger;
}

static struct subscriber *join(int ledger, const char *session) {
    struct subscriber *subscriber = subscriber_new(-1);
    assert(subscriber != NULL);
    (void)snprintf(subscriber->session, sizeof subscriber->session, "%s", session);
    ledgers_join(&ledgers, add(ledger), subscriber);
    return subscriber;
}

static void leave(struct subscriber *subscriber) {
    ledgers_leave(&ledgers, subscriber);
    subscriber_free(subscriber);
}

static void test_find(void) {
    enum { COUNT = 1000 };
    struct subscriber *subscribers[COUNT];
    open_ledgers(1); /* so that buckets are shared */
    for (int i = 0; i < COUNT; i++) {
        subscribers[i] = join(i, "s");
    }
    for (int i = 0; i < COUNT; i++) {
        CU_ASSERT_PTR_EQUAL(ledgers_find(&ledgers, subscribers[i]->ledger->id), subscribers[i]->ledger);
        CU_ASSERT_PTR_EQUAL(add(i), subscribers[i]->ledger);
    }
    for (int i = 0; i < COUNT; i += 2) {
        leave(subscribers[i]);
    }
    ledgers_prune(&ledgers);
    CU_ASSERT_PTR_NULL(ledgers_find(&ledgers, "00000000-0000-4000-8000-000000000000"));
    for (int i = 1; i < COUNT; i += 2) {
        CU_ASSERT_PTR_EQUAL(ledgers_find(&ledgers, subscribers[i]->ledger->id), subscribers[i]->ledger);
        leave(subscribers[i]);
    }
    ledgers_release(&ledgers);
}

static void test_the_last_one_leaves(void) {
    open_ledgers(10);
    struct subscriber *first = join(1, "s");
    struct ledger *ledger = first->ledger;
    leave(first);
    CU_ASSERT_STRING_EQUAL(ledger->id, "00000001-0000-4000-8000-000000000000"); /* still there */
    struct subscriber *second = join(1, "s");
    ledgers_prune(&ledgers);
    CU_ASSERT_PTR_EQUAL(second->ledger, ledger);
    CU_ASSERT_PTR_EQUAL(ledgers_find(&ledgers, ledger->id), ledger);
    leave(second);
    ledgers_release(&ledgers);
}

static void test_reach(void) {
    open_ledgers(10);
    struct ledger *ledger = add(1);
    CU_ASSERT_EQUAL(ledger_reach(ledger), 5);
    ledger->rung = 7;
    CU_ASSERT_EQUAL(ledger_reach(ledger), 7);
    ledger->rung = 4;
    CU_ASSERT_EQUAL(ledger_reach(ledger), 5);
    ledgers_release(&ledgers);
}

/* How many pairs the rest of a sweep visits. */
static int count_rest(void) {
    int count = 0;
    while (ledgers_sweep_next(&ledgers) != NULL) {
        count++;
    }
    return count;
}

static void test_sweep_visits_each_pair_once(void) {
    open_ledgers(10);
    struct subscriber *all[] = {
        join(1, "a"), join(1, "b"), join(1, "a"), join(1, "c"),
        join(1, "b"), join(2, "a"), join(3, "a"), join(3, "a"),
    };
    for (int i = 0; i < 2; i++) {
        ledgers_sweep_begin(&ledgers);
        CU_ASSERT_EQUAL(count_rest(), 5);
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        leave(all[i]);
    }
    ledgers_sweep_begin(&ledgers);
    CU_ASSERT_EQUAL(count_rest(), 0);
    ledgers_release(&ledgers);
}

/* The sweep stands at each subscriber in turn when that one leaves, with its ledger or without. */
static void test_sweep_survives_leaving(void) {
    enum { COUNT = 6 };
    static const int ledger_of[COUNT] = { 1, 1, 2, 3, 3, 3 };
    static const char *const session_of[COUNT] = { "a", "b", "a", "a", "b", "c" };
    for (int steps = 0; steps <= COUNT; steps++) {
        struct subscriber *all[COUNT];
        open_ledgers(10);
        for (int i = 0; i < COUNT; i++) {
            all[i] = join(ledger_of[i], session_of[i]);
        }
        ledgers_sweep_begin(&ledgers);
        for (int i = 0; i < steps; i++) {
            CU_ASSERT_PTR_NOT_NULL(ledgers_sweep_next(&ledgers));
        }
        const struct subscriber *next = ledgers.sweep_next;
        for (int i = 0; i < COUNT; i++) {
            if (all[i] == next) {
                leave(all[i]);
                all[i] = NULL;
            }
        }
        ledgers_prune(&ledgers);
        CU_ASSERT_EQUAL(count_rest(), steps < COUNT ? COUNT - steps - 1 : 0);
        for (int i = 0; i < COUNT; i++) {
            if (all[i] != NULL) {
                leave(all[i]);
            }
        }
        ledgers_release(&ledgers);
    }
}

void ledger_suite(void) {
    static CU_TestInfo tests[] = {
        { "ledgers are found by id", test_find },
        { "a ledger outlives its last subscriber until it is pruned", test_the_last_one_leaves },
        { "the reach is the head, or what the doorbell said", test_reach },
        { "a sweep visits each pair of ledger and session once", test_sweep_visits_each_pair_once },
        { "a sweep goes on when the one it stands at leaves", test_sweep_survives_leaving },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "ledger", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
