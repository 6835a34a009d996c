#include "cgi/problem.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <json-c/json.h>
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

static void test_what_sqlstates_mean(void) {
    static const struct {
        const char *sqlstate;
        int status;
        const char *code;
    } cases[] = {
        { "LD001", 401, "unauthenticated" },
        { "LD002", 401, "invalid_credentials" },
        { "LD003", 401, "token_expired" },
        { "LD004", 403, "forbidden" },
        { "LD005", 403, "registration_closed" },
        { "LD006", 404, "not_found" },
        { "LD007", 409, "id_taken" },
        { "LD008", 409, "contact_not_settled" },
        { "LD009", 409, "linked" },
        { "LD010", 409, "cannot_undo" },
        { "LD011", 409, "diverged" },
        { "LD012", 409, "username_taken" },
        { "LD013", 412, "version_mismatch" },
        { "LD014", 422, "invalid_field" },
        { "LD015", 422, "sum_too_large" },
        { "LD016", 422, "idempotency_key_reused" },
        { "LD017", 400, "invalid_parameter" },
        { "57014", 503, "unavailable" }, /* statement timeout */
        { "57P01", 503, "unavailable" },
        { "08006", 503, "unavailable" },
        { "53300", 503, "unavailable" }, /* too many connections */
        { "58030", 503, "unavailable" },
        { "40001", 503, "unavailable" },
        { "40P01", 503, "unavailable" },
        { "55P03", 503, "unavailable" },
        { "23505", 500, "internal_error" },
        { "42883", 500, "internal_error" },
        { "22P02", 500, "internal_error" },
        { "LD999", 500, "internal_error" },
        { "", 500, "internal_error" },
        { NULL, 500, "internal_error" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct problem_entry *problem = &problems[problem_of_sqlstate(cases[i].sqlstate)];
        CU_ASSERT_EQUAL(problem->status, cases[i].status);
        CU_ASSERT_STRING_EQUAL(problem->code, cases[i].code);
    }
}

static const char *text_of(struct json_object *object, const char *name) {
    return json_object_get_string(json_object_object_get(object, name));
}

static void test_each_problem_is_a_document(void) {
    for (int code = 0; code < PROBLEM_COUNT; code++) {
        struct response response;
        response_init(&response, &arena);
        problem_respond(&response, (enum problem_code)code, "Say \"this\".", "{\"version\": 7}");
        struct json_object *document = json_tokener_parse(response.body);
        CU_ASSERT_PTR_NOT_NULL_FATAL(document);
        CU_ASSERT_EQUAL(response.body_bytes, strlen(response.body));
        CU_ASSERT_STRING_EQUAL(response.media_type, "application/problem+json");
        CU_ASSERT_EQUAL(json_object_get_int(json_object_object_get(document, "status")), response.status);
        CU_ASSERT_STRING_EQUAL(text_of(document, "detail"), "Say \"this\".");
        CU_ASSERT_STRING_EQUAL(text_of(document, "code"), problems[code].code);
        CU_ASSERT_PTR_NOT_NULL(strstr(text_of(document, "type"), problems[code].code));
        CU_ASSERT_TRUE(strlen(text_of(document, "title")) > 0);
        CU_ASSERT_EQUAL(json_object_get_int(json_object_object_get(document, "version")), 7);
        CU_ASSERT_EQUAL(strstr(response.lines.text, "WWW-Authenticate: Bearer") != NULL,
                        response.status == 401);
        CU_ASSERT_EQUAL(strstr(response.lines.text, "Retry-After: 1\r\n") != NULL,
                        response.status == 429 || response.status == 503);
        json_object_put(document);
        arena_clear(&arena);
    }
}

static void test_members_that_are_none(void) {
    static const char *const members[] = { NULL, "", "{}", "[1]", "{", "x" };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        struct response response;
        response_init(&response, &arena);
        problem_respond(&response, PROBLEM_NOT_FOUND, NULL, members[i]);
        struct json_object *document = json_tokener_parse(response.body);
        CU_ASSERT_PTR_NOT_NULL_FATAL(document);
        CU_ASSERT_EQUAL(json_object_object_length(document), 5); /* type, title, status, code, detail */
        json_object_put(document);
    }
    arena_clear(&arena);
}

static void test_retry_after_is_what_the_database_says(void) {
    struct response response;
    response_init(&response, &arena);
    problem_respond(&response, PROBLEM_RATE_LIMITED, NULL, "{\"retry_after\": 417}");
    CU_ASSERT_STRING_EQUAL(response.lines.text, "Retry-After: 417\r\n");
    CU_ASSERT_PTR_NOT_NULL(strstr(response.body, "\"retry_after\": 417"));
    arena_clear(&arena);
}

static void test_the_challenge_tells_a_refused_token_from_none(void) {
    struct response response;
    response_init(&response, &arena);
    problem_respond(&response, PROBLEM_UNAUTHENTICATED, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(response.lines.text, "WWW-Authenticate: Bearer realm=\"debt-tracker\"\r\n");
    response.token_sent = true;
    problem_respond(&response, PROBLEM_TOKEN_EXPIRED, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(response.lines.text,
                           "WWW-Authenticate: Bearer realm=\"debt-tracker\", error=\"invalid_token\"\r\n");
    arena_clear(&arena);
}

static void test_faults_become_errors(void) {
    struct response response;
    response_init(&response, &arena);
    struct faults faults;
    faults_init(&faults, &arena);
    faults_add(&faults, "name", "blank", "Must not be %s.", "blank");
    faults_add(&faults, "we\"ird\n", "unknown", "x");
    problem_respond_faults(&response, PROBLEM_INVALID_FIELD, NULL, &faults);
    struct json_object *document = json_tokener_parse(response.body);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    struct json_object *errors = json_object_object_get(document, "errors");
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(errors), 2);
    CU_ASSERT_STRING_EQUAL(text_of(json_object_array_get_idx(errors, 0), "message"), "Must not be blank.");
    CU_ASSERT_STRING_EQUAL(text_of(json_object_array_get_idx(errors, 1), "field"), "we\"ird\n");
    json_object_put(document);
    arena_clear(&arena);
}

void problem_suite(void) {
    static CU_TestInfo tests[] = {
        { "what sqlstates mean", test_what_sqlstates_mean },
        { "each problem is a document", test_each_problem_is_a_document },
        { "members that are none", test_members_that_are_none },
        { "Retry-After is what the database says", test_retry_after_is_what_the_database_says },
        { "the challenge tells a refused token from none",
          test_the_challenge_tells_a_refused_token_from_none },
        { "faults become errors", test_faults_become_errors },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "problem", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
