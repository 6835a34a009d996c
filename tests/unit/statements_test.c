#include "cgi/statements.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <string.h>

static void test_every_statement_is_declared(void) {
    for (int i = STATEMENT_NONE + 1; i < STATEMENT_COUNT; i++) {
        const struct statement_entry *entry = &statements[i];
        CU_ASSERT_PTR_NOT_NULL_FATAL(entry->name);
        CU_ASSERT_PTR_NOT_NULL_FATAL(entry->sql);
        char call[128];
        (void)snprintf(call, sizeof call, "api.%s(", entry->name);
        CU_ASSERT_PTR_NOT_NULL(strstr(entry->sql, call));
        CU_ASSERT_TRUE(entry->arguments <= STATEMENT_ARGUMENTS_MAX);
        for (int n = 1; n <= STATEMENT_ARGUMENTS_MAX; n++) {
            char placeholder[16];
            (void)snprintf(placeholder, sizeof placeholder, "$%d::", n);
            CU_ASSERT_EQUAL(strstr(entry->sql, placeholder) != NULL, n <= entry->arguments);
        }
        CU_ASSERT_FALSE(entry->rings && entry->read_only);
    }
}

void statements_suite(void) {
    static CU_TestInfo tests[] = {
        { "every statement is declared", test_every_statement_is_declared },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "statements", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
