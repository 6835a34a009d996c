#include "ws/seq.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

static void test_numbers(void) {
    static const struct {
        const char *text;
        int64_t seq;
    } cases[] = {
        { "0", 0 },
        { "7", 7 },
        { "007", 7 },
        { "9223372036854775806", INT64_MAX - 1 },
        { "9223372036854775807", INT64_MAX },
        { "9223372036854775808", INT64_MAX },
        { "99999999999999999999999999", INT64_MAX },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seq = -1;
        CU_ASSERT_TRUE(seq_parse(cases[i].text, strlen(cases[i].text), &seq));
        CU_ASSERT_EQUAL(seq, cases[i].seq);
    }
}

static void test_no_numbers(void) {
    static const char *const cases[] = { "", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "!", "12a" };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seq = -1;
        CU_ASSERT_FALSE(seq_parse(cases[i], strlen(cases[i]), &seq));
        CU_ASSERT_EQUAL(seq, -1);
    }
    int64_t seq = -1;
    CU_ASSERT_FALSE(seq_parse("1\0002", 3, &seq));
    CU_ASSERT_TRUE(seq_parse("123", 2, &seq));
    CU_ASSERT_EQUAL(seq, 12);
}

void seq_suite(void) {
    static CU_TestInfo tests[] = {
        { "digits are a number, at most INT64_MAX", test_numbers },
        { "anything else is none", test_no_numbers },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "seq", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
