#include "ws/nonce.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdint.h>
#include <string.h>

static enum nonce_verdict take(struct nonces *nonces, uint64_t number, int64_t expires_at, int64_t now) {
    unsigned char nonce[GRANT_NONCE_BYTES] = { 0 };
    memcpy(nonce, &number, sizeof number);
    return nonces_take(nonces, nonce, expires_at, now);
}

static void test_once(void) {
    struct nonces nonces;
    nonces_init(&nonces, 100);
    CU_ASSERT_EQUAL(take(&nonces, 1, 130, 100), NONCE_NEW);
    CU_ASSERT_EQUAL(take(&nonces, 1, 130, 100), NONCE_SEEN);
    CU_ASSERT_EQUAL(take(&nonces, 2, 130, 100), NONCE_NEW);
    CU_ASSERT_EQUAL(take(&nonces, 1, 130, 129), NONCE_SEEN);
    nonces_release(&nonces);
}

/* Those that differ only in what the table does not hash. */
static void test_colliding(void) {
    struct nonces nonces;
    nonces_init(&nonces, 100);
    for (unsigned char i = 0; i < 50; i++) {
        unsigned char nonce[GRANT_NONCE_BYTES] = { 0 };
        nonce[GRANT_NONCE_BYTES - 1] = i;
        CU_ASSERT_EQUAL(nonces_take(&nonces, nonce, 130, 100), NONCE_NEW);
        CU_ASSERT_EQUAL(nonces_take(&nonces, nonce, 130, 100), NONCE_SEEN);
    }
    nonces_release(&nonces);
}

static void test_all_are_remembered(void) {
    enum { COUNT = 5000 };
    struct nonces nonces;
    nonces_init(&nonces, COUNT);
    size_t fresh = 0;
    size_t seen = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        fresh += take(&nonces, i, 130, 100) == NONCE_NEW;
    }
    for (uint64_t i = 0; i < COUNT; i++) {
        seen += take(&nonces, i, 130, 100) == NONCE_SEEN;
    }
    CU_ASSERT_EQUAL(fresh, COUNT);
    CU_ASSERT_EQUAL(seen, COUNT);
    nonces_release(&nonces);
}

static void test_bound(void) {
    struct nonces nonces;
    nonces_init(&nonces, 10);
    for (uint64_t i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(take(&nonces, i, 130, 100), NONCE_NEW);
    }
    CU_ASSERT_EQUAL(take(&nonces, 10, 130, 100), NONCE_NO_ROOM);
    CU_ASSERT_EQUAL(take(&nonces, 3, 130, 100), NONCE_SEEN);
    CU_ASSERT_EQUAL(take(&nonces, 10, 160, 130), NONCE_NEW);
    CU_ASSERT_EQUAL(take(&nonces, 10, 160, 131), NONCE_SEEN);
    nonces_release(&nonces);
}

/* Year in, year out: the table does not grow with what has passed. */
static void test_expired_ones_make_room(void) {
    struct nonces nonces;
    nonces_init(&nonces, 100000);
    for (uint64_t i = 0; i < 100000; i++) {
        CU_ASSERT_EQUAL_FATAL(take(&nonces, i, (int64_t)(i / 10) + 30, (int64_t)(i / 10)), NONCE_NEW);
    }
    CU_ASSERT_TRUE(nonces.slot_count <= 4096);
    nonces_release(&nonces);
}

void nonce_suite(void) {
    static CU_TestInfo tests[] = {
        { "a nonce is good once", test_once },
        { "nonces that collide", test_colliding },
        { "many are remembered", test_all_are_remembered },
        { "no more than the bound, until some expire", test_bound },
        { "expired ones make room", test_expired_ones_make_room },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "nonce", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
