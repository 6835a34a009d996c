#include "site/grant.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char ledger[] = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
static const char session[] = "ffffffff-0000-4000-bfff-fedcba987654";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static unsigned char key[KEY_BYTES];

static int init(void) {
    randombytes_buf(key, sizeof key);
    return sodium_init() < 0 ? -1 : 0;
}

static struct grant sealed(int64_t expires_at, char text[GRANT_TEXT_BYTES]) {
    struct grant grant = { .expires_at = expires_at };
    memcpy(grant.ledger, ledger, sizeof ledger);
    memcpy(grant.session, session, sizeof session);
    CU_ASSERT_TRUE(grant_seal(&grant, key, text));
    return grant;
}

static bool is_zero(const struct grant *grant) {
    return sodium_is_zero((const unsigned char *)grant, sizeof *grant) == 1;
}

static void test_round_trip(void) {
    char text[GRANT_TEXT_BYTES];
    struct grant opened;
    const struct grant grant = sealed(1800000000, text);
    CU_ASSERT_EQUAL(strlen(text), GRANT_TEXT_BYTES - 1);
    CU_ASSERT_EQUAL(strspn(text, alphabet), GRANT_TEXT_BYTES - 1);
    CU_ASSERT_EQUAL(grant_open(&opened, key, text, 1799999999), GRANT_VALID);
    CU_ASSERT_STRING_EQUAL(opened.ledger, ledger);
    CU_ASSERT_STRING_EQUAL(opened.session, session);
    CU_ASSERT_EQUAL(opened.expires_at, 1800000000);
    CU_ASSERT_EQUAL(memcmp(opened.nonce, grant.nonce, GRANT_NONCE_BYTES), 0);
}

/* The layout that grant.h states: what the text form holds, byte by byte. */
static void test_layout(void) {
    static const unsigned char wanted[40] = "\x01\x90\xa1\xb2\xc3\xd4\x7e\x5f\x8a\x9b\x0c\x1d\x2e\x3f\x4a\x5b"
                                            "\xff\xff\xff\xff\x00\x00\x40\x00\xbf\xff\xfe\xdc\xba\x98\x76\x54"
                                            "\x00\x00\x00\x00\x6b\x49\xd2";
    char text[GRANT_TEXT_BYTES];
    unsigned char bytes[88];
    unsigned char mac[crypto_auth_BYTES];
    size_t count = 0;
    const struct grant grant = sealed(1800000000, text);
    CU_ASSERT_EQUAL(sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL, &count, NULL,
                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                    0);
    CU_ASSERT_EQUAL(count, sizeof bytes);
    CU_ASSERT_EQUAL(memcmp(bytes, wanted, sizeof wanted), 0);
    CU_ASSERT_EQUAL(memcmp(bytes + 40, grant.nonce, GRANT_NONCE_BYTES), 0);
    crypto_auth(mac, bytes, 56, key);
    CU_ASSERT_EQUAL(memcmp(bytes + 56, mac, sizeof mac), 0);
}

static void test_nonce_is_fresh(void) {
    char text[GRANT_TEXT_BYTES];
    const struct grant one = sealed(1, text);
    const struct grant other = sealed(1, text);
    CU_ASSERT_NOT_EQUAL(memcmp(one.nonce, other.nonce, GRANT_NONCE_BYTES), 0);
}

static void test_expiry(void) {
    static const struct {
        int64_t expires_at, now;
        enum grant_verdict verdict;
    } cases[] = {
        { 100, 99, GRANT_VALID },          { 100, 100, GRANT_EXPIRED },
        { 100, INT64_MAX, GRANT_EXPIRED }, { INT64_MAX, INT64_MAX - 1, GRANT_VALID },
        { -1, 0, GRANT_EXPIRED },          { 0, -1, GRANT_VALID },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[GRANT_TEXT_BYTES];
        struct grant opened;
        (void)sealed(cases[i].expires_at, text);
        CU_ASSERT_EQUAL(grant_open(&opened, key, text, cases[i].now), cases[i].verdict);
        CU_ASSERT_EQUAL(opened.expires_at, cases[i].expires_at);
    }
}

static void test_every_character_counts(void) {
    char text[GRANT_TEXT_BYTES];
    struct grant opened;
    (void)sealed(100, text);
    for (size_t i = 0; i < GRANT_TEXT_BYTES - 1; i++) {
        const char was = text[i];
        const char *place = strchr(alphabet, was);
        text[i] = alphabet[((size_t)(place - alphabet) + 1) % 64];
        CU_ASSERT_EQUAL(grant_open(&opened, key, text, 0), GRANT_FORGED);
        CU_ASSERT_TRUE(is_zero(&opened));
        text[i] = was;
    }
    CU_ASSERT_EQUAL(grant_open(&opened, key, text, 0), GRANT_VALID);
}

static void test_no_grants(void) {
    char good[GRANT_TEXT_BYTES];
    char longer[GRANT_TEXT_BYTES + 1];
    char shorter[GRANT_TEXT_BYTES];
    char strange[GRANT_TEXT_BYTES];
    char padded[GRANT_TEXT_BYTES + 2];
    (void)sealed(100, good);
    (void)snprintf(longer, sizeof longer, "%sA", good);
    (void)snprintf(shorter, sizeof shorter, "%.117s", good);
    (void)snprintf(strange, sizeof strange, "%.117s+", good);
    (void)snprintf(padded, sizeof padded, "%s==", good);
    const char *const cases[] = { "", "-", "AAAA", longer, shorter, strange, padded };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct grant opened;
        CU_ASSERT_EQUAL(grant_open(&opened, key, cases[i], 0), GRANT_FORGED);
        CU_ASSERT_TRUE(is_zero(&opened));
    }
}

static void test_other_key(void) {
    char text[GRANT_TEXT_BYTES];
    unsigned char other[KEY_BYTES];
    struct grant opened;
    (void)sealed(100, text);
    memcpy(other, key, sizeof other);
    other[KEY_BYTES - 1] ^= 1;
    CU_ASSERT_EQUAL(grant_open(&opened, other, text, 0), GRANT_FORGED);
    CU_ASSERT_TRUE(is_zero(&opened));
}

static void test_no_uuids(void) {
    static const char *const cases[] = {
        "",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g",
        "0190a1b2c3d4-7e5f-8a9b-0c1d2e3f4a5b0",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4-5b",
        "0190a1b20c3d407e5f08a9b00c1d2e3f4a5b",
        "------------------------------------",
        " 190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[GRANT_TEXT_BYTES];
        struct grant grant = { .expires_at = 1 };
        memcpy(grant.session, session, sizeof session);
        (void)snprintf(grant.ledger, sizeof grant.ledger, "%s", cases[i]);
        CU_ASSERT_FALSE(grant_seal(&grant, key, text));
        memcpy(grant.ledger, ledger, sizeof ledger);
        (void)snprintf(grant.session, sizeof grant.session, "%s", cases[i]);
        CU_ASSERT_FALSE(grant_seal(&grant, key, text));
    }
}

static void test_upper_case(void) {
    char text[GRANT_TEXT_BYTES];
    struct grant opened;
    struct grant grant = { .ledger = "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B", .expires_at = 1 };
    memcpy(grant.session, session, sizeof session);
    CU_ASSERT_TRUE(grant_seal(&grant, key, text));
    CU_ASSERT_EQUAL(grant_open(&opened, key, text, 0), GRANT_VALID);
    CU_ASSERT_STRING_EQUAL(opened.ledger, ledger);
}

void grant_suite(void) {
    static CU_TestInfo tests[] = {
        { "what was sealed is what is opened", test_round_trip },
        { "the text form is laid out as the header says", test_layout },
        { "no two grants share a nonce", test_nonce_is_fresh },
        { "a grant is good until its expiry", test_expiry },
        { "a change of any character is noticed", test_every_character_counts },
        { "what is no grant is refused", test_no_grants },
        { "a grant under another key is refused", test_other_key },
        { "only UUIDs are sealed", test_no_uuids },
        { "a UUID comes out in lower case", test_upper_case },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "grant", init, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
