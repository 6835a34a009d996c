#include "cgi/response.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
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

static const char *head_of(const struct response *response) {
    struct buffer head;
    buffer_init(&head, &arena);
    response_write_head(response, &head);
    CU_ASSERT_FALSE(head.failed);
    return head.text;
}

static bool has(const char *head, const char *line) {
    return strstr(head, line) != NULL;
}

static void test_every_answer_has_the_security_headers(void) {
    static const int statuses[] = { 200, 201, 204, 304, 400, 401, 404, 405, 422, 500, 503 };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct response response;
        response_init(&response, &arena);
        response.status = statuses[i];
        const char *head = head_of(&response);
        CU_ASSERT_EQUAL(strncmp(head, "Status: ", 8), 0);
        CU_ASSERT_TRUE(has(head, "\r\nX-Content-Type-Options: nosniff\r\n"));
        CU_ASSERT_TRUE(
            has(head, "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"));
        CU_ASSERT_TRUE(has(head, "\r\nReferrer-Policy: no-referrer\r\n"));
        CU_ASSERT_TRUE(has(head, "\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
        CU_ASSERT_TRUE(has(head, "\r\nVary: Authorization, Cookie\r\n"));
        CU_ASSERT_TRUE(has(head, "\r\nCache-Control: no-store\r\n"));
        CU_ASSERT_STRING_EQUAL(head + strlen(head) - 4, "\r\n\r\n");
        CU_ASSERT_EQUAL(has(head, "Content-Length: 0\r\n"), statuses[i] != 204 && statuses[i] != 304);
        arena_clear(&arena);
    }
}

static void test_a_body_is_announced(void) {
    struct response response;
    response_init(&response, &arena);
    response_json(&response, 200, "{}", 2);
    response.validated = true;
    const char *head = head_of(&response);
    CU_ASSERT_TRUE(has(head, "Status: 200 OK\r\n"));
    CU_ASSERT_TRUE(has(head, "Content-Type: application/json\r\n"));
    CU_ASSERT_TRUE(has(head, "Content-Length: 2\r\n"));
    CU_ASSERT_TRUE(has(head, "Cache-Control: private, no-cache\r\n"));
    CU_ASSERT_TRUE(response_has_body(&response, false));
    CU_ASSERT_FALSE(response_has_body(&response, true));
    response.status = 304;
    CU_ASSERT_FALSE(response_has_body(&response, false));
    CU_ASSERT_FALSE(has(head_of(&response), "Content-Length"));
    arena_clear(&arena);
}

static void test_no_value_ends_its_line(void) {
    struct response response;
    response_init(&response, &arena);
    response_header(&response, "ETag", "\"a\"\r\nSet-Cookie: b=1\n\x7f");
    response_header(&response, "Empty", "");
    CU_ASSERT_STRING_EQUAL(response.lines.text, "ETag: \"a\"Set-Cookie: b=1\r\nEmpty: \r\n");
    arena_clear(&arena);
}

static void test_clearing_keeps_the_request_s_side(void) {
    struct response response;
    response_init(&response, &arena);
    response.token_sent = true;
    response_header(&response, "A", "b");
    response_json(&response, 200, "{}", 2);
    response_clear(&response);
    CU_ASSERT_TRUE(response.token_sent);
    CU_ASSERT_PTR_NULL(response.body);
    CU_ASSERT_STRING_EQUAL(response.lines.text, "");
    CU_ASSERT_EQUAL(response.status, 500);
}

void response_suite(void) {
    static CU_TestInfo tests[] = {
        { "every answer has the security headers", test_every_answer_has_the_security_headers },
        { "a body is announced", test_a_body_is_announced },
        { "no value ends its line", test_no_value_ends_its_line },
        { "clearing keeps the request s side", test_clearing_keeps_the_request_s_side },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "response", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
