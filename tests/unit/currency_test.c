#include "cgi/currency.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

static void test_decimals_of_currencies_in_use(void) {
    static const struct {
        const char *code;
        int decimals;
    } cases[] = {
        { "AED", 2 }, { "EUR", 2 }, { "USD", 2 }, { "GBP", 2 }, { "CHF", 2 }, { "JPY", 0 }, { "KRW", 0 },
        { "ISK", 0 }, { "CLP", 0 }, { "XOF", 0 }, { "XPF", 0 }, { "BHD", 3 }, { "KWD", 3 }, { "TND", 3 },
        { "MGA", 2 }, { "MRU", 2 }, { "XCG", 2 }, { "ZWG", 2 }, { "SLE", 2 }, { "VED", 2 }, { "ZMW", 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_TRUE(currency_is_in_use(cases[i].code));
        CU_ASSERT_EQUAL(currency_decimals(cases[i].code), cases[i].decimals);
    }
}

static void test_what_is_no_money_in_circulation(void) {
    static const char *const others[] = { "",    "XXX", "XTS", "XAU",  "XAG",       "XPT", "XDR", "XSU",
                                          "USN", "CHE", "CHW", "CLF",  "COU",       "MXV", "UYI", "UYW",
                                          "BOV", "DEM", "HRK", "ANG",  "BGN",       "ZWL", "CUC", "SLL",
                                          "BTC", "eur", "EU",  "EURO", "E\xc3\x9c", "AAA", "ZZZ" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(currency_is_in_use(others[i]));
        CU_ASSERT_EQUAL(currency_decimals(others[i]), -1);
    }
}

void currency_suite(void) {
    static CU_TestInfo tests[] = {
        { "decimals of currencies in use", test_decimals_of_currencies_in_use },
        { "what is no money in circulation", test_what_is_no_money_in_circulation },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "currency", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
