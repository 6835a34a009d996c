#include "cgi/strict_json.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_accepted(const char *text, size_t bytes) {
    struct json_object *value = NULL;
    struct json_fault fault = { .reason = NULL };
    const bool accepted = strict_json_parse(text, bytes, &value, &fault);
    CU_ASSERT_EQUAL(fault.reason == NULL, accepted);
    CU_ASSERT_TRUE(accepted || value == NULL);
    CU_ASSERT_TRUE(fault.offset <= bytes);
    json_object_put(value);
    return accepted;
}

static void test_what_is_json(void) {
    static const char *const texts[] = {
        "{}",
        "[]",
        " \t\r\n{ } \t\r\n",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "12",
        " 12 ",
        "-1.5e+3",
        "0.10E-2",
        "1e5",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"J\xc3\xb6rg \xf0\x9f\x98\x80\"",
        "\"\x7f\"",
        "{\"a\":1,\"b\":[1,2,{\"a\":null}],\"c\":{\"a\":{}}}",
        "[{\"a\":1},{\"a\":2}]",
        "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
        "{\"\":1}",
        "99999999999999999999",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_TRUE(is_accepted(texts[i], strlen(texts[i])));
    }
}

static void test_what_is_none(void) {
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{,\"a\":1}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "'a'",
        "\"a",
        "\"a\\\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U0041\"",
        "\"\\",
        "NaN",
        "nan",
        "-NaN",
        "Infinity",
        "-Infinity",
        "[NaN]",
        "{\"a\":Infinity}",
        "01",
        "-01",
        "00",
        "+1",
        ".5",
        "5.",
        "-",
        "1e",
        "1e+",
        "1.e5",
        "0x10",
        "1_000",
        "True",
        "TRUE",
        "nul",
        "nulll",
        "undefined",
        "{} {}",
        "{}x",
        "1 2",
        "{}\"",
        "// comment\n{}",
        "/* comment */ {}",
        "{/* comment */}",
        "{} // comment",
        "# comment\n{}",
        "\xef\xbb\xbf{}", /* a byte order mark */
        "\v{}",
        "\xc2\xa0{}",
        "{\"a\":1}}",
        "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
        "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
        "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_FALSE(is_accepted(texts[i], strlen(texts[i])));
    }
}

static void test_characters_that_are_refused(void) {
    static const char *const texts[] = {
        "\"\x01\"",
        "\"a\nb\"",
        "\"\t\"",
        "\"\x1f\"",
        "{\"a\nb\":1}",
        "\"\\u0000\"",
        "{\"a\\u0000b\":1}",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\n\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ud83d\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "\"\xff\"",
        "\"\xc3\"",
        "\"\xed\xa0\x80\"",
        "\"\xc0\x80\"",
        "{\"\xe9\":1}",
        "\"\xf4\x90\x80\x80\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_FALSE(is_accepted(texts[i], strlen(texts[i])));
    }
    CU_ASSERT_FALSE(is_accepted("{}\0", 3));
    CU_ASSERT_FALSE(is_accepted("{\"a\":1\0}", 8));
    CU_ASSERT_FALSE(is_accepted("\"a\0b\"", 5));
    CU_ASSERT_FALSE(is_accepted("\0{}", 3));
}

static void test_a_name_comes_once(void) {
    static const char *const texts[] = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":null}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"x\":{\"a\":[],\"a\":0}}]",
        "{\"a\":{\"b\":1,\"c\":2},\"a\":{\"d\":1}}",
        "{\"\":1,\"\":2}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_FALSE(is_accepted(texts[i], strlen(texts[i])));
    }
}

static void test_many_names_cost_no_square(void) {
    enum { NAMES = 20000, TEXT_BYTES = NAMES * 16 };
    char *text = malloc(TEXT_BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    size_t bytes = 0;
    for (int i = 0; i < NAMES; i++) {
        bytes += (size_t)sprintf(text + bytes, "%c\"n%d\":1", i == 0 ? '{' : ',', i);
    }
    text[bytes++] = '}';
    CU_ASSERT_TRUE(is_accepted(text, bytes));
    free(text);
}

static void test_a_fault_tells_its_place(void) {
    struct json_object *value = NULL;
    struct json_fault fault;
    CU_ASSERT_FALSE(strict_json_parse("{\"a\": 01}", 9, &value, &fault));
    CU_ASSERT_EQUAL(fault.offset, 7);
    CU_ASSERT_STRING_EQUAL(fault.reason, "a number must not begin with a zero");
}

static void test_values_come_out_whole(void) {
    struct json_object *value = NULL;
    struct json_fault fault;
    const char *text =
        "{\"big\":9007199254740991,\"over\":99999999999999999999,\"under\":-99999999999999999999,"
        "\"real\":12.0,\"power\":1e3,\"text\":\"\\ud83d\\ude00\"}";
    CU_ASSERT_TRUE_FATAL(strict_json_parse(text, strlen(text), &value, &fault));
    CU_ASSERT_EQUAL(json_object_get_int64(json_object_object_get(value, "big")), INT64_C(9007199254740991));
    CU_ASSERT_EQUAL(json_object_get_int64(json_object_object_get(value, "over")), INT64_MAX);
    CU_ASSERT_EQUAL(json_object_get_int64(json_object_object_get(value, "under")), INT64_MIN);
    CU_ASSERT_TRUE(json_object_is_type(json_object_object_get(value, "real"), json_type_double));
    CU_ASSERT_TRUE(json_object_is_type(json_object_object_get(value, "power"), json_type_double));
    CU_ASSERT_STRING_EQUAL(json_object_get_string(json_object_object_get(value, "text")), "\xf0\x9f\x98\x80");
    json_object_put(value);
}

void strict_json_suite(void) {
    static CU_TestInfo tests[] = {
        { "what is json", test_what_is_json },
        { "what is none", test_what_is_none },
        { "characters that are refused", test_characters_that_are_refused },
        { "a name comes once", test_a_name_comes_once },
        { "many names cost no square", test_many_names_cost_no_square },
        { "a fault tells its place", test_a_fault_tells_its_place },
        { "values come out whole", test_values_come_out_whole },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "strict_json", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
