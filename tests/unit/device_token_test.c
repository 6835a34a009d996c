#include "cgi/device_token.h"
#include "site/token.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <string.h>

static const struct device_token parts = { .ledger = "cccccccc-0000-4000-8000-000000000003",
                                           .device = "dddddddd-0000-4000-8000-000000000004" };
static struct token_keys keys;

static int init(void) {
    struct key_ring ring = { .count = 2 };
    memset(ring.keys[0], 7, KEY_BYTES);
    memset(ring.keys[1], 8, KEY_BYTES);
    if (sodium_init() < 0) {
        return -1;
    }
    token_keys_init(&keys, &ring);
    return 0;
}

static void reads(const char *text, const char *ledger, const char *device) {
    struct device_token read;
    memset(&read, 'x', sizeof read);
    device_token_read(&keys, text, &read);
    CU_ASSERT_STRING_EQUAL(read.ledger, ledger);
    CU_ASSERT_STRING_EQUAL(read.device, device);
}

static void test_written_and_read(void) {
    char text[DEVICE_TOKEN_TEXT_BYTES];
    device_token_write(&keys, &parts, text);
    CU_ASSERT_EQUAL(strlen(text), DEVICE_TOKEN_TEXT_BYTES - 1);
    reads(text, parts.ledger, parts.device);
}

static void test_of_a_key_that_was_rotated(void) {
    char text[DEVICE_TOKEN_TEXT_BYTES];
    struct token_keys older = { .count = 1, .keys = { keys.keys[1] } };
    device_token_write(&older, &parts, text);
    reads(text, parts.ledger, parts.device);
    older.keys[0].mac[TOKEN_MAC_DEVICE][0] ^= 1;
    device_token_write(&older, &parts, text);
    reads(text, "", "");
}

static void test_every_character_counts(void) {
    char text[DEVICE_TOKEN_TEXT_BYTES];
    device_token_write(&keys, &parts, text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        const char was = text[i];
        text[i] = was == '0' ? '1' : '0';
        reads(text, "", "");
        text[i] = was;
    }
}

static void test_what_is_none(void) {
    char longer[DEVICE_TOKEN_TEXT_BYTES + 1];
    char refresh[REFRESH_TOKEN_TEXT_BYTES];
    struct refresh_token session = { .generation = 1 };
    reads(NULL, "", "");
    reads("", "", "");
    reads("x", "", "");
    device_token_write(&keys, &parts, longer);
    longer[DEVICE_TOKEN_TEXT_BYTES - 1] = 'A';
    longer[DEVICE_TOKEN_TEXT_BYTES] = '\0';
    reads(longer, "", "");
    memcpy(session.ledger, parts.ledger, sizeof session.ledger);
    memcpy(session.session, parts.device, sizeof session.session);
    refresh_token_write(&keys, &session, refresh);
    reads(refresh, "", "");
}

void device_token_suite(void) {
    static CU_TestInfo tests[] = {
        { "what was written is read", test_written_and_read },
        { "a key that was rotated is good, a strange one is not", test_of_a_key_that_was_rotated },
        { "every character counts", test_every_character_counts },
        { "no token, a longer one, one of another kind", test_what_is_none },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "device tokens", init, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
