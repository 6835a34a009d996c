#include "cgi/calendar.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

static void test_days(void) {
    static const char *const days[] = { "0001-01-01", "9999-12-31", "2024-02-29",
                                        "2000-02-29", "2026-11-30", "1900-02-28" };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        CU_ASSERT_TRUE(calendar_is_day(days[i], strlen(days[i])));
    }
}

static void test_what_is_no_day(void) {
    static const char *const others[] = {
        "",           "2026-02-29", "1900-02-29",  "2026-04-31",           "2026-13-01",
        "2026-00-10", "2026-01-00", "2026-01-32",  "0000-01-01",           "2026-1-01",
        "2026-01-1",  "20260101",   "2026/01/01",  "2026-01-01 ",          " 2026-01-01",
        "2026-01-0a", "-026-01-01", "12026-01-01", "2026-01-01T00:00:00Z", "today",
        "infinity",   "2026-+1-01"
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(calendar_is_day(others[i], strlen(others[i])));
    }
}

static void test_instants(void) {
    static const char *const instants[] = {
        "2026-01-31T12:00:00Z",           "2026-01-31t12:00:00z",      "2026-01-31T23:59:59.123456Z",
        "2026-01-31T00:00:00.5+02:00",    "2026-01-31T00:00:00-11:30", "0001-01-01T00:00:00Z",
        "2026-01-31T12:00:00.123456789Z",
    };
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        CU_ASSERT_TRUE(calendar_is_instant(instants[i], strlen(instants[i])));
    }
}

static void test_what_is_no_instant(void) {
    static const char *const others[] = {
        "",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31 12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T12:00:60Z",
        "2026-01-31T12:00Z",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00.1234567890Z",
        "2026-01-31T12:00:00+0200",
        "2026-01-31T12:00:00+25:00",
        "2026-01-31T12:00:00+02:60",
        "2026-01-31T12:00:00ZZ",
        "2026-01-31T12:00:00Z ",
        "2026-01-31T1a:00:00Z",
        "now",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(calendar_is_instant(others[i], strlen(others[i])));
    }
}

void calendar_suite(void) {
    static CU_TestInfo tests[] = {
        { "days", test_days },
        { "what is no day", test_what_is_no_day },
        { "instants", test_instants },
        { "what is no instant", test_what_is_no_instant },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "calendar", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
