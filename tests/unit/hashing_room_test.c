#include "cgi/hashing_room.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>

#define MS INT64_C(1000000)
enum { HASH_MS = 50, START_MS = 5000 };

static struct hashing_room room;
static int64_t now_ms;

static void begin(long percent) {
    now_ms = START_MS;
    hashing_room_init(&room, percent, now_ms * MS);
}

/* One who comes now and whose hash takes its time; false: was not let in. */
static bool hashes(const char *account, int64_t takes_ms) {
    if (hashing_room_enter(&room, account, now_ms * MS) > 0) {
        return false;
    }
    now_ms += takes_ms;
    hashing_room_leave(&room, now_ms * MS);
    return true;
}

/* How many of a queue that never ends are let in within so long; the others cost a tenth of a millisecond. */
static int let_in(const char *account, int64_t for_ms) {
    const int64_t end_ms = now_ms + for_ms;
    int count = 0;
    while (now_ms < end_ms) {
        if (hashes(account, HASH_MS)) {
            count++;
        } else {
            now_ms++;
        }
    }
    return count;
}

static const char *account(int i) {
    static char id[UUID_TEXT_BYTES];
    (void)snprintf(id, sizeof id, "00000000-0000-4000-8000-%012d", i);
    return id;
}

static void test_strangers_have_a_part_of_the_time(void) {
    static const long percents[] = { 10, 25, 50, 75 };
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        begin(percents[i]);
        (void)let_in(NULL, 60000); /* what had been saved is spent */
        const int64_t used_ms = (int64_t)let_in(NULL, 100000) * HASH_MS;
        CU_ASSERT_TRUE(used_ms > percents[i] * 950 && used_ms < percents[i] * 1050);
    }
}

static void test_a_slow_machine_begins_fewer(void) {
    begin(50);
    (void)let_in(NULL, 60000);
    int64_t used_ms = 0;
    for (const int64_t end_ms = now_ms + 100000; now_ms < end_ms;) {
        if (hashes(NULL, 10 * HASH_MS)) {
            used_ms += 10 * HASH_MS;
        } else {
            now_ms++;
        }
    }
    CU_ASSERT_TRUE(used_ms > 45000 && used_ms < 55000);
}

static void test_a_crowd_is_let_in_at_once(void) {
    begin(50);
    for (int i = 0; i < 100; i++) {
        CU_ASSERT_TRUE(hashes(NULL, HASH_MS));
    }
}

static void test_who_is_known_has_room_whatever_strangers_do(void) {
    begin(50);
    (void)let_in(NULL, 60000);
    CU_ASSERT_FALSE(hashes(NULL, HASH_MS) && hashes(NULL, HASH_MS));
    CU_ASSERT_TRUE(hashes(account(1), HASH_MS));
}

static void test_one_account_cannot_take_what_others_have(void) {
    begin(50);
    (void)let_in(account(1), 60000);                 /* its own part, and then the strangers' */
    CU_ASSERT_TRUE(let_in(account(1), 10000) < 120); /* of 200 */
    CU_ASSERT_TRUE(hashes(account(2), HASH_MS));
}

static void test_who_is_known_may_have_of_the_strangers_part(void) {
    begin(50);
    for (int i = 0; i < 41; i++) {
        CU_ASSERT_TRUE(hashes(account(1), HASH_MS));
    }
}

static void test_says_when_there_is_room(void) {
    begin(50);
    CU_ASSERT_TRUE(hashes(NULL, 15000));
    const long seconds = hashing_room_enter(&room, NULL, now_ms * MS);
    CU_ASSERT_EQUAL(seconds, 6);
    now_ms += (seconds - 1) * 1000;
    CU_ASSERT_TRUE(hashing_room_enter(&room, NULL, now_ms * MS) > 0);
    now_ms += 1000;
    CU_ASSERT_EQUAL(hashing_room_enter(&room, NULL, now_ms * MS), 0);
}

static void test_accounts_that_were_forgotten(void) {
    begin(100);
    for (int i = 0; i < 3 * HASHING_ACCOUNTS; i++) {
        CU_ASSERT_TRUE(hashes(account(i), 1));
        now_ms += 10;
    }
    CU_ASSERT_TRUE(hashes(account(0), 1));
}

static void test_leaving_without_having_come(void) {
    begin(50);
    hashing_room_leave(&room, (now_ms + 100000) * MS);
    CU_ASSERT_EQUAL(hashing_room_enter(&room, NULL, now_ms * MS), 0);
}

void hashing_room_suite(void) {
    static CU_TestInfo tests[] = {
        { "strangers have a part of the time", test_strangers_have_a_part_of_the_time },
        { "a slow machine begins fewer", test_a_slow_machine_begins_fewer },
        { "a crowd is let in at once", test_a_crowd_is_let_in_at_once },
        { "who is known has room, whatever strangers do", test_who_is_known_has_room_whatever_strangers_do },
        { "one account cannot take what others have", test_one_account_cannot_take_what_others_have },
        { "who is known may have of the strangers' part", test_who_is_known_may_have_of_the_strangers_part },
        { "who is not let in learns when there is room", test_says_when_there_is_room },
        { "accounts that were forgotten begin anew", test_accounts_that_were_forgotten },
        { "leaving without having come costs nothing", test_leaving_without_having_come },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "hashing room", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
