#include "cgi/fields.h"

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

static const char *const kinds[] = { "money", "item", NULL };

static const struct field table[] = {
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 5, .required = true },
    { .name = "notes", .type = FIELD_LINES, .max = 10, .nullable = true },
    { .name = "secret", .type = FIELD_SECRET, .min = 3, .max = 6 },
    { .name = "username", .type = FIELD_USERNAME, .min = 1, .max = 6 },
    { .name = "id", .type = FIELD_UUID },
    { .name = "ids", .type = FIELD_UUID_LIST, .min = 1, .max = 3 },
    { .name = "amount", .type = FIELD_INTEGER, .min = 1, .max = AMOUNT_MAX },
    { .name = "day", .type = FIELD_DATE, .nullable = true },
    { .name = "currency", .type = FIELD_CURRENCY },
    { .name = "kind", .type = FIELD_CHOICE, .choices = kinds },
    { .name = "instant", .type = FIELD_INSTANT, .nullable = true },
    { .name = "flag", .type = FIELD_BOOLEAN },
    { .name = "object", .type = FIELD_OBJECT, .nullable = true },
    { .name = "list", .type = FIELD_LIST, .min = 1, .max = 2 },
    { .name = NULL },
};

/* Whether the faults of `body` are exactly `expected`: "field code" each, separated by commas. */
static void expect(const char *body, const char *expected) {
    struct json_object *object = json_tokener_parse(body);
    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    struct faults faults;
    faults_init(&faults, &arena);
    fields_check(table, object, &faults);
    char list[4096];
    (void)snprintf(list, sizeof list, "[%s]", faults.json.text);
    struct json_object *errors = json_tokener_parse(list);
    CU_ASSERT_PTR_NOT_NULL_FATAL(errors);
    char found[1024] = "";
    for (size_t i = 0; i < json_object_array_length(errors); i++) {
        struct json_object *error = json_object_array_get_idx(errors, i);
        (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s %s", i > 0 ? "," : "",
                       json_object_get_string(json_object_object_get(error, "field")),
                       json_object_get_string(json_object_object_get(error, "code")));
        CU_ASSERT_TRUE(json_object_get_string_len(json_object_object_get(error, "message")) > 0);
    }
    if (strcmp(found, expected) != 0) {
        (void)printf("# %s: expected <%s>, found <%s>\n", body, expected, found);
    }
    CU_ASSERT_STRING_EQUAL(found, expected);
    CU_ASSERT_EQUAL(faults.count, json_object_array_length(errors));
    json_object_put(errors);
    json_object_put(object);
    arena_clear(&arena);
}

static void test_what_is_accepted(void) {
    expect("{\"name\":\"a\"}", "");
    expect("{\"name\":\"J\xc3\xb6\xe2\x82\xac\xf0\x9f\x98\x80.\"}", ""); /* five characters */
    expect("{\"name\":\"a\",\"notes\":null,\"day\":null}", "");
    expect("{\"name\":\"a\",\"notes\":\"\"}", "");
    expect("{\"name\":\"a\",\"notes\":\"a\\r\\n\\tb\"}", "");
    expect("{\"name\":\"a\",\"secret\":\"   \"}", "");
    expect("{\"name\":\"a\",\"secret\":\"\\n\\u0001\\t\"}", "");
    expect("{\"name\":\"a\",\"username\":\"a.B@+-\"}", "");
    expect("{\"name\":\"a\",\"id\":\"01234567-89ab-cdef-0123-456789abcdef\"}", "");
    expect("{\"name\":\"a\",\"ids\":[\"01234567-89ab-cdef-0123-456789abcdef\"]}", "");
    expect("{\"name\":\"a\",\"amount\":1}", "");
    expect("{\"name\":\"a\",\"amount\":9007199254740991}", "");
    expect("{\"name\":\"a\",\"day\":\"2024-02-29\",\"currency\":\"EUR\",\"kind\":\"item\"}", "");
}

static void test_missing_and_unknown(void) {
    expect("{}", "name required");
    expect("{\"name\":null}", "name type");
    expect("{\"id\":null,\"name\":\"a\"}", "id type");
    expect("{\"name\":\"a\",\"Name\":\"b\",\"x\":null,\"\":1}", "Name unknown,x unknown, unknown");
    expect("{\"x\":1}", "name required,x unknown");
}

static void test_all_at_once(void) {
    expect("{\"name\":1,\"notes\":2,\"amount\":0,\"id\":\"x\",\"zz\":1}",
           "name type,notes type,id format,amount range,zz unknown");
}

static void test_texts(void) {
    expect("{\"name\":\"\"}", "name too_short");
    expect("{\"name\":\"abcdef\"}", "name too_long");
    expect("{\"name\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80.\"}",
           "name too_long");
    expect("{\"name\":\"   \"}", "name blank");
    expect("{\"name\":\"\\u3000\\u00a0\"}", "name blank");
    expect("{\"name\":\"\\u200b\"}", "name blank");
    expect("{\"name\":\"a\\nb\"}", "name format");
    expect("{\"name\":\"a\\u0085\"}", "name format");
    expect("{\"name\":\"a\\u2028b\"}", "name format");
    expect("{\"name\":[\"a\"]}", "name type");
    expect("{\"name\":true}", "name type");
    expect("{\"name\":\"a\",\"notes\":\"12345678901\"}", "notes too_long");
    expect("{\"name\":\"a\",\"notes\":\"\\u0007\"}", "notes format");
    expect("{\"name\":\"a\",\"secret\":\"ab\"}", "secret too_short");
    expect("{\"name\":\"a\",\"secret\":\"abcdefg\"}", "secret too_long");
}

static void test_usernames(void) {
    expect("{\"name\":\"a\",\"username\":\"\"}", "username too_short");
    expect("{\"name\":\"a\",\"username\":\"abcdefg\"}", "username too_long");
    expect("{\"name\":\"a\",\"username\":\"a b\"}", "username format");
    expect("{\"name\":\"a\",\"username\":\"J\xc3\xb6rg\"}", "username format");
    expect("{\"name\":\"a\",\"username\":\"a/b\"}", "username format");
    expect("{\"name\":\"a\",\"username\":\"a\\n\"}", "username format");
}

static void test_amounts(void) {
    static const struct {
        const char *value, *code;
    } cases[] = {
        { "0", "range" },
        { "-1", "range" },
        { "-0", "range" },
        { "9007199254740992", "range" },
        { "9223372036854775807", "range" },
        { "9223372036854775808", "range" },
        { "18446744073709551617", "range" },
        { "99999999999999999999", "range" },
        { "-99999999999999999999", "range" },
        { "12.0", "type" },
        { "12.34", "type" },
        { "1e3", "type" },
        { "1E3", "type" },
        { "\"12\"", "type" },
        { "\"12abc\"", "type" },
        { "true", "type" },
        { "null", "type" },
        { "[12]", "type" },
        { "{}", "type" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char body[128];
        char expected[32];
        (void)snprintf(body, sizeof body, "{\"name\":\"a\",\"amount\":%s}", cases[i].value);
        (void)snprintf(expected, sizeof expected, "amount %s", cases[i].code);
        expect(body, expected);
    }
}

static void test_uuids(void) {
    expect("{\"name\":\"a\",\"id\":\"01234567-89AB-cdef-0123-456789abcdef\"}", "id format");
    expect("{\"name\":\"a\",\"id\":\"0123456789abcdef0123456789abcdef\"}", "id format");
    expect("{\"name\":\"a\",\"id\":\"{1234567-89ab-cdef-0123-456789abcde}\"}", "id format");
    expect("{\"name\":\"a\",\"id\":\"\"}", "id format");
    expect("{\"name\":\"a\",\"id\":1}", "id type");
    expect("{\"name\":\"a\",\"ids\":[]}", "ids too_short");
    expect("{\"name\":\"a\",\"ids\":{}}", "ids type");
    expect("{\"name\":\"a\",\"ids\":\"01234567-89ab-cdef-0123-456789abcdef\"}", "ids type");
    expect("{\"name\":\"a\",\"ids\":[1,null]}", "ids type,ids type");
    expect("{\"name\":\"a\",\"ids\":[\"x\"]}", "ids format");
    expect("{\"name\":\"a\",\"ids\":[\"01234567-89ab-cdef-0123-456789abcdef\","
           "\"01234567-89ab-cdef-0123-456789abcdef\"]}",
           "ids duplicate");
    expect("{\"name\":\"a\",\"ids\":[1,2,3,4]}", "ids too_long");
}

static void test_days_currencies_and_choices(void) {
    expect("{\"name\":\"a\",\"day\":\"2026-02-29\"}", "day format");
    expect("{\"name\":\"a\",\"day\":\"0000-01-01\"}", "day format");
    expect("{\"name\":\"a\",\"day\":20260101}", "day type");
    expect("{\"name\":\"a\",\"currency\":\"eur\"}", "currency choice");
    expect("{\"name\":\"a\",\"currency\":\"XXX\"}", "currency choice");
    expect("{\"name\":\"a\",\"currency\":978}", "currency type");
    expect("{\"name\":\"a\",\"currency\":null}", "currency type");
    expect("{\"name\":\"a\",\"kind\":\"Money\"}", "kind choice");
    expect("{\"name\":\"a\",\"kind\":\"\"}", "kind choice");
    expect("{\"name\":\"a\",\"kind\":0}", "kind type");
}

static void test_instants(void) {
    expect("{\"name\":\"a\",\"instant\":\"2026-01-31T12:00:00Z\"}", "");
    expect("{\"name\":\"a\",\"instant\":\"2026-01-31T12:00:00.123456789+05:45\"}", "");
    expect("{\"name\":\"a\",\"instant\":null}", "");
    expect("{\"name\":\"a\",\"instant\":\"2026-01-31\"}", "instant format");
    expect("{\"name\":\"a\",\"instant\":\"infinity\"}", "instant format");
    expect("{\"name\":\"a\",\"instant\":1767225600}", "instant type");
}

static void test_booleans_objects_and_lists(void) {
    expect("{\"name\":\"a\",\"flag\":true,\"object\":{\"x\":[1]},\"list\":[1,null]}", "");
    expect("{\"name\":\"a\",\"flag\":false,\"object\":null,\"list\":[{}]}", "");
    expect("{\"name\":\"a\",\"flag\":0,\"object\":[],\"list\":{}}", "flag type,object type,list type");
    expect("{\"name\":\"a\",\"flag\":\"true\"}", "flag type");
    expect("{\"name\":\"a\",\"flag\":null,\"list\":null}", "flag type,list type");
    expect("{\"name\":\"a\",\"list\":[]}", "list too_short");
    expect("{\"name\":\"a\",\"list\":[1,2,3]}", "list too_long");
}

static void test_the_list_of_faults_is_bounded(void) {
    struct json_object *object = json_object_new_object();
    for (int i = 0; i < 3 * FAULTS_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%d", i);
        (void)json_object_object_add(object, name, NULL);
    }
    struct faults faults;
    faults_init(&faults, &arena);
    fields_check(table, object, &faults);
    CU_ASSERT_EQUAL(faults.count, 3 * FAULTS_MAX + 1);
    size_t told = 0;
    for (const char *at = faults.json.text; (at = strstr(at, "\"field\"")) != NULL; at++) {
        told++;
    }
    CU_ASSERT_EQUAL(told, FAULTS_MAX);
    json_object_put(object);
    arena_clear(&arena);
}

static void test_a_secret_is_not_repeated(void) {
    struct json_object *object = json_tokener_parse("{\"name\":\"a\",\"secret\":\"xyzzyplugh\"}");
    struct faults faults;
    faults_init(&faults, &arena);
    fields_check(table, object, &faults);
    CU_ASSERT_EQUAL(faults.count, 1);
    CU_ASSERT_PTR_NULL(strstr(faults.json.text, "xyzzy"));
    json_object_put(object);
    arena_clear(&arena);
}

static void test_reading_fields(void) {
    struct json_object *object = json_tokener_parse("{\"a\":\"x\",\"b\":null,\"c\":1,\"d\":\" \\u3000\"}");
    CU_ASSERT_STRING_EQUAL(fields_text(object, "a"), "x");
    CU_ASSERT_PTR_NULL(fields_text(object, "b"));
    CU_ASSERT_PTR_NULL(fields_text(object, "c"));
    CU_ASSERT_PTR_NULL(fields_text(object, "e"));
    CU_ASSERT_TRUE(fields_has(object, "c"));
    CU_ASSERT_FALSE(fields_has(object, "b"));
    CU_ASSERT_FALSE(fields_has(object, "e"));
    CU_ASSERT_TRUE(fields_is_blank(object, "d"));
    CU_ASSERT_FALSE(fields_is_blank(object, "a"));
    CU_ASSERT_FALSE(fields_is_blank(object, "e"));
    json_object_put(object);
}

void fields_suite(void) {
    static CU_TestInfo tests[] = {
        { "what is accepted", test_what_is_accepted },
        { "missing and unknown", test_missing_and_unknown },
        { "all at once", test_all_at_once },
        { "texts", test_texts },
        { "usernames", test_usernames },
        { "amounts", test_amounts },
        { "uuids", test_uuids },
        { "days currencies and choices", test_days_currencies_and_choices },
        { "instants", test_instants },
        { "booleans objects and lists", test_booleans_objects_and_lists },
        { "the list of faults is bounded", test_the_list_of_faults_is_bounded },
        { "a secret is not repeated", test_a_secret_is_not_repeated },
        { "reading fields", test_reading_fields },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "fields", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
