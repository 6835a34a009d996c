#include "cgi/origin.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>

static const char here[] = "https://debts.example";

/* A request with these headers; NULL: not sent. */
static struct request request_with(const char *method, const char *site, const char *origin) {
    static char lines[3][128];
    static char *parameters[] = { lines[0], lines[1], lines[2], NULL };
    (void)snprintf(lines[0], sizeof lines[0], "REQUEST_METHOD=%s", method);
    (void)snprintf(lines[1], sizeof lines[1], site == NULL ? "X=" : "HTTP_SEC_FETCH_SITE=%s", site);
    (void)snprintf(lines[2], sizeof lines[2], origin == NULL ? "Y=" : "HTTP_ORIGIN=%s", origin);
    struct request request;
    request_init(&request, parameters, NULL, NULL);
    return request;
}

static void test_where_a_request_comes_from(void) {
    static const struct {
        const char *method, *site, *origin;
        enum origin expected;
    } cases[] = {
        { "POST", "same-origin", NULL, ORIGIN_SAME },
        { "POST", "same-origin", "https://elsewhere.example", ORIGIN_SAME }, /* a second name of this host */
        { "POST", "same-site", NULL, ORIGIN_OTHER },
        { "POST", "cross-site", here, ORIGIN_OTHER },
        { "POST", "Same-Origin", here, ORIGIN_OTHER },
        { "POST", "", here, ORIGIN_OTHER },
        { "GET", "none", NULL, ORIGIN_SAME },
        { "HEAD", "none", NULL, ORIGIN_SAME },
        { "POST", "none", NULL, ORIGIN_UNKNOWN },
        { "DELETE", "none", here, ORIGIN_UNKNOWN },
        { "POST", NULL, here, ORIGIN_SAME },
        { "POST", NULL, "https://debts.example:443", ORIGIN_OTHER },
        { "POST", NULL, "https://debts.example/", ORIGIN_OTHER },
        { "POST", NULL, "http://debts.example", ORIGIN_OTHER },
        { "POST", NULL, "https://debts.example.evil", ORIGIN_OTHER },
        { "POST", NULL, "null", ORIGIN_OTHER },
        { "POST", NULL, "", ORIGIN_OTHER },
        { "POST", NULL, NULL, ORIGIN_UNKNOWN },
        { "GET", NULL, NULL, ORIGIN_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct request request = request_with(cases[i].method, cases[i].site, cases[i].origin);
        CU_ASSERT_EQUAL(origin_of(&request, here), cases[i].expected);
    }
}

static void test_a_handshake_tells_its_exact_origin(void) {
    static const struct {
        const char *site, *origin;
        bool expected;
    } cases[] = {
        { NULL, here, true },
        { "cross-site", here, true },
        { "same-origin", NULL, false },
        { "same-origin", "https://elsewhere.example", false },
        { NULL, "HTTPS://debts.example", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct request request = request_with("GET", cases[i].site, cases[i].origin);
        CU_ASSERT_EQUAL(origin_is(&request, here), cases[i].expected);
    }
}

void origin_suite(void) {
    static CU_TestInfo tests[] = {
        { "where a request comes from", test_where_a_request_comes_from },
        { "a handshake tells its exact origin", test_a_handshake_tells_its_exact_origin },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "origin", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
