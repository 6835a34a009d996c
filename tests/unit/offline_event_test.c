#include "cgi/offline_event.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <string.h>

#define ID "\"01234567-89ab-cdef-0123-456789abcdef\""

enum { ARENA_BYTES_MAX = 64 * ARENA_BLOCK_BYTES };

static struct arena arena;

static int init(void) {
    return arena_init(&arena, ARENA_BYTES_MAX) ? 0 : -1;
}

static int release(void) {
    arena_release(&arena);
    return 0;
}

/* Whether `faults` are exactly `expected`: "field code" each, separated by commas. */
static void expect(const struct faults *faults, const char *of, const char *expected) {
    char list[4096];
    (void)snprintf(list, sizeof list, "[%s]", faults->json.text);
    struct json_object *errors = json_tokener_parse(list);
    CU_ASSERT_PTR_NOT_NULL_FATAL(errors);
    char found[1024] = "";
    for (size_t i = 0; i < json_object_array_length(errors); i++) {
        struct json_object *error = json_object_array_get_idx(errors, i);
        (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s %s", i > 0 ? "," : "",
                       json_object_get_string(json_object_object_get(error, "field")),
                       json_object_get_string(json_object_object_get(error, "code")));
    }
    if (strcmp(found, expected) != 0) {
        (void)printf("# %s: expected <%s>, found <%s>\n", of, expected, found);
    }
    CU_ASSERT_STRING_EQUAL(found, expected);
    CU_ASSERT_STRING_EQUAL(faults->prefix, "");
    json_object_put(errors);
    arena_clear(&arena);
}

static void expect_envelope(const char *event, size_t place, const char *expected) {
    struct json_object *object = json_tokener_parse(event);
    struct faults faults;
    faults_init(&faults, &arena);
    offline_event_check_envelope(object, place, &faults);
    expect(&faults, event, expected);
    json_object_put(object);
}

static void expect_data(const char *type, const char *data, const char *expected) {
    char event[1024];
    (void)snprintf(event, sizeof event, "{\"id\":" ID ",\"type\":\"%s\",\"aggregate_id\":" ID "%s%s}", type,
                   data == NULL ? "" : ",\"data\":", data == NULL ? "" : data);
    struct json_object *object = json_tokener_parse(event);
    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    struct faults faults;
    faults_init(&faults, &arena);
    offline_event_check_envelope(object, 0, &faults);
    CU_ASSERT_EQUAL(faults.count, 0);
    offline_event_check_data(object, &faults);
    expect(&faults, event, expected);
    json_object_put(object);
}

static void test_sound_envelopes(void) {
    expect_envelope("{\"id\":" ID ",\"type\":\"EVENT_UNDONE\",\"aggregate_id\":" ID "}", 0, "");
    expect_envelope("{\"id\":" ID ",\"type\":\"CONTACT_CREATED\",\"aggregate_id\":" ID
                    ",\"data\":{\"anything\":1},\"comment\":\"two\\nlines\","
                    "\"made_at\":\"2026-01-31T12:00:00.123456+01:00\",\"expected_version\":0,"
                    "\"expected_transactions\":0}",
                    0, "");
    expect_envelope("{\"id\":" ID ",\"type\":\"TRANSACTION_DELETED\",\"aggregate_id\":" ID
                    ",\"data\":null,\"comment\":null,\"made_at\":null,\"expected_version\":null,\"expected_"
                    "transactions\":null}",
                    0, "");
}

static void test_faults_of_an_envelope_name_its_place(void) {
    expect_envelope("{}", 0, "events[0].id required,events[0].type required,events[0].aggregate_id required");
    expect_envelope(
        "{\"id\":1,\"type\":\"NEVER\",\"aggregate_id\":\"x\",\"data\":[],\"comment\":7,"
        "\"made_at\":\"now\",\"expected_version\":-1,\"expected_transactions\":1.5,\"seq\":1}",
        999,
        "events[999].id type,events[999].type choice,events[999].aggregate_id format,"
        "events[999].data type,events[999].comment type,events[999].made_at format,"
        "events[999].expected_version range,events[999].expected_transactions type,events[999].seq unknown");
    expect_envelope("{\"id\":" ID ",\"type\":null,\"aggregate_id\":null}", 7,
                    "events[7].type type,events[7].aggregate_id type");
}

static void test_what_is_no_object(void) {
    expect_envelope("[]", 3, "events[3] type");
    expect_envelope("\"x\"", 3, "events[3] type");
    expect_envelope("null", 12, "events[12] type");
}

static void test_the_data_of_contacts(void) {
    expect_data("CONTACT_CREATED", "{\"name\":\"Ada\",\"phone\":null,\"notes\":\"a\\nb\"}", "");
    expect_data("CONTACT_CREATED", "{\"name\":\" \",\"id\":" ID ",\"comment\":\"why\"}",
                "data.name blank,data.id unknown,data.comment unknown");
    expect_data("CONTACT_UPDATED", "{\"email\":null}", "");
    expect_data("CONTACT_UPDATED", "{}", "");
    expect_data("CONTACT_UPDATED", "{\"name\":null,\"email\":5}", "data.name type,data.email type");
    expect_data("CONTACT_DELETED", "{\"with_transactions\":true}", "");
    expect_data("CONTACT_DELETED", "{\"with_transactions\":\"true\",\"x\":1}",
                "data.with_transactions type,data.x unknown");
}

static void test_the_data_of_transactions(void) {
    expect_data("TRANSACTION_CREATED",
                "{\"contact_id\":" ID ",\"direction\":\"lent\",\"amount\":1,\"currency\":\"EUR\"}", "");
    expect_data("TRANSACTION_CREATED", "{\"amount\":0,\"settles\":[" ID "," ID "]}",
                "data.contact_id required,data.direction required,data.amount range,data.settles duplicate");
    expect_data("TRANSACTION_UPDATED", "{\"amount\":9007199254740991,\"settles\":null,\"due_date\":null}",
                "");
    expect_data("TRANSACTION_UPDATED", "{\"amount\":1.0,\"currency\":\"eur\",\"transaction_date\":null}",
                "data.amount type,data.currency choice,data.transaction_date type");
    expect_data("TRANSACTION_DELETED", "{}", "");
    expect_data("TRANSACTION_DELETED", "{\"amount\":1}", "data.amount unknown");
}

static void test_the_data_of_undos(void) {
    expect_data("EVENT_UNDONE", "{\"event_id\":" ID "}", "");
    expect_data("EVENT_UNDONE", "{\"event_id\":\"5\"}", "data.event_id format");
}

static void test_no_data_is_empty_data(void) {
    expect_data("TRANSACTION_DELETED", NULL, "");
    expect_data("CONTACT_DELETED", "null", "");
    expect_data("CONTACT_CREATED", NULL, "data.name required");
    expect_data("EVENT_UNDONE", "null", "data.event_id required");
}

void offline_event_suite(void) {
    static CU_TestInfo tests[] = {
        { "sound envelopes", test_sound_envelopes },
        { "faults of an envelope name its place", test_faults_of_an_envelope_name_its_place },
        { "what is no object", test_what_is_no_object },
        { "the data of contacts", test_the_data_of_contacts },
        { "the data of transactions", test_the_data_of_transactions },
        { "the data of undos", test_the_data_of_undos },
        { "no data is empty data", test_no_data_is_empty_data },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "offline_event", init, release, NULL, NULL, tests },
                                     CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
