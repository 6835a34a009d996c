#include "cgi/buffer.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
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

static void test_an_empty_buffer_is_an_empty_text(void) {
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    CU_ASSERT_STRING_EQUAL(buffer.text, "");
    buffer_text(&buffer, "");
    CU_ASSERT_EQUAL(buffer.bytes, 0);
}

static void test_it_grows(void) {
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    for (int i = 0; i < 1000; i++) {
        buffer_format(&buffer, "%d,", i);
    }
    CU_ASSERT_FALSE(buffer.failed);
    CU_ASSERT_EQUAL(buffer.bytes, strlen(buffer.text));
    CU_ASSERT_EQUAL(buffer.bytes, 10 * 2 + 90 * 3 + 900 * 4);
    CU_ASSERT_EQUAL(strncmp(buffer.text, "0,1,2,", 6), 0);
    CU_ASSERT_STRING_EQUAL(buffer.text + buffer.bytes - 8, "998,999,");
    arena_clear(&arena);
}

static void test_failure_sticks(void) {
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    buffer_text(&buffer, "kept");
    static char large[5 * ARENA_BLOCK_BYTES];
    buffer_append(&buffer, large, sizeof large);
    CU_ASSERT_TRUE(buffer.failed);
    buffer_text(&buffer, "dropped");
    buffer_format(&buffer, "%s", "dropped");
    CU_ASSERT_STRING_EQUAL(buffer.text, "kept");
    arena_clear(&arena);
}

static void test_json_strings_are_escaped(void) {
    static const struct {
        const char *text, *json;
    } cases[] = {
        { "", "\"\"" },
        { "plain", "\"plain\"" },
        { "say \"hi\"", "\"say \\u0022hi\\u0022\"" },
        { "back\\slash", "\"back\\u005cslash\"" },
        { "a\nb\tc\x01\x7f", "\"a\\u000ab\\u0009c\\u0001\\u007f\"" },
        { "J\xc3\xb6rg \xf0\x9f\x98\x80", "\"J\xc3\xb6rg \xf0\x9f\x98\x80\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer buffer;
        buffer_init(&buffer, &arena);
        buffer_json_string(&buffer, cases[i].text, strlen(cases[i].text));
        CU_ASSERT_STRING_EQUAL(buffer.text, cases[i].json);
    }
    arena_clear(&arena);
}

static void test_percent_encoding(void) {
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    buffer_percent_encoded(&buffer, "aZ09-._~ +&=<>\"%\xc3\xb6");
    CU_ASSERT_STRING_EQUAL(buffer.text, "aZ09-._~%20%2B%26%3D%3C%3E%22%25%C3%B6");
    arena_clear(&arena);
}

void buffer_suite(void) {
    static CU_TestInfo tests[] = {
        { "an empty buffer is an empty text", test_an_empty_buffer_is_an_empty_text },
        { "it grows", test_it_grows },
        { "failure sticks", test_failure_sticks },
        { "json strings are escaped", test_json_strings_are_escaped },
        { "percent encoding", test_percent_encoding },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "buffer", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
