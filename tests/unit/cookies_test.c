#include "cgi/cookies.h"

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

static const char *read_access(const char *header) {
    static char line[512];
    static char *parameters[] = { line, NULL };
    struct request request;
    arena_clear(&arena);
    (void)snprintf(line, sizeof line, "%s", header);
    request_init(&request, parameters, NULL, NULL);
    return cookies_value(&request, COOKIE_ACCESS, &arena);
}

static void test_a_cookie_is_found_by_its_whole_name(void) {
    static const struct {
        const char *header, *value;
    } cases[] = {
        { "X=", NULL },
        { "HTTP_COOKIE=", NULL },
        { "HTTP_COOKIE=; ;; ", NULL },
        { "HTTP_COOKIE=__Host-debt_access=a.b.c", "a.b.c" },
        { "HTTP_COOKIE=one=1; __Host-debt_access=a.b.c; two=2", "a.b.c" },
        { "HTTP_COOKIE=__Host-debt_refresh=r;__Host-debt_access=a", "a" },
        { "HTTP_COOKIE=__Host-debt_access=a; __Host-debt_access=b", "a" },
        { "HTTP_COOKIE=__Host-debt_access=", "" },
        { "HTTP_COOKIE=__Host-debt_access", NULL },
        { "HTTP_COOKIE=__host-debt_access=a", NULL },
        { "HTTP_COOKIE=debt_access=a", NULL },
        { "HTTP_COOKIE=__Host-debt_access2=a", NULL },
        { "HTTP_COOKIE=x__Host-debt_access=a", NULL },
        { "HTTP_COOKIE=x=__Host-debt_access=a", NULL },
        { "HTTP_COOKIE=__Host-debt_access=a=b", "a=b" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = read_access(cases[i].header);
        if (cases[i].value == NULL) {
            CU_ASSERT_PTR_NULL(value);
        } else {
            CU_ASSERT_PTR_NOT_NULL_FATAL(value);
            CU_ASSERT_STRING_EQUAL(value, cases[i].value);
        }
    }
}

static void test_cookies_are_set_and_forgotten(void) {
    arena_clear(&arena);
    struct response response;
    response_init(&response, &arena);
    cookies_set(&response, COOKIE_ACCESS, "a.b.c", 60);
    CU_ASSERT_STRING_EQUAL(
        response.lines.text,
        "Set-Cookie: __Host-debt_access=a.b.c; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict\r\n");
    response_clear(&response);
    cookies_clear(&response);
    CU_ASSERT_STRING_EQUAL(
        response.lines.text,
        "Set-Cookie: __Host-debt_access=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict\r\n"
        "Set-Cookie: __Host-debt_refresh=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict\r\n");
    CU_ASSERT_FALSE(response.failed);
}

void cookies_suite(void) {
    static CU_TestInfo tests[] = {
        { "a cookie is found by its whole name", test_a_cookie_is_found_by_its_whole_name },
        { "cookies are set and forgotten", test_cookies_are_set_and_forgotten },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "cookies", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
