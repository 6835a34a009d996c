#include "site/uuid.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <string.h>

static int init(void) {
    return sodium_init() < 0 ? -1 : 0;
}

static void test_what_is_a_uuid(void) {
    static const char *const uuids[] = { "01234567-89ab-cdef-0123-456789abcdef",
                                         "00000000-0000-0000-0000-000000000000",
                                         "ffffffff-ffff-ffff-ffff-ffffffffffff" };
    for (size_t i = 0; i < sizeof uuids / sizeof *uuids; i++) {
        CU_ASSERT_TRUE(uuid_is_text(uuids[i], strlen(uuids[i])));
    }
}

static void test_what_is_none(void) {
    static const char *const others[] = {
        "",
        "01234567-89ab-cdef-0123-456789abcde",
        "01234567-89ab-cdef-0123-456789abcdef0",
        "01234567-89AB-cdef-0123-456789abcdef",
        "01234567-89ag-cdef-0123-456789abcdef",
        "01234567x89ab-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcdef----",
        "0123456-789ab-cdef-0123-456789abcdef",
        "-1234567-89ab-cdef-0123-456789abcdef",
        "01234567-89ab-cdef-0123-456789abcde\n",
    };
    char uuid[UUID_TEXT_BYTES];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(uuid_is_text(others[i], strlen(others[i])));
    }
    CU_ASSERT_FALSE(uuid_normalise("01234567-89ag-cdef-0123-456789abcdef", uuid));
    CU_ASSERT_STRING_EQUAL(uuid, "");
    CU_ASSERT_FALSE(uuid_normalise("", uuid));
    CU_ASSERT_FALSE(uuid_normalise("01234567-89ab-cdef-0123-456789abcdef ", uuid));
}

static void test_either_case_is_made_lower(void) {
    char uuid[UUID_TEXT_BYTES];
    CU_ASSERT_TRUE(uuid_normalise("01234567-89AB-CDEF-0123-456789abcDEF", uuid));
    CU_ASSERT_STRING_EQUAL(uuid, "01234567-89ab-cdef-0123-456789abcdef");
}

static void test_drawn_ones_are_random_and_of_version_4(void) {
    char one[UUID_TEXT_BYTES];
    char other[UUID_TEXT_BYTES];
    for (int i = 0; i < 100; i++) {
        uuid_draw(one);
        uuid_draw(other);
        CU_ASSERT_TRUE(uuid_is_text(one, strlen(one)));
        CU_ASSERT_EQUAL(one[14], '4');
        CU_ASSERT_PTR_NOT_NULL(strchr("89ab", one[19]));
        CU_ASSERT_STRING_NOT_EQUAL(one, other);
    }
}

static void test_to_digits_and_back(void) {
    char hex[UUID_HEX_CHARACTERS];
    char uuid[UUID_TEXT_BYTES];
    uuid_to_hex("01234567-89ab-cdef-0123-456789abcdef", hex);
    CU_ASSERT_EQUAL(memcmp(hex, "0123456789abcdef0123456789abcdef", sizeof hex), 0);
    CU_ASSERT_TRUE(uuid_from_hex(hex, uuid));
    CU_ASSERT_STRING_EQUAL(uuid, "01234567-89ab-cdef-0123-456789abcdef");
    hex[5] = 'G';
    CU_ASSERT_FALSE(uuid_from_hex(hex, uuid));
}

void uuid_suite(void) {
    static CU_TestInfo tests[] = {
        { "what is a uuid", test_what_is_a_uuid },
        { "what is none", test_what_is_none },
        { "either case is made lower", test_either_case_is_made_lower },
        { "drawn ones are random and of version 4", test_drawn_ones_are_random_and_of_version_4 },
        { "to digits and back", test_to_digits_and_back },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "uuid", init, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
