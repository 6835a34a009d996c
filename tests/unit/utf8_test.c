#include "site/utf8.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

static void test_invalid_bytes_are_refused(void) {
    static const char *const invalid[] = {
        "\x80",             /* a continuation without a beginning */
        "\xc3",             /* cut off */
        "\xe2\x82",         /* cut off */
        "\xf0\x9f\x98",     /* cut off */
        "\xc3\x28",         /* no continuation */
        "\xc0\xaf",         /* overlong / */
        "\xe0\x80\xaf",     /* overlong / */
        "\xf0\x80\x80\xaf", /* overlong / */
        "\xc1\xbf",         /* overlong */
        "\xed\xa0\x80",     /* U+D800 */
        "\xed\xbf\xbf",     /* U+DFFF */
        "\xf4\x90\x80\x80", /* U+110000 */
        "\xf8\x88\x80\x80", /* five bytes */
        "\xff",
        "\xfe",
        "ok\xe9", /* Latin-1 */
    };
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        CU_ASSERT_FALSE(utf8_is_valid(invalid[i], strlen(invalid[i])));
    }
}

static void test_valid_text_is_counted_in_characters(void) {
    static const struct {
        const char *text;
        size_t characters;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "J\xc3\xb6rg", 4 },
        { "\xe2\x82\xac", 1 },
        { "\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf", 2 },
        { "\xed\x9f\xbf\xee\x80\x80", 2 }, /* on both sides of the surrogates */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_TRUE(utf8_is_valid(cases[i].text, strlen(cases[i].text)));
        CU_ASSERT_EQUAL(utf8_characters(cases[i].text, strlen(cases[i].text)), cases[i].characters);
    }
    CU_ASSERT_TRUE(utf8_is_valid("a\0b", 3));
}

static void test_blank_is_what_shows_nothing(void) {
    static const char *const blank[] = { "",
                                         " ",
                                         " \t\r\n\v\f",
                                         "\xc2\xa0",       /* no-break space */
                                         "\xc2\x85",       /* next line */
                                         "\xe1\x9a\x80",   /* ogham space */
                                         "\xe2\x80\x83",   /* em space */
                                         "\xe2\x80\x8b",   /* zero width space */
                                         "\xe2\x80\xa8",   /* line separator */
                                         "\xe2\x80\xaf",   /* narrow no-break space */
                                         "\xe2\x81\x9f",   /* medium mathematical space */
                                         "\xe3\x80\x80",   /* ideographic space */
                                         "\xef\xbb\xbf",   /* byte order mark */
                                         "\xe2\xa0\x80" }; /* braille blank */
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        CU_ASSERT_TRUE(utf8_is_blank(blank[i], strlen(blank[i])));
    }
    static const char *const visible[] = { "a", " a ", "\xe3\x80\x80\xe6\x9d\x8e", ".", "\xf0\x9f\x98\x80" };
    for (size_t i = 0; i < sizeof visible / sizeof *visible; i++) {
        CU_ASSERT_FALSE(utf8_is_blank(visible[i], strlen(visible[i])));
    }
}

static void test_control_characters(void) {
    static const char *const never[] = { "\x01", "a\x1f", "\x7f", "\xc2\x80", "\xc2\x9f", "\x1b[31m" };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        CU_ASSERT_TRUE(utf8_has_control(never[i], strlen(never[i]), false));
        CU_ASSERT_TRUE(utf8_has_control(never[i], strlen(never[i]), true));
    }
    static const char *const lines[] = { "\n", "a\r\nb", "\t", "\xe2\x80\xa8", "\xe2\x80\xa9" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        CU_ASSERT_TRUE(utf8_has_control(lines[i], strlen(lines[i]), false));
        CU_ASSERT_FALSE(utf8_has_control(lines[i], strlen(lines[i]), true));
    }
    CU_ASSERT_FALSE(utf8_has_control("J\xc3\xb6rg \xc2\xa0", 8, false));
}

static void test_prefix_ends_between_characters(void) {
    const char *text = "a\xc3\xb6\xe2\x82\xac\xf0\x9f\x98\x80";
    static const size_t bytes[] = { 0, 1, 3, 6, 10, 10 };
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        CU_ASSERT_EQUAL(utf8_prefix_bytes(text, strlen(text), i), bytes[i]);
    }
}

void utf8_suite(void) {
    static CU_TestInfo tests[] = {
        { "invalid bytes are refused", test_invalid_bytes_are_refused },
        { "valid text is counted in characters", test_valid_text_is_counted_in_characters },
        { "blank is what shows nothing", test_blank_is_what_shows_nothing },
        { "control characters", test_control_characters },
        { "prefix ends between characters", test_prefix_ends_between_characters },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "utf8", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
