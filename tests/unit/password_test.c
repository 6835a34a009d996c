#include "site/password.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <string.h>

static const struct password_cost cheap = { .memory_kib = 8192, .passes = 1 };

static int init(void) {
    return sodium_init() < 0 ? -1 : 0;
}

static void test_a_password_fits_its_own_hash(void) {
    char hash[PASSWORD_HASH_BYTES];
    char again[PASSWORD_HASH_BYTES];
    CU_ASSERT_TRUE_FATAL(password_hash("correct horse", cheap, hash));
    CU_ASSERT_EQUAL(strncmp(hash, "$argon2id$v=19$m=8192,t=1,p=1$", 30), 0);
    CU_ASSERT_TRUE(password_verify("correct horse", hash));
    CU_ASSERT_FALSE(password_verify("correct horsf", hash));
    CU_ASSERT_FALSE(password_verify("correct horse ", hash));
    CU_ASSERT_FALSE(password_verify("", hash));
    CU_ASSERT_TRUE_FATAL(password_hash("correct horse", cheap, again));
    CU_ASSERT_STRING_NOT_EQUAL(hash, again); /* another salt */
}

static void test_what_is_no_hash_fits_nothing(void) {
    static const char *const others[] = { "", "correct horse", "$argon2id$",
                                          "$argon2id$v=19$m=8192,t=1,p=1$x$y",
                                          "$2b$10$abcdefghijklmnopqrstuv" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(password_verify("correct horse", others[i]));
    }
}

static void test_weaker_ones_are_told(void) {
    static const struct {
        const char *hash;
        bool weaker;
    } cases[] = {
        { "$argon2id$v=19$m=47104,t=1,p=1$c2FsdA$aGFzaA", false },
        { "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", false },
        { "$argon2id$v=19$m=47103,t=1,p=1$c2FsdA$aGFzaA", true },
        { "$argon2id$v=19$m=8192,t=9,p=1$c2FsdA$aGFzaA", true },
        { "$argon2id$v=19$m=65536,t=0,p=1$c2FsdA$aGFzaA", true },
        { "$argon2i$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA", true },
        { "$argon2id$v=16$m=65536,t=3,p=1$c2FsdA$aGFzaA", true },
        { "$2b$10$abc", true },
        { "", true },
    };
    const struct password_cost cost = { .memory_kib = 47104, .passes = 1 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(password_is_weaker(cases[i].hash, cost), cases[i].weaker);
    }
}

static void test_common_ones_are_told(void) {
    static const char *const common[] = { "1234567890", "qwertyuiop", "password123", "PassWord123",
                                          "aaaaaaaaaa", "          ", "éééééééééé" };
    static const char *const others[] = { "", "correct horse battery staple", "password123 ",
                                          "zzzzzzzzzzzzz~", "0" };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        CU_ASSERT_TRUE(password_is_common(common[i]));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(password_is_common(others[i]));
    }
}

static void test_names_are_told(void) {
    static const char *const names[] = { "debttracker",        "Debt Tracker",   "debt-tracker",
                                         "2026 Debt_Tracker!", "DebtTracker123", "Grace.Hopper",
                                         "grace hopper",       "GraceHopper!" };
    static const char *const others[] = { "",
                                          "debt",
                                          "my debt tracker",
                                          "debt trackers",
                                          "gracehopper1",
                                          "correct horse battery staple",
                                          "1234567890" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CU_ASSERT_TRUE(password_is_a_name(names[i], "grace.hopper"));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_FALSE(password_is_a_name(others[i], "grace.hopper"));
        CU_ASSERT_FALSE(password_is_a_name(others[i], NULL));
    }
    CU_ASSERT_FALSE(password_is_a_name("Grace.Hopper", NULL));
    CU_ASSERT_FALSE(password_is_a_name("...", "..."));
}

static void test_nobody_has_the_decoy(void) {
    char decoy[PASSWORD_HASH_BYTES];
    password_decoy(cheap, decoy);
    /* libsodium reads it as a hash of exactly this cost, so verifying against it does the same work. */
    CU_ASSERT_EQUAL(crypto_pwhash_str_needs_rehash(decoy, 1, 8388608), 0);
    CU_ASSERT_FALSE(password_verify("", decoy));
    CU_ASSERT_FALSE(password_verify("correct horse", decoy));
}

void password_suite(void) {
    static CU_TestInfo tests[] = {
        { "a password fits its own hash", test_a_password_fits_its_own_hash },
        { "what is no hash fits nothing", test_what_is_no_hash_fits_nothing },
        { "weaker ones are told", test_weaker_ones_are_told },
        { "common ones are told", test_common_ones_are_told },
        { "names are told", test_names_are_told },
        { "nobody has the decoy", test_nobody_has_the_decoy },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "password", init, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
