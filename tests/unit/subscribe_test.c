#include "ws/subscribe.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <string.h>

#define EPOCH "0123abcd-4567-89ab-cdef-0123456789ab"

static void test_good_lines(void) {
    static const struct {
        const char *line;
        bool has_after;
        int64_t after;
        const char *epoch;
    } cases[] = {
        { "SUBSCRIBE grant - -", false, 0, "" },
        { "SUBSCRIBE grant 0 -", true, 0, "" },
        { "SUBSCRIBE grant 42 " EPOCH, true, 42, EPOCH },
        { "SUBSCRIBE grant - " EPOCH, false, 0, EPOCH },
        { "SUBSCRIBE grant 99999999999999999999 -", true, INT64_MAX, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct subscribe subscribe;
        CU_ASSERT_EQUAL(subscribe_parse(&subscribe, cases[i].line, strlen(cases[i].line)), SUBSCRIBE_GOOD);
        CU_ASSERT_STRING_EQUAL(subscribe.grant, "grant");
        CU_ASSERT_EQUAL(subscribe.has_after, cases[i].has_after);
        CU_ASSERT_EQUAL(subscribe.after, cases[i].after);
        CU_ASSERT_STRING_EQUAL(subscribe.epoch, cases[i].epoch);
    }
}

static void test_malformed_lines(void) {
    static const char *const cases[] = {
        "",
        " ",
        "SUBSCRIBE",
        "SUBSCRIBE grant",
        "SUBSCRIBE grant -",
        "SUBSCRIBE grant - - -",
        "SUBSCRIBE grant - - ",
        "SUBSCRIBE  grant - -",
        "SUBSCRIBE grant  - -",
        " SUBSCRIBE grant - -",
        "subscribe grant - -",
        "SUBSCRIBED grant - -",
        "SUBSCRIB grant - -",
        "SUBSCRIBE\tgrant\t-\t-",
        "SUBSCRIBE  - -",
        "GET /ws HTTP/1.1 x",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct subscribe subscribe;
        CU_ASSERT_EQUAL(subscribe_parse(&subscribe, cases[i], strlen(cases[i])), SUBSCRIBE_MALFORMED);
        CU_ASSERT_STRING_EQUAL(subscribe.grant, "");
    }
}

static void test_invalid_parameters(void) {
    static const char *const cases[] = {
        "! -", " -", "-1 -", "1a -", "--  -", "+1 -", "- !", "- ", "- ABC", "- g", "1 0x", "1\r -", "- abc\r",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[SUBSCRIBE_LINE_BYTES];
        struct subscribe subscribe;
        (void)snprintf(line, sizeof line, "SUBSCRIBE grant %s", cases[i]);
        const enum subscribe_verdict verdict = subscribe_parse(&subscribe, line, strlen(line));
        const bool two_words = strchr(cases[i], ' ') == strrchr(cases[i], ' ');
        CU_ASSERT_EQUAL(verdict, two_words ? SUBSCRIBE_INVALID : SUBSCRIBE_MALFORMED);
        CU_ASSERT_STRING_EQUAL(subscribe.grant, two_words ? "grant" : "");
    }
}

/* A word of `length` letters `a` in the place of %s. */
static enum subscribe_verdict parse_with(const char *format, int length) {
    char word[SUBSCRIBE_LINE_BYTES];
    char line[2 * SUBSCRIBE_LINE_BYTES];
    struct subscribe subscribe;
    memset(word, 'a', sizeof word);
    (void)snprintf(line, sizeof line, format, length, word);
    return subscribe_parse(&subscribe, line, strlen(line));
}

static void test_lengths(void) {
    CU_ASSERT_EQUAL(parse_with("SUBSCRIBE %.*s - -", GRANT_TEXT_BYTES - 1), SUBSCRIBE_GOOD);
    CU_ASSERT_EQUAL(parse_with("SUBSCRIBE %.*s - -", GRANT_TEXT_BYTES), SUBSCRIBE_MALFORMED);
    CU_ASSERT_EQUAL(parse_with("SUBSCRIBE g - %.*s", EPOCH_BYTES - 1), SUBSCRIBE_GOOD);
    CU_ASSERT_EQUAL(parse_with("SUBSCRIBE g - %.*s", EPOCH_BYTES), SUBSCRIBE_INVALID);
}

static void test_nul_bytes(void) {
    static const char in_grant[] = "SUBSCRIBE gr\0nt - -";
    static const char in_after[] = "SUBSCRIBE grant 1\0 -";
    struct subscribe subscribe;
    CU_ASSERT_EQUAL(subscribe_parse(&subscribe, in_grant, sizeof in_grant - 1), SUBSCRIBE_MALFORMED);
    CU_ASSERT_EQUAL(subscribe_parse(&subscribe, in_after, sizeof in_after - 1), SUBSCRIBE_INVALID);
}

void subscribe_suite(void) {
    static CU_TestInfo tests[] = {
        { "good lines", test_good_lines },
        { "what is no such line", test_malformed_lines },
        { "parameters that cannot be read; the grant is taken first", test_invalid_parameters },
        { "a grant or an epoch that is too long", test_lengths },
        { "NUL bytes", test_nul_bytes },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "subscribe", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
