#include "cgi/parameters.h"

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

static const char *const sorts[] = { "name", "-name", NULL };

static const struct parameter table[] = {
    { .name = "search", .type = PARAMETER_TEXT, .max = 5 },
    { .name = "cursor", .type = PARAMETER_TEXT, .min = 1, .max = 100 },
    { .name = "contact_id", .type = PARAMETER_UUID },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "after", .type = PARAMETER_INTEGER, .max = INT64_MAX },
    { .name = "settled", .type = PARAMETER_BOOLEAN, .max = 1 },
    { .name = "overdue", .type = PARAMETER_BOOLEAN, .min = 1, .max = 1 },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = "currency", .type = PARAMETER_CURRENCY },
    { .name = "sort", .type = PARAMETER_CHOICE, .choices = sorts },
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = NULL },
};

/* The JSON that a good query comes to. */
static void expect_json(const char *query, const char *expected) {
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(table, query, &arena, &parameters, &faults);
    struct buffer json;
    buffer_init(&json, &arena);
    parameters_json(&parameters, &json);
    if (faults.count > 0 || strcmp(json.text, expected) != 0) {
        (void)printf("# %s: expected <%s>, found <%s>, faults <%s>\n", query, expected, json.text,
                     faults.json.text);
    }
    CU_ASSERT_EQUAL(faults.count, 0);
    CU_ASSERT_STRING_EQUAL(json.text, expected);
    arena_clear(&arena);
}

/* A query with one fault, which names `field` with `code`. */
static void expect_fault(const char *query, const char *field, const char *code) {
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(table, query, &arena, &parameters, &faults);
    char expected[256];
    (void)snprintf(expected, sizeof expected, "{\"field\":\"%s\",\"code\":\"%s\",\"message\":", field, code);
    if (strncmp(faults.json.text, expected, strlen(expected)) != 0) {
        (void)printf("# %s: expected <%s>, found <%s>\n", query, expected, faults.json.text);
    }
    CU_ASSERT_EQUAL(faults.count, 1);
    CU_ASSERT_EQUAL(strncmp(faults.json.text, expected, strlen(expected)), 0);
    arena_clear(&arena);
}

static void test_good_queries(void) {
    expect_json("", "{}");
    expect_json("&&", "{}");
    expect_json("limit=50", "{\"limit\":50}");
    expect_json("limit=1&&after=0&", "{\"limit\":1,\"after\":0}");
    expect_json("after=9223372036854775807", "{\"after\":9223372036854775807}");
    expect_json("settled=true", "{\"settled\":true}");
    expect_json("settled=false&overdue=true", "{\"settled\":false,\"overdue\":true}");
    expect_json("search=a+b", "{\"search\":\"a b\"}");
    expect_json("search=a%2Bb", "{\"search\":\"a+b\"}");
    expect_json("search=%22%5c", "{\"search\":\"\\u0022\\u005c\"}");
    expect_json("search=J%C3%B6rg", "{\"search\":\"J\xc3\xb6rg\"}");
    expect_json("search=J\xc3\xb6rg", "{\"search\":\"J\xc3\xb6rg\"}");
    expect_json("search=", "{}");
    expect_json("search", "{}");
    expect_json("search=a=b", "{\"search\":\"a=b\"}");
    expect_json("%6cimit=5", "{\"limit\":5}");
    expect_json("sort=-name&currency=EUR&on=2024-02-29",
                "{\"sort\":\"-name\",\"currency\":\"EUR\",\"on\":\"2024-02-29\"}");
    expect_json("contact_id=01234567-89ab-cdef-0123-456789abcdef",
                "{\"contact_id\":\"01234567-89ab-cdef-0123-456789abcdef\"}");
    expect_json("at=42", "{\"at\":42}");
    expect_json("at=2026-01-31T12:00:00.5Z", "{\"at\":\"2026-01-31T12:00:00.5Z\"}");
    expect_json("at=2026-01-31T12:00:00%2B02:00", "{\"at\":\"2026-01-31T12:00:00+02:00\"}");
}

static void test_unknown_and_repeated(void) {
    expect_fault("foo=1", "foo", "unknown");
    expect_fault("Limit=1", "Limit", "unknown");
    expect_fault("=1", "", "unknown");
    expect_fault("limit%00=1", "?", "unknown");
    expect_fault("%ff=1", "?", "unknown");
    expect_fault("limit=1&limit=1", "limit", "duplicate");
    expect_fault("search=&search=", "search", "duplicate");
    expect_fault("limit=1&%6cimit=2", "limit", "duplicate");
}

static void test_bad_encodings(void) {
    static const char *const queries[] = { "search=%",   "search=%4",        "search=%4g",    "search=%g4",
                                           "search=%00", "search=a%00b",     "search=%ff",    "search=\xff",
                                           "search=%c3", "search=%ed%a0%80", "search=%c0%80", "search=%-1" };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        expect_fault(queries[i], "search", "format");
    }
}

static void test_integers(void) {
    static const struct {
        const char *value, *code;
    } cases[] = {
        { "0", "range" },
        { "1001", "range" },
        { "-1", "range" },
        { "99999999999999999999", "range" },
        { "9223372036854775808", "range" },
        { "01", "range" },
        { "", "range" },
        { "1.0", "format" },
        { "1e2", "format" },
        { "0x10", "format" },
        { "ten", "format" },
        { "+5", "format" },
        { "%205", "format" },
        { "5%20", "format" },
        { "5;", "format" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char query[64];
        (void)snprintf(query, sizeof query, "limit=%s", cases[i].value);
        expect_fault(query, "limit", cases[i].code);
    }
    expect_fault("after=-1", "after", "range");
    expect_fault("after=9223372036854775808", "after", "range");
}

static void test_other_types(void) {
    expect_fault("settled=", "settled", "choice");
    expect_fault("settled=TRUE", "settled", "choice");
    expect_fault("settled=1", "settled", "choice");
    expect_fault("overdue=false", "overdue", "choice");
    expect_fault("on=2026-02-30", "on", "format");
    expect_fault("on=", "on", "format");
    expect_fault("currency=XXX", "currency", "choice");
    expect_fault("sort=names", "sort", "choice");
    expect_fault("sort=", "sort", "choice");
    expect_fault("contact_id=01234567-89AB-cdef-0123-456789abcdef", "contact_id", "format");
    expect_fault("at=-1", "at", "format");
    expect_fault("at=2026-01-31", "at", "format");
    expect_fault("at=99999999999999999999", "at", "format");
    expect_fault("at=2026-01-31T12:00:00+02:00", "at", "format"); /* + is a space */
    expect_fault("search=abcdef", "search", "too_long");
    expect_fault("search=a%0Ab", "search", "format");
    expect_fault("cursor=", "cursor", "too_short");
}

static void test_all_faults_at_once(void) {
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(table, "limit=0&foo=1&on=x&search=ok", &arena, &parameters, &faults);
    CU_ASSERT_EQUAL(faults.count, 3);
    CU_ASSERT_STRING_EQUAL(parameters_value(&parameters, "search"), "ok");
    CU_ASSERT_PTR_NULL(parameters_value(&parameters, "foo"));
    arena_clear(&arena);
}

static void test_a_flood_of_parameters(void) {
    char query[4001];
    for (size_t i = 0; i < 1000; i++) {
        memcpy(query + 4 * i, "x=1&", 4);
    }
    query[4000] = '\0';
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(table, query, &arena, &parameters, &faults);
    CU_ASSERT_EQUAL(faults.count, 1000);
    CU_ASSERT_EQUAL(parameters.count, 0);
    arena_clear(&arena);
}

static void test_without_a_table_all_are_unknown(void) {
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(NULL, "a=1", &arena, &parameters, &faults);
    CU_ASSERT_EQUAL(faults.count, 1);
    arena_clear(&arena);
}

static void test_the_next_page_keeps_the_query(void) {
    struct parameters parameters;
    struct faults faults;
    faults_init(&faults, &arena);
    parameters_read(table, "search=a%26%3E&cursor=old&limit=2", &arena, &parameters, &faults);
    CU_ASSERT_EQUAL_FATAL(faults.count, 0);
    struct buffer query;
    buffer_init(&query, &arena);
    parameters_next_page(&parameters, "a+/=", &query);
    CU_ASSERT_STRING_EQUAL(query.text, "search=a%26%3E&limit=2&cursor=a%2B%2F%3D");
    arena_clear(&arena);
}

void parameters_suite(void) {
    static CU_TestInfo tests[] = {
        { "good queries", test_good_queries },
        { "unknown and repeated", test_unknown_and_repeated },
        { "bad encodings", test_bad_encodings },
        { "integers", test_integers },
        { "other types", test_other_types },
        { "all faults at once", test_all_faults_at_once },
        { "a flood of parameters", test_a_flood_of_parameters },
        { "without a table all are unknown", test_without_a_table_all_are_unknown },
        { "the next page keeps the query", test_the_next_page_keeps_the_query },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "parameters", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
