#include "ctl/install_list.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

static void test_paths(void) {
    static const char text[] = "-- a comment\n"
                               "\\ir roles.sql\n"
                               "\n"
                               "  -- another\n"
                               "\\ir migrations/0001_ledger.sql\r\n"
                               " \\ir api/get_health.sql  \n"
                               "\\ir last line without end";
    static const char *const wanted[] = { "roles.sql", "migrations/0001_ledger.sql", "api/get_health.sql",
                                          "last line without end" };
    struct install_list list;
    char why[160];
    CU_ASSERT_TRUE(install_list_init(&list, text, strlen(text), why, sizeof why));
    CU_ASSERT_EQUAL_FATAL(list.count, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < list.count; i++) {
        CU_ASSERT_STRING_EQUAL(list.paths[i], wanted[i]);
    }
    install_list_release(&list);
    CU_ASSERT_EQUAL(list.count, 0);
}

static void test_empty(void) {
    struct install_list list;
    char why[160];
    CU_ASSERT_TRUE(install_list_init(&list, "", 0, why, sizeof why));
    CU_ASSERT_EQUAL(list.count, 0);
    install_list_release(&list);
}

static void test_bad_lines(void) {
    static const struct {
        const char *text, *why;
    } cases[] = {
        { "\\i a.sql\n", "line 1: only" },
        { "\\ir a.sql\n\\ir\n", "line 2: only" },
        { "\n\n\\ir \n", "line 3: only" },
        { "select 1;\n", "line 1: only" },
        { "\\include_relative a.sql\n", "line 1: only" },
        { "-\n", "line 1: only" },
        { "\\ir /etc/passwd\n", "line 1: the path must stay" },
        { "\\ir ../a.sql\n", "line 1: the path must stay" },
        { "\\ir api/../../a.sql\n", "line 1: the path must stay" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct install_list list;
        char why[160] = "";
        CU_ASSERT_FALSE(install_list_init(&list, cases[i].text, strlen(cases[i].text), why, sizeof why));
        CU_ASSERT_EQUAL(strncmp(why, cases[i].why, strlen(cases[i].why)), 0);
        CU_ASSERT_EQUAL(list.count, 0);
        CU_ASSERT_PTR_NULL(list.paths);
    }
}

static void test_kinds(void) {
    static const struct {
        const char *path;
        bool migration, function;
    } cases[] = {
        { "migrations/0001_ledger.sql", true, false },
        { "api/get_health.sql", false, true },
        { "log/migrations.sql", false, true },
        { "grants.sql", false, false },
        { "migrations.sql", false, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(install_list_is_migration(cases[i].path), cases[i].migration);
        CU_ASSERT_EQUAL(install_list_is_function(cases[i].path), cases[i].function);
    }
}

void install_list_suite(void) {
    static CU_TestInfo tests[] = {
        { "paths, comments, empty lines", test_paths },
        { "an empty list", test_empty },
        { "a line that is none of the three: which one, and why", test_bad_lines },
        { "migrations, functions, and the rest", test_kinds },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "install_list", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
