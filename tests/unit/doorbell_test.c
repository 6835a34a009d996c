#include "ws/doorbell.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#define LEDGER "0f3e4d5c-6b7a-4899-8abc-def012345678"

static void test_good(void) {
    struct doorbell doorbell;
    CU_ASSERT_TRUE(doorbell_parse(&doorbell, LEDGER " 42"));
    CU_ASSERT_STRING_EQUAL(doorbell.ledger, LEDGER);
    CU_ASSERT_EQUAL(doorbell.head, 42);
}

static void test_bad(void) {
    static const char *const cases[] = {
        "",
        " ",
        "42",
        LEDGER,
        LEDGER " ",
        LEDGER "  42",
        LEDGER " -42",
        LEDGER " 42 ",
        LEDGER " 4x",
        LEDGER "-42",
        " " LEDGER " 42",
        "0f3e4d5c-6b7a-4899-8abc-def01234567 42",
        "0f3e4d5c-6b7a-4899-8abc-def0123456789 42",
        "0F3E4D5C-6B7A-4899-8ABC-DEF012345678 42",
        "0f3e4d5c06b7a04899-8abc-def012345678 42",
        "{\"ledger\":\"" LEDGER "\",\"head\":42}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doorbell doorbell;
        CU_ASSERT_FALSE(doorbell_parse(&doorbell, cases[i]));
        CU_ASSERT_STRING_EQUAL(doorbell.ledger, "");
    }
}

void doorbell_suite(void) {
    static CU_TestInfo tests[] = {
        { "ledger and head", test_good },
        { "anything else is refused", test_bad },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "doorbell", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
