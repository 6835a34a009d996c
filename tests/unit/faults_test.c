#include "cgi/faults.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 64 * ARENA_BLOCK_BYTES };

static struct arena arena;

static int init(void) {
    return arena_init(&arena, ARENA_BYTES_MAX) ? 0 : -1;
}

static int release(void) {
    arena_release(&arena);
    return 0;
}

static void test_none_is_an_empty_list(void) {
    struct faults faults;
    faults_init(&faults, &arena);
    CU_ASSERT_EQUAL(faults.count, 0);
    CU_ASSERT_STRING_EQUAL(faults.json.text, "");
}

static void test_each_names_its_field(void) {
    struct faults faults;
    faults_init(&faults, &arena);
    faults_add(&faults, "a", "range", "From %d.", 1);
    faults_add(&faults, "b", "type", "Text.");
    CU_ASSERT_EQUAL(faults.count, 2);
    CU_ASSERT_STRING_EQUAL(faults.json.text, "{\"field\":\"a\",\"code\":\"range\",\"message\":\"From 1.\"},"
                                             "{\"field\":\"b\",\"code\":\"type\",\"message\":\"Text.\"}");
    arena_clear(&arena);
}

static void test_a_prefix_stands_before_names(void) {
    struct faults faults;
    faults_init(&faults, &arena);
    (void)snprintf(faults.prefix, sizeof faults.prefix, "events[%d].", 999);
    faults_add(&faults, "id", "type", "Text.");
    CU_ASSERT_STRING_EQUAL(faults.json.text,
                           "{\"field\":\"events[999].id\",\"code\":\"type\",\"message\":\"Text.\"}");
    arena_clear(&arena);
}

static void test_a_long_name_is_cut_between_characters(void) {
    struct faults faults;
    faults_init(&faults, &arena);
    char name[1001];
    for (size_t i = 0; i < 500; i++) {
        memcpy(name + 2 * i, "\xc3\xb6", 2);
    }
    name[1000] = '\0';
    faults_add(&faults, name, "unknown", "x");
    const char *end = strstr(faults.json.text, "\",\"code\"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CU_ASSERT_EQUAL(end - faults.json.text, 10 + 200); /* 100 characters of two bytes */
    arena_clear(&arena);
}

void faults_suite(void) {
    static CU_TestInfo tests[] = {
        { "none is an empty list", test_none_is_an_empty_list },
        { "each names its field", test_each_names_its_field },
        { "a prefix stands before names", test_a_prefix_stands_before_names },
        { "a long name is cut between characters", test_a_long_name_is_cut_between_characters },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "faults", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
