#include "cgi/request.h"

#include "site/utf8.h"
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

/* A body that comes in pieces of any size. */
struct source {
    const char *text;
    size_t bytes;
};

static size_t read_source(void *connection, char *memory, size_t bytes) {
    struct source *source = connection;
    const size_t count = bytes < source->bytes ? bytes : source->bytes;
    memcpy(memory, source->text, count);
    source->text += count;
    source->bytes -= count;
    return count;
}

static void test_parameters_are_found_by_their_whole_name(void) {
    static char *const parameters[] = {
        "REQUEST_METHOD=HEAD", "DOCUMENT_URI=/a", "HTTP_X=1", "HTTP_X_Y=2", "NOTHING", "EMPTY=", NULL
    };
    struct request request;
    request_init(&request, parameters, NULL, NULL);
    CU_ASSERT_TRUE(request.head_only);
    CU_ASSERT_STRING_EQUAL(request.path, "/a");
    CU_ASSERT_STRING_EQUAL(request.query, "");
    CU_ASSERT_STRING_EQUAL(request_parameter(&request, "HTTP_X"), "1");
    CU_ASSERT_STRING_EQUAL(request_parameter(&request, "HTTP_X_Y"), "2");
    CU_ASSERT_STRING_EQUAL(request_parameter(&request, "EMPTY"), "");
    CU_ASSERT_PTR_NULL(request_parameter(&request, "HTTP_"));
    CU_ASSERT_PTR_NULL(request_parameter(&request, "NOTHING"));
}

static enum body_verdict read_body(const char *length, struct source *source, struct request *request) {
    char line[128];
    (void)snprintf(line, sizeof line, "CONTENT_LENGTH=%s", length);
    char *parameters[] = { line, NULL };
    request_init(request, parameters, read_source, source);
    return request_read_body(request, &arena, 10);
}

static void test_what_the_query_gives(void) {
    static const struct {
        const char *query, *text;
    } cases[] = {
        { "ticket=abc", "abc" },
        { "after=3&ticket=abc", "abc" },
        { "ticket=abc&after=3", "abc&after=3" },
        { "ticket=", "" },
        { "a&ticket=abc", "abc" },
        { "&&ticket=abc", "abc" },
        { "ticket=1&ticket=2", "1&ticket=2" },
        { "", NULL },
        { "ticket", NULL },
        { "tickets=abc", NULL },
        { "a_ticket=abc", NULL },
        { "after=ticket=abc", NULL },
        { "&", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[128];
        (void)snprintf(line, sizeof line, "QUERY_STRING=%s", cases[i].query);
        char *parameters[] = { line, NULL };
        struct request request;
        request_init(&request, parameters, NULL, NULL);
        const char *text = request_query_text(&request, "ticket");
        if (cases[i].text == NULL) {
            CU_ASSERT_PTR_NULL(text);
        } else {
            CU_ASSERT_PTR_NOT_NULL_FATAL(text);
            CU_ASSERT_STRING_EQUAL(text, cases[i].text);
        }
    }
}

static void test_a_body_is_as_long_as_it_says(void) {
    static const struct {
        const char *length, *sent;
        enum body_verdict verdict;
        const char *body;
    } cases[] = {
        { "5", "hello", BODY_READ, "hello" },
        { "5", "hello world", BODY_READ, "hello" },
        { "0", "hello", BODY_READ, "" },
        { "", "", BODY_READ, "" },
        { "010", "0123456789", BODY_READ, "0123456789" },
        { "6", "hello", BODY_BROKEN, NULL },
        { "-1", "hello", BODY_BROKEN, NULL },
        { "5x", "hello", BODY_BROKEN, NULL },
        { " 5", "hello", BODY_BROKEN, NULL },
        { "11", "0123456789a", BODY_TOO_LARGE, NULL },
        { "99999999999999999999999999", "hello", BODY_TOO_LARGE, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source source = { .text = cases[i].sent, .bytes = strlen(cases[i].sent) };
        struct request request;
        CU_ASSERT_EQUAL(read_body(cases[i].length, &source, &request), cases[i].verdict);
        if (cases[i].body != NULL) {
            CU_ASSERT_STRING_EQUAL(request.body, cases[i].body);
            CU_ASSERT_EQUAL(request.body_bytes, strlen(cases[i].body));
        }
    }
    arena_clear(&arena);
}

static void test_the_rest_is_drained_within_a_bound(void) {
    static char flood[9 * 1024 * 1024];
    struct source source = { .text = flood, .bytes = 100000 };
    struct request request;
    CU_ASSERT_EQUAL(read_body("100000", &source, &request), BODY_TOO_LARGE);
    request_drain(&request);
    CU_ASSERT_EQUAL(source.bytes, 0);
    source = (struct source) { .text = flood, .bytes = sizeof flood };
    request_drain(&request);
    CU_ASSERT_TRUE(source.bytes > 0);
}

static bool is_json(const char *type, const char *encoding) {
    char type_line[128];
    char encoding_line[128];
    (void)snprintf(type_line, sizeof type_line, "CONTENT_TYPE=%s", type);
    (void)snprintf(encoding_line, sizeof encoding_line, "HTTP_CONTENT_ENCODING=%s", encoding);
    char *parameters[] = { type_line, encoding_line, NULL };
    struct request request;
    request_init(&request, parameters, NULL, NULL);
    return request_is_json(&request);
}

static void test_media_types(void) {
    static const char *const accepted[] = {
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "application/json ; charset=\"utf-8\"",
        "application/json;",
        "application/json ",
    };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        CU_ASSERT_TRUE(is_json(accepted[i], ""));
    }
    static const char *const refused[] = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/problem+json",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "application/json; charset=utf-8; a=b",
        "application/json charset=utf-8",
        "application/json, text/plain",
        "text/application/json",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        CU_ASSERT_FALSE(is_json(refused[i], ""));
    }
    CU_ASSERT_TRUE(is_json("application/json", "identity"));
    CU_ASSERT_FALSE(is_json("application/json", "gzip"));
    char *const none[] = { NULL };
    struct request request;
    request_init(&request, none, NULL, NULL);
    CU_ASSERT_FALSE(request_is_json(&request));
}

static void test_bearer_tokens(void) {
    static const struct {
        const char *header, *token;
    } cases[] = {
        { "Bearer abc", "abc" },
        { "bearer abc", "abc" },
        { "BEARER  abc", "abc" },
        { "Bearer ", "" },
        { "Basic YTpi", NULL },
        { "Bearer", NULL },
        { "", NULL },
        { "abc", NULL },
        { "BearerToken abc", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[128];
        (void)snprintf(line, sizeof line, "HTTP_AUTHORIZATION=%s", cases[i].header);
        char *parameters[] = { line, NULL };
        struct request request;
        request_init(&request, parameters, NULL, NULL);
        const char *token = request_bearer_token(&request);
        if (cases[i].token == NULL) {
            CU_ASSERT_PTR_NULL(token);
        } else {
            CU_ASSERT_PTR_NOT_NULL_FATAL(token);
            CU_ASSERT_STRING_EQUAL(token, cases[i].token);
        }
    }
}

static const char *device(const char *agent) {
    char line[2048];
    (void)snprintf(line, sizeof line, "HTTP_USER_AGENT=%s", agent);
    char *parameters[] = { line, NULL };
    struct request request;
    request_init(&request, parameters, NULL, NULL);
    return request_device(&request, &arena);
}

static void test_devices(void) {
    CU_ASSERT_PTR_NULL(device(""));
    CU_ASSERT_STRING_EQUAL(device("Firefox/1.0"), "Firefox/1.0");
    CU_ASSERT_STRING_EQUAL(device("J\xc3\xb6rg"), "J\xc3\xb6rg");
    CU_ASSERT_STRING_EQUAL(device("J\xf6rg"), "J?rg");
    CU_ASSERT_STRING_EQUAL(device("a\tb"), "a?b");
    char agent[1001];
    for (size_t i = 0; i < 500; i++) {
        memcpy(agent + 2 * i, "\xc3\xb6", 2);
    }
    agent[1000] = '\0';
    const char *label = device(agent);
    CU_ASSERT_EQUAL(strlen(label), 400);
    CU_ASSERT_TRUE(utf8_is_valid(label, strlen(label)));
    arena_clear(&arena);
}

void request_suite(void) {
    static CU_TestInfo tests[] = {
        { "parameters are found by their whole name", test_parameters_are_found_by_their_whole_name },
        { "what the query gives", test_what_the_query_gives },
        { "a body is as long as it says", test_a_body_is_as_long_as_it_says },
        { "the rest is drained within a bound", test_the_rest_is_drained_within_a_bound },
        { "media types", test_media_types },
        { "bearer tokens", test_bearer_tokens },
        { "devices", test_devices },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "request", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
