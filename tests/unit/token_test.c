#include "site/token.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <inttypes.h>
#include <jwt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1800000000, SECONDS = 900 };

static const char origin[] = "https://debts.example";
static const struct token_claims claims = { .account = "aaaaaaaa-0000-4000-8000-000000000001",
                                            .session = "bbbbbbbb-0000-4000-8000-000000000002",
                                            .ledger = "cccccccc-0000-4000-8000-000000000003" };
static struct token_keys keys;

static int init(void) {
    struct key_ring ring = { .count = 1 };
    memset(ring.keys[0], 7, KEY_BYTES);
    if (sodium_init() < 0) {
        return -1;
    }
    token_keys_init(&keys, &ring);
    return 0;
}

static enum token_verdict verify(const char *token, int64_t now) {
    struct token_claims read;
    return token_verify(&keys, origin, token, now, &read);
}

static void test_issued_and_read(void) {
    char token[TOKEN_TEXT_BYTES];
    struct token_claims read;
    CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &claims, NOW, SECONDS, token));
    CU_ASSERT_EQUAL(token_verify(&keys, origin, token, NOW, &read), TOKEN_VALID);
    CU_ASSERT_STRING_EQUAL(read.account, claims.account);
    CU_ASSERT_STRING_EQUAL(read.session, claims.session);
    CU_ASSERT_STRING_EQUAL(read.ledger, claims.ledger);
}

static void test_it_has_its_time(void) {
    char token[TOKEN_TEXT_BYTES];
    CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &claims, NOW, SECONDS, token));
    CU_ASSERT_EQUAL(verify(token, NOW - 1), TOKEN_INVALID);
    CU_ASSERT_EQUAL(verify(token, NOW + SECONDS - 1), TOKEN_VALID);
    CU_ASSERT_EQUAL(verify(token, NOW + SECONDS), TOKEN_EXPIRED);
    struct token_claims read;
    CU_ASSERT_EQUAL(token_verify(&keys, origin, token, NOW + SECONDS, &read), TOKEN_EXPIRED);
    CU_ASSERT_STRING_EQUAL(read.session, claims.session);
}

static void test_every_character_counts(void) {
    char token[TOKEN_TEXT_BYTES];
    CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &claims, NOW, SECONDS, token));
    const size_t length = strlen(token);
    for (size_t i = 0; i + 1 < length; i++) { /* the last one has bits that base64url does not use */
        const char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        CU_ASSERT_EQUAL(verify(token, NOW), TOKEN_INVALID);
        token[i] = kept;
    }
    token[length - 2] = '\0';
    CU_ASSERT_EQUAL(verify(token, NOW), TOKEN_INVALID);
}

static void test_another_site(void) {
    char token[TOKEN_TEXT_BYTES];
    struct token_claims read;
    CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &claims, NOW, SECONDS, token));
    CU_ASSERT_EQUAL(token_verify(&keys, "https://other.example", token, NOW, &read), TOKEN_INVALID);
    CU_ASSERT_STRING_EQUAL(read.account, "");
    struct token_keys others;
    struct key_ring ring = { .count = 1 };
    memset(ring.keys[0], 8, KEY_BYTES);
    token_keys_init(&others, &ring);
    CU_ASSERT_EQUAL(token_verify(&others, origin, token, NOW, &read), TOKEN_INVALID);
}

/* A token signed with the right key, of the given algorithm and claims. */
static char *forge(jwt_alg_t algorithm, const char *json) {
    jwt_t *jwt = NULL;
    CU_ASSERT_EQUAL_FATAL(jwt_new(&jwt), 0);
    if (algorithm != JWT_ALG_NONE) {
        CU_ASSERT_EQUAL_FATAL(
            jwt_set_alg(jwt, algorithm, keys.keys[0].access, (int)sizeof keys.keys[0].access), 0);
    }
    CU_ASSERT_EQUAL_FATAL(jwt_add_grants_json(jwt, json), 0);
    char *token = jwt_encode_str(jwt);
    jwt_free(jwt);
    CU_ASSERT_PTR_NOT_NULL_FATAL(token);
    return token;
}

#define IDS                                                                                                  \
    "\"sub\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"sid\":\"bbbbbbbb-0000-4000-8000-000000000002\","     \
    "\"led\":\"cccccccc-0000-4000-8000-000000000003\""
#define SITE "\"iss\":\"https://debts.example\",\"aud\":\"https://debts.example\""
#define TIMES "\"nbf\":1800000000,\"exp\":1800000900"
#define USE "\"token_use\":\"access\""

static void test_everything_in_it_is_checked(void) {
    static const struct {
        jwt_alg_t algorithm;
        const char *json;
        enum token_verdict verdict;
    } cases[] = {
        { JWT_ALG_HS256, "{" IDS "," SITE "," TIMES "," USE "}", TOKEN_VALID },
        { JWT_ALG_HS384, "{" IDS "," SITE "," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS512, "{" IDS "," SITE "," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_NONE, "{" IDS "," SITE "," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE "," TIMES "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE "," TIMES ",\"token_use\":\"refresh\"}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS ",\"iss\":\"https://debts.example\"," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256,
          "{" IDS ",\"iss\":\"https://debts.example\",\"aud\":[\"https://debts.example\"]," TIMES "," USE "}",
          TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE ",\"nbf\":1800000000," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE ",\"exp\":1800000900," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE ",\"nbf\":1800000000,\"exp\":\"1800000900\"," USE "}",
          TOKEN_INVALID },
        { JWT_ALG_HS256, "{" IDS "," SITE ",\"nbf\":1800000000,\"exp\":-1," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256, "{" SITE "," TIMES "," USE "}", TOKEN_INVALID },
        { JWT_ALG_HS256,
          "{\"sub\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"sid\":\"bbbbbbbb-0000-4000-8000-"
          "000000000002\","
          "\"led\":\"CCCCCCCC-0000-4000-8000-000000000003\"," SITE "," TIMES "," USE "}",
          TOKEN_INVALID },
        { JWT_ALG_HS256,
          "{\"sub\":1,\"sid\":\"bbbbbbbb-0000-4000-8000-000000000002\","
          "\"led\":\"cccccccc-0000-4000-8000-000000000003\"," SITE "," TIMES "," USE "}",
          TOKEN_INVALID },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *token = forge(cases[i].algorithm, cases[i].json);
        CU_ASSERT_EQUAL(verify(token, NOW), cases[i].verdict);
        free(token);
    }
}

static void test_a_critical_extension_is_refused(void) {
    jwt_t *jwt = NULL;
    CU_ASSERT_EQUAL_FATAL(jwt_new(&jwt), 0);
    CU_ASSERT_EQUAL(jwt_set_alg(jwt, JWT_ALG_HS256, keys.keys[0].access, (int)sizeof keys.keys[0].access), 0);
    CU_ASSERT_EQUAL(jwt_add_headers_json(jwt, "{\"crit\":[\"exp\"]}"), 0);
    CU_ASSERT_EQUAL(jwt_add_grants_json(jwt, "{" IDS "," SITE "," TIMES "," USE "}"), 0);
    char *token = jwt_encode_str(jwt);
    jwt_free(jwt);
    CU_ASSERT_PTR_NOT_NULL_FATAL(token);
    CU_ASSERT_EQUAL(verify(token, NOW), TOKEN_INVALID);
    free(token);
}

static void test_what_is_no_token(void) {
    char dots[TOKEN_TEXT_BYTES];
    memset(dots, '.', sizeof dots - 1);
    dots[sizeof dots - 1] = '\0';
    char *large = malloc(100001);
    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    memset(large, 'a', 100000);
    large[100000] = '\0';
    const char *const others[] = { "",
                                   ".",
                                   "..",
                                   "...",
                                   "a",
                                   "a.b",
                                   "a.b.c",
                                   "a.b.c.d",
                                   "e30.e30.",
                                   "e30.e30.e30",
                                   "eyJhbGciOiJub25lIn0.e30.",
                                   "\xff\xfe",
                                   dots,
                                   large };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_EQUAL(verify(others[i], NOW), TOKEN_INVALID);
    }
    free(large);
}

static void test_too_long_is_refused_unread(void) {
    char padding[3000];
    memset(padding, 'x', sizeof padding - 1);
    padding[sizeof padding - 1] = '\0';
    char json[4096];
    (void)snprintf(json, sizeof json, "{%s,\"pad\":\"%s\"}", IDS "," SITE "," TIMES "," USE, padding);
    char *token = forge(JWT_ALG_HS256, json);
    CU_ASSERT_EQUAL(verify(token, NOW), TOKEN_INVALID);
    free(token);
    char long_origin[2048];
    memset(long_origin, 'o', sizeof long_origin - 1);
    long_origin[sizeof long_origin - 1] = '\0';
    char out[TOKEN_TEXT_BYTES];
    CU_ASSERT_FALSE(token_issue(&keys, long_origin, &claims, NOW, SECONDS, out));
}

static struct refresh_token parts_of(int32_t generation) {
    struct refresh_token parts = { .generation = generation };
    memcpy(parts.ledger, claims.ledger, sizeof parts.ledger);
    memcpy(parts.session, claims.session, sizeof parts.session);
    return parts;
}

static void test_refresh_tokens_are_derived(void) {
    static const int32_t generations[] = { 0, 1, 255, INT32_MAX };
    for (size_t i = 0; i < sizeof generations / sizeof *generations; i++) {
        const struct refresh_token parts = parts_of(generations[i]);
        char one[REFRESH_TOKEN_TEXT_BYTES];
        char other[REFRESH_TOKEN_TEXT_BYTES];
        refresh_token_write(&keys, &parts, one);
        refresh_token_write(&keys, &parts, other);
        CU_ASSERT_STRING_EQUAL(one, other);
        CU_ASSERT_EQUAL(strlen(one), REFRESH_TOKEN_TEXT_BYTES - 1);
        struct refresh_token read;
        CU_ASSERT_TRUE(refresh_token_read(&keys, one, &read));
        CU_ASSERT_STRING_EQUAL(read.ledger, claims.ledger);
        CU_ASSERT_STRING_EQUAL(read.session, claims.session);
        CU_ASSERT_EQUAL(read.generation, generations[i]);
    }
}

static void test_forged_refresh_tokens(void) {
    const struct refresh_token parts = parts_of(5);
    char text[REFRESH_TOKEN_TEXT_BYTES];
    struct refresh_token read;
    refresh_token_write(&keys, &parts, text);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        const char kept = text[i];
        text[i] = kept == '0' ? '1' : '0';
        CU_ASSERT_FALSE(refresh_token_read(&keys, text, &read));
        CU_ASSERT_STRING_EQUAL(read.ledger, "");
        text[i] = kept;
    }
    char longer[REFRESH_TOKEN_TEXT_BYTES + 1];
    (void)snprintf(longer, sizeof longer, "%sA", text);
    CU_ASSERT_FALSE(refresh_token_read(&keys, longer, &read));
    CU_ASSERT_FALSE(refresh_token_read(&keys, "", &read));
    CU_ASSERT_FALSE(refresh_token_read(&keys, "x", &read));
    struct token_keys others = keys;
    others.keys[0].mac[TOKEN_MAC_REFRESH][0] ^= 1;
    CU_ASSERT_FALSE(refresh_token_read(&others, text, &read));
}

static void test_the_stored_hash_is_sha_256(void) {
    char hash[REFRESH_TOKEN_HASH_TEXT_BYTES];
    refresh_token_hash("abc", hash);
    CU_ASSERT_STRING_EQUAL(hash, "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_the_keys_differ_by_use(void) {
    CU_ASSERT_NOT_EQUAL(
        memcmp(keys.keys[0].access, keys.keys[0].mac[TOKEN_MAC_REFRESH], sizeof keys.keys[0].access), 0);
    struct token_keys gone = keys;
    token_keys_release(&gone);
    CU_ASSERT_EQUAL(sodium_is_zero((const unsigned char *)&gone, sizeof gone), 1);
}

static struct token_cache cache;

static enum token_verdict verify_cached(const char *token, int64_t now, struct token_claims *read) {
    return token_verify_cached(&cache, &keys, origin, token, now, read);
}

static void test_a_remembered_token_is_judged_anew(void) {
    char token[TOKEN_TEXT_BYTES];
    struct token_claims read;
    token_cache_init(&cache);
    CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &claims, NOW, SECONDS, token));
    for (int64_t time = NOW; time < NOW + 3; time++) {
        CU_ASSERT_EQUAL(verify_cached(token, time, &read), TOKEN_VALID);
        CU_ASSERT_STRING_EQUAL(read.account, claims.account);
        CU_ASSERT_STRING_EQUAL(read.session, claims.session);
        CU_ASSERT_STRING_EQUAL(read.ledger, claims.ledger);
    }
    CU_ASSERT_EQUAL(verify_cached(token, NOW - 1, &read), TOKEN_INVALID);
    CU_ASSERT_STRING_EQUAL(read.session, "");
    CU_ASSERT_EQUAL(verify_cached(token, NOW + SECONDS, &read), TOKEN_EXPIRED);
    CU_ASSERT_STRING_EQUAL(read.session, claims.session);
    const size_t last = strlen(token) - 2; /* (the very last character has bits that mean nothing) */
    token[last] = token[last] == 'A' ? 'B' : 'A';
    CU_ASSERT_EQUAL(verify_cached(token, NOW, &read), TOKEN_INVALID);
    CU_ASSERT_STRING_EQUAL(read.session, "");
}

/* More than fit: none is taken for another, and those that were dropped are read again. */
static void test_a_full_memory_mixes_nothing_up(void) {
    enum { COUNT = 3000 };
    static char tokens[COUNT][600];
    token_cache_init(&cache);
    for (int round = 0; round < 2; round++) {
        size_t wrong = 0;
        for (int i = 0; i < COUNT; i++) {
            struct token_claims read;
            char session[UUID_TEXT_BYTES];
            (void)snprintf(session, sizeof session, "bbbbbbbb-0000-4000-8000-%012d", i);
            if (round == 0) {
                char token[TOKEN_TEXT_BYTES];
                struct token_claims own = claims;
                memcpy(own.session, session, sizeof session);
                CU_ASSERT_TRUE_FATAL(token_issue(&keys, origin, &own, NOW, SECONDS, token));
                CU_ASSERT_TRUE_FATAL(strlen(token) < sizeof tokens[i]);
                memcpy(tokens[i], token, strlen(token) + 1);
            }
            const bool right =
                verify_cached(tokens[i], NOW, &read) == TOKEN_VALID && strcmp(read.session, session) == 0;
            wrong += right ? 0 : 1;
        }
        CU_ASSERT_EQUAL(wrong, 0);
    }
}

/* A ring whose newest key is of `newest`, followed by the bytes below it down to `oldest`. */
static void ring_of(unsigned char newest, unsigned char oldest, struct token_keys *made) {
    struct key_ring ring = { .count = 0 };
    for (unsigned char byte = newest; byte >= oldest; byte--) {
        memset(ring.keys[ring.count++], byte, KEY_BYTES);
    }
    token_keys_init(made, &ring);
}

static void test_keys_are_rotated(void) {
    struct token_keys before;
    struct token_keys after;
    struct token_keys gone;
    char access[TOKEN_TEXT_BYTES];
    char refresh[REFRESH_TOKEN_TEXT_BYTES];
    char again[REFRESH_TOKEN_TEXT_BYTES];
    char hash[REFRESH_TOKEN_HASH_TEXT_BYTES];
    struct token_claims read;
    struct refresh_token parts = { .generation = 5 };
    struct refresh_token read_parts;
    memcpy(parts.ledger, claims.ledger, sizeof parts.ledger);
    memcpy(parts.session, claims.session, sizeof parts.session);
    ring_of(1, 1, &before);
    ring_of(2, 1, &after);
    ring_of(3, 2, &gone);
    CU_ASSERT_TRUE_FATAL(token_issue(&before, origin, &claims, NOW, SECONDS, access));
    refresh_token_write(&before, &parts, refresh);
    CU_ASSERT_EQUAL(token_verify(&after, origin, access, NOW, &read), TOKEN_VALID);
    CU_ASSERT_TRUE(refresh_token_read(&after, refresh, &read_parts));
    CU_ASSERT_EQUAL(token_verify(&gone, origin, access, NOW, &read), TOKEN_INVALID);
    CU_ASSERT_FALSE(refresh_token_read(&gone, refresh, &read_parts));
    refresh_token_hash(refresh, hash);
    CU_ASSERT_TRUE(refresh_token_write_again(&after, &parts, hash, again));
    CU_ASSERT_STRING_EQUAL(again, refresh);
    CU_ASSERT_FALSE(refresh_token_write_again(&gone, &parts, hash, again));
    CU_ASSERT_TRUE_FATAL(token_issue(&after, origin, &claims, NOW, SECONDS, access));
    CU_ASSERT_EQUAL(token_verify(&before, origin, access, NOW, &read), TOKEN_INVALID);
    CU_ASSERT_STRING_NOT_EQUAL(before.keys[0].kid, after.keys[0].kid);
    /* A name that is another key's: signed by one that is here, and yet refused. */
    memcpy(after.keys[0].kid, before.keys[0].kid, sizeof after.keys[0].kid);
    CU_ASSERT_EQUAL(token_verify(&after, origin, access, NOW, &read), TOKEN_INVALID);
}

void token_suite(void) {
    static CU_TestInfo tests[] = {
        { "issued and read", test_issued_and_read },
        { "it has its time", test_it_has_its_time },
        { "every character counts", test_every_character_counts },
        { "another site", test_another_site },
        { "everything in it is checked", test_everything_in_it_is_checked },
        { "a critical extension is refused", test_a_critical_extension_is_refused },
        { "what is no token", test_what_is_no_token },
        { "a remembered token is judged anew", test_a_remembered_token_is_judged_anew },
        { "a full memory mixes nothing up", test_a_full_memory_mixes_nothing_up },
        { "too long is refused unread", test_too_long_is_refused_unread },
        { "refresh tokens are derived", test_refresh_tokens_are_derived },
        { "forged refresh tokens", test_forged_refresh_tokens },
        { "the stored hash is sha 256", test_the_stored_hash_is_sha_256 },
        { "the keys differ by use", test_the_keys_differ_by_use },
        { "keys are rotated", test_keys_are_rotated },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "token", init, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
