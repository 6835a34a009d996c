#include "cgi/etag.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <inttypes.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 4 * ARENA_BLOCK_BYTES };

static struct arena arena;

static int init(void) {
    return arena_init(&arena, ARENA_BYTES_MAX) ? 0 : -1;
}

static int release(void) {
    arena_release(&arena);
    return 0;
}

static void test_if_none_match(void) {
    static const struct {
        const char *header;
        bool any;
        const char *tags;
    } cases[] = {
        { NULL, false, NULL },
        { "", false, NULL },
        { "*", true, NULL },
        { " * ", true, NULL },
        { "\"1.2.ab\"", false, "1.2.ab" },
        { "W/\"1.2.ab\"", false, "1.2.ab" },
        { "\"a\", \"b\" ,W/\"c\"", false, "a,b,c" },
        { ",, \"a\",", false, "a" },
        { "\"a,b\", \"c\"", false, "c" }, /* a comma is in none of ours */
        { "\"\"", false, NULL },
        { "\"it's\"", false, NULL },
        { "\"\xc3\xb6\"", false, NULL },
        { "a", false, NULL },
        { "\"a", false, NULL },
        { "a\"", false, NULL },
        { "w/\"a\"", false, NULL },
        { "\"a\" \"b\"", false, NULL },
        { "\"a\", b", false, NULL },
        { "\"a b\"", false, NULL },
        { "*, \"a\"", false, NULL },
        { "'a'", false, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct none_match none_match;
        etag_read_none_match(cases[i].header, &arena, &none_match);
        CU_ASSERT_EQUAL(none_match.any, cases[i].any);
        if (cases[i].tags == NULL) {
            CU_ASSERT_PTR_NULL(none_match.tags);
        } else {
            CU_ASSERT_PTR_NOT_NULL_FATAL(none_match.tags);
            CU_ASSERT_STRING_EQUAL(none_match.tags, cases[i].tags);
        }
    }
    arena_clear(&arena);
}

static void test_a_long_list_is_bounded(void) {
    char header[2001];
    for (size_t i = 0; i < 500; i++) {
        memcpy(header + 4 * i, "\"a\",", 4);
    }
    header[2000] = '\0';
    struct none_match none_match;
    etag_read_none_match(header, &arena, &none_match);
    CU_ASSERT_PTR_NOT_NULL_FATAL(none_match.tags);
    CU_ASSERT_EQUAL(strlen(none_match.tags), 2 * ETAG_LIST_MAX - 1);
    arena_clear(&arena);
}

static void test_if_match(void) {
    static const struct {
        const char *header;
        enum match_verdict verdict;
        int64_t version;
    } cases[] = {
        { NULL, MATCH_ABSENT, -1 },
        { "*", MATCH_ABSENT, -1 },
        { "\"7\"", MATCH_VERSION, 7 },
        { "\"7.12.ab.overdue\"", MATCH_VERSION, 7 },
        { "W/\"7.12.ab\"", MATCH_VERSION, 7 },
        { "\"3\", \"12\", \"5\"", MATCH_VERSION, 12 },
        { "\"3\", \"other\"", MATCH_VERSION, 3 },
        { "\"0\"", MATCH_VERSION, 0 },
        { "\"999999999999999999\"", MATCH_VERSION, INT64_C(999999999999999999) },
        { "\"9999999999999999999\"", MATCH_VERSION, -1 },
        { "\"abc\"", MATCH_VERSION, -1 },
        { "\"7a\"", MATCH_VERSION, -1 },
        { "\"-7\"", MATCH_VERSION, -1 },
        { "\".7\"", MATCH_VERSION, -1 },
        { "\"\"", MATCH_VERSION, -1 },
        { "", MATCH_MALFORMED, -1 },
        { "7", MATCH_MALFORMED, -1 },
        { "\"7", MATCH_MALFORMED, -1 },
        { "\"7\" \"8\"", MATCH_MALFORMED, -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t version = 0;
        CU_ASSERT_EQUAL(etag_read_match(cases[i].header, &version), cases[i].verdict);
        CU_ASSERT_EQUAL(version, cases[i].version);
    }
}

void etag_suite(void) {
    static CU_TestInfo tests[] = {
        { "if none match", test_if_none_match },
        { "a long list is bounded", test_a_long_list_is_bounded },
        { "if match", test_if_match },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "etag", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
