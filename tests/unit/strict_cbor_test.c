#include "cgi/strict_cbor.h"

#include "cgi/cose_key.h"
#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <string.h>

static struct arena arena;

static int init(void) {
    return sodium_init() >= 0 && arena_init(&arena, 4 * ARENA_BLOCK_BYTES) ? 0 : -1;
}

static int release(void) {
    arena_release(&arena);
    return 0;
}

/* The bytes of hexadecimal digits, in the arena. */
static struct bytes hex(const char *digits) {
    const size_t count = strlen(digits) / 2;
    unsigned char *room = arena_alloc(&arena, count + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(room);
    CU_ASSERT_EQUAL_FATAL(sodium_hex2bin(room, count + 1, digits, 2 * count, NULL, NULL, NULL), 0);
    return (struct bytes) { .at = room, .count = count };
}

static void test_the_length_of_an_item(void) {
    static const struct {
        const char *hex;
        size_t length;
    } cases[] = {
        { "00", 1 },
        { "1818", 2 },
        { "1bffffffffffffffff", 9 },
        { "3903e7", 3 },
        { "40ff", 1 },
        { "43010203", 4 },
        { "63e282ac", 4 },
        { "83010203", 4 },
        { "a1616101ff", 4 },
        { "8181818100", 5 }, /* four levels */
        { "f4", 1 },
        { "fb3ff199999999999a", 9 },
        { "", 0 },
        { "18", 0 },           /* cut */
        { "430102", 0 },       /* cut */
        { "8301", 0 },         /* cut */
        { "a101", 0 },         /* a key without a value */
        { "61ff", 0 },         /* no UTF-8 */
        { "1c", 0 },           /* reserved */
        { "5f4101ff", 0 },     /* indefinite */
        { "9f01ff", 0 },       /* indefinite */
        { "bf616101ff", 0 },   /* indefinite */
        { "c100", 0 },         /* a tag */
        { "e0", 0 },           /* a simple value that nobody knows */
        { "f818", 0 },         /* the same */
        { "818181818100", 0 }, /* five levels */
        { "9bffffffffffffffff", 0 },
        { "bb8000000000000000", 0 },
        { "5bffffffffffffffff00", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(strict_cbor_length(hex(cases[i].hex)), cases[i].length);
    }
    arena_clear(&arena);
}

static void test_maps(void) {
    size_t used = 0;
    /* {"a": h'01', 1: 2, -2: "x", "b": 1, "b": 2} */
    cbor_item_t *map = strict_cbor_load(hex("a56161410101022161786162016162020000"), &used);
    CU_ASSERT_PTR_NOT_NULL_FATAL(map);
    CU_ASSERT_EQUAL(used, 16);
    CU_ASSERT_EQUAL(strict_cbor_pairs(map), 5);
    CU_ASSERT_EQUAL(strict_cbor_bytes(strict_cbor_at_text(map, "a")).count, 1);
    CU_ASSERT_TRUE(strict_cbor_is_integer(strict_cbor_at_integer(map, 1), 2));
    CU_ASSERT_FALSE(strict_cbor_is_integer(strict_cbor_at_integer(map, 1), -3));
    CU_ASSERT_TRUE(strict_cbor_is_text(strict_cbor_at_integer(map, -2), "x"));
    CU_ASSERT_PTR_NULL(strict_cbor_at_text(map, "b")); /* it is there twice */
    CU_ASSERT_PTR_NULL(strict_cbor_at_text(map, "c"));
    CU_ASSERT_PTR_NULL(strict_cbor_at_integer(map, -1));
    CU_ASSERT_EQUAL(strict_cbor_bytes(strict_cbor_at_integer(map, 1)).count, 0);
    CU_ASSERT_EQUAL(strict_cbor_pairs(NULL), 0);
    cbor_decref(&map);
    arena_clear(&arena);
}

#define X "5820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void test_keys(void) {
    static const struct {
        const char *hex;
        enum cose_verdict verdict;
    } cases[] = {
        { "a5010203262001"
          "21" X "22" X,
          COSE_KEY_READ },
        { "a401010327200621" X, COSE_KEY_READ },
        { "a501020326200121" X "22" X "00", COSE_KEY_MALFORMED },
        { "a601020326200121" X "22" X "2301", COSE_KEY_MALFORMED }, /* a private part */
        { "a50102032620"
          "02"
          "21" X "22" X,
          COSE_KEY_MALFORMED },                              /* another curve */
        { "a501020326200121" X "22f5", COSE_KEY_MALFORMED }, /* a compressed point */
        { "a40102200121" X "22" X, COSE_KEY_MALFORMED },
        { "a501020338222002"
          "21" X "22" X,
          COSE_KEY_OTHER_ALGORITHM },
        { "a10300", COSE_KEY_OTHER_ALGORITHM },
        { "a0", COSE_KEY_MALFORMED },
        { "80", COSE_KEY_MALFORMED },
        { "", COSE_KEY_MALFORMED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cose_key key;
        CU_ASSERT_EQUAL(cose_key_read(hex(cases[i].hex), &key), cases[i].verdict);
    }
    arena_clear(&arena);
}

static void test_base64url(void) {
    static const struct {
        const char *text;
        const char *hex; /* NULL: it is none */
    } cases[] = {
        { "", "" },           { "AA", "00" },           { "-_8", "fbff" },
        { "AAEC", "000102" }, { "AAECAw", "00010203" }, { "A", NULL },
        { "AB", NULL },       { "AAF", NULL },          { "AA==", NULL },
        { "A+", NULL },       { "A A", NULL },          { "AAAA\n", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes decoded;
        CU_ASSERT_EQUAL(base64url_decode(cases[i].text, &arena, &decoded), cases[i].hex != NULL);
        if (cases[i].hex != NULL) {
            CU_ASSERT_TRUE(bytes_equal(decoded, hex(cases[i].hex)));
            struct buffer again;
            buffer_init(&again, &arena);
            base64url_append(&again, decoded);
            CU_ASSERT_STRING_EQUAL(again.text, cases[i].text);
        }
    }
    arena_clear(&arena);
}

void strict_cbor_suite(void) {
    static CU_TestInfo tests[] = {
        { "the length of an item", test_the_length_of_an_item },
        { "maps", test_maps },
        { "keys", test_keys },
        { "base64url", test_base64url },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "strict_cbor", init, release, NULL, NULL, tests },
                                     CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
