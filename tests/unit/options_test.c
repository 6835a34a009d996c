#include "ctl/options.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <string.h>

enum { WORDS_MAX = 5, ALL_OPTION = 0, NAME_OPTION = 1 };

static const struct command command = {
    .name = "test",
    .arguments = "ONE [TWO]",
    .options = { [ALL_OPTION] = { "all", NULL, "" }, [NAME_OPTION] = { "name", "TEXT", "" } },
    .operands_min = 1,
    .operands_max = 2,
};

static int count_words(char *const words[]) {
    int count = 0;
    while (count < WORDS_MAX && words[count] != NULL) {
        count++;
    }
    return count;
}

static void test_good(void) {
    const struct {
        char *words[WORDS_MAX];
        const char *all, *name;
        const char *operands[2];
    } cases[] = {
        { { "a" }, NULL, NULL, { "a" } },
        { { "a", "b" }, NULL, NULL, { "a", "b" } },
        { { "--all", "a" }, "", NULL, { "a" } },
        { { "a", "--all", "b", "--name=x=y" }, "", "x=y", { "a", "b" } },
        { { "--name=", "a" }, NULL, "", { "a" } },
        { { "--name=1", "--name=2", "a" }, NULL, "2", { "a" } },
        { { "--name", "1", "a" }, NULL, "1", { "a" } },
        { { "a", "--name", "--all" }, NULL, "--all", { "a" } },
        { { "--", "--all", "--name=x" }, NULL, NULL, { "--all", "--name=x" } },
        { { "-", "-a" }, NULL, NULL, { "-", "-a" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *words[WORDS_MAX];
        char why[128] = "";
        struct call call;
        memcpy(words, cases[i].words, sizeof words);
        CU_ASSERT_TRUE(options_read(&command, count_words(words), words, &call, why, sizeof why));
        CU_ASSERT_EQUAL(call.options[ALL_OPTION] == NULL, cases[i].all == NULL);
        CU_ASSERT_EQUAL(call.options[NAME_OPTION] == NULL, cases[i].name == NULL);
        if (cases[i].name != NULL) {
            CU_ASSERT_STRING_EQUAL(call.options[NAME_OPTION], cases[i].name);
        }
        CU_ASSERT_EQUAL(call.argc, cases[i].operands[1] == NULL ? 1 : 2);
        for (int j = 0; j < call.argc; j++) {
            CU_ASSERT_STRING_EQUAL(call.argv[j], cases[i].operands[j]);
        }
    }
}

static void test_bad(void) {
    const struct {
        char *words[WORDS_MAX];
        const char *why;
    } cases[] = {
        { { NULL }, "ONE [TWO] is missing" },
        { { "--all" }, "ONE [TWO] is missing" },
        { { "a", "b", "c" }, "c is one argument too many" },
        { { "a", "--all=yes" }, "--all takes no value" },
        { { "a", "--name" }, "--name needs a value: --name=TEXT" },
        { { "a", "--al" }, "there is no option --al " },
        { { "a", "--alll" }, "there is no option --alll " },
        { { "a", "--sweep-ms=100" }, "there is no option --sweep-ms (settings go before the command)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *words[WORDS_MAX];
        char why[128] = "";
        struct call call;
        memcpy(words, cases[i].words, sizeof words);
        CU_ASSERT_FALSE(options_read(&command, count_words(words), words, &call, why, sizeof why));
        CU_ASSERT_EQUAL(strncmp(why, cases[i].why, strlen(cases[i].why)), 0);
    }
}

static void test_any_number(void) {
    const struct command many = { .name = "many", .arguments = "[NAME…]", .operands_max = -1 };
    char *words[] = { "a", "b", "c", "d" };
    char why[128];
    struct call call;
    CU_ASSERT_TRUE(options_read(&many, 4, words, &call, why, sizeof why));
    CU_ASSERT_EQUAL(call.argc, 4);
    CU_ASSERT_TRUE(options_read(&many, 0, words, &call, why, sizeof why));
    CU_ASSERT_EQUAL(call.argc, 0);
}

void options_suite(void) {
    static CU_TestInfo tests[] = {
        { "options and operands in any order", test_good },
        { "what is not as declared is named", test_bad },
        { "any number of operands", test_any_number },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "options", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
