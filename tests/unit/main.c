/* Runs all suites and reports in TAP, one line a test; `unit NAME` runs the suite of that name alone. */
#include "suites.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*const suites[])(void) = {
    arena_suite,
    buffer_suite,
    calendar_suite,
    cookies_suite,
    currency_suite,
    database_suite,
    db_suite,
    doorbell_suite,
    device_token_suite,
    etag_suite,
    faults_suite,
    fields_suite,
    hashing_room_suite,
    frame_suite,
    grant_suite,
    hub_suite,
    install_list_suite,
    key_suite,
    ledger_suite,
    listener_suite,
    log_suite,
    nonce_suite,
    offline_event_suite,
    options_suite,
    origin_suite,
    outbox_suite,
    parameters_suite,
    password_prompt_suite,
    password_suite,
    problem_suite,
    request_suite,
    response_suite,
    router_suite,
    seq_suite,
    settings_suite,
    statements_suite,
    strict_cbor_suite,
    strict_json_suite,
    subscribe_suite,
    subscriber_suite,
    token_suite,
    utf8_suite,
    uuid_suite,
    webauthn_suite,
    wheel_suite,
};

static void report_test(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord first_failure) {
    (void)printf("%s %u - %s: %s\n", first_failure == NULL ? "ok" : "not ok", CU_get_number_of_tests_run(),
                 suite->pName, test->pName);
    for (CU_pFailureRecord failure = first_failure; failure != NULL; failure = failure->pNext) {
        (void)printf("# %s:%u: %s\n", failure->strFileName, failure->uiLineNumber, failure->strCondition);
    }
    (void)fflush(stdout); /* a later test may fork, or crash */
}

static void report_suite_init(const CU_pSuite suite) {
    (void)printf("Bail out! suite %s cannot be set up\n", suite->pName);
    exit(1);
}

static unsigned keep_only(const char *name) {
    unsigned kept = 0;
    for (CU_pSuite suite = CU_get_registry()->pSuite; suite != NULL; suite = suite->pNext) {
        const bool wanted = strcmp(suite->pName, name) == 0;
        (void)CU_set_suite_active(suite, wanted ? CU_TRUE : CU_FALSE);
        kept += wanted ? suite->uiNumberOfTests : 0;
    }
    return kept;
}

int main(int argc, char **argv) {
    if (CU_initialize_registry() != CUE_SUCCESS) {
        return 1;
    }
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        suites[i]();
    }
    const unsigned planned = argc > 1 ? keep_only(argv[1]) : CU_get_registry()->uiNumberOfTests;
    CU_set_error_action(CUEA_IGNORE);
    CU_set_fail_on_inactive(CU_FALSE);
    CU_set_test_complete_handler(report_test);
    CU_set_suite_init_failure_handler(report_suite_init);

    (void)printf("1..%u\n", planned);
    const bool ran = CU_run_all_tests() == CUE_SUCCESS;
    const bool passed =
        ran && CU_get_number_of_failure_records() == 0 && CU_get_number_of_tests_run() == planned;
    CU_cleanup_registry();
    return passed && planned > 0 ? 0 : 1;
}
