#include "cgi/webauthn.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An authenticator with one passkey of Ed25519, at one site. */

enum {
    NOW = 1800000000,
    ID_BYTES = 20,
    AUTHENTICATOR_DATA_BYTES = 37,
    MUTATIONS = 20000,
    MUTATIONS_LONG = 2000000,
};

static const char origin[] = "https://debts.example:8443";
static const struct passkey_scope of_session = { .ledger = "cccccccc-0000-4000-8000-000000000003",
                                                 .session = "bbbbbbbb-0000-4000-8000-000000000002" };
static const struct passkey_scope of_sign_in = { .ledger = NULL };

static struct arena arena;
static unsigned char challenge_key[KEY_BYTES];
static unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
static unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
static unsigned char id[ID_BYTES];

static int init(void) {
    if (sodium_init() < 0 || !arena_init(&arena, 4 * ARENA_BLOCK_BYTES)) {
        return -1;
    }
    unsigned char key[KEY_BYTES] = { 7 };
    passkey_challenge_key_init(challenge_key, key);
    memset(id, 5, sizeof id);
    return crypto_sign_keypair(public_key, secret_key);
}

static int release(void) {
    arena_release(&arena);
    return 0;
}

/* Bytes that are put together. */
struct message {
    unsigned char bytes[1024];
    size_t count;
};

static void put(struct message *message, const void *bytes, size_t count) {
    assert(count <= sizeof message->bytes - message->count);
    memcpy(message->bytes + message->count, bytes, count);
    message->count += count;
}

static struct bytes bytes_of(const struct message *message) {
    return (struct bytes) { .at = message->bytes, .count = message->count };
}

static void write_client_data(const char *type, const struct passkey_scope *scope, struct message *message) {
    char challenge[PASSKEY_CHALLENGE_TEXT_BYTES];
    passkey_challenge_draw(challenge_key, scope, NOW + 60, challenge);
    *message = (struct message) { .count = 0 };
    message->count =
        (size_t)snprintf((char *)message->bytes, sizeof message->bytes,
                         "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"}", type, challenge, origin);
}

static void put_authenticator_data(struct message *message, unsigned char flags, unsigned char count) {
    static const char rp_id[] = "debts.example";
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)rp_id, sizeof rp_id - 1);
    const unsigned char rest[] = { flags, 0, 0, 0, count };
    put(message, hash, sizeof hash);
    put(message, rest, sizeof rest);
}

static void write_attestation(struct message *message) {
    struct message data = { .count = 0 };
    const unsigned char aaguid_and_length[18] = { [17] = ID_BYTES };
    put_authenticator_data(&data, 0x45, 0);
    put(&data, aaguid_and_length, sizeof aaguid_and_length);
    put(&data, id, sizeof id);
    put(&data, "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10); /* {1: 1, 3: -8, -1: 6, -2: … */
    put(&data, public_key, sizeof public_key);
    const unsigned char length = (unsigned char)data.count;
    *message = (struct message) { .count = 0 };
    /* {"fmt": "none", "attStmt": {}, "authData": … */
    static const char before[] = "\xa3"
                                 "cfmtdnonegattStmt"
                                 "\xa0"
                                 "hauthData"
                                 "\x58";
    put(message, before, sizeof before - 1);
    put(message, &length, 1);
    put(message, data.bytes, data.count);
}

static enum webauthn_verdict verify_registration(const struct message *client_data,
                                                 const struct message *attestation, int64_t now,
                                                 struct webauthn_credential *credential) {
    struct webauthn_expected expected;
    struct passkey_challenge challenge;
    webauthn_expect(&expected, origin, challenge_key, &of_session, now);
    const struct webauthn_registration registration = { .credential_id = { .at = id, .count = sizeof id },
                                                        .client_data = bytes_of(client_data),
                                                        .attestation_object = bytes_of(attestation) };
    return webauthn_verify_registration(&expected, &registration, &arena, credential, &challenge);
}

static void test_the_rp_id_is_the_host(void) {
    static const struct {
        const char *site;
        const char *rp_id;
    } cases[] = { { "https://debts.example", "debts.example" },
                  { "https://debts.example:8443", "debts.example" },
                  { "http://localhost:8080", "localhost" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct webauthn_expected expected;
        webauthn_expect(&expected, cases[i].site, challenge_key, &of_sign_in, NOW);
        CU_ASSERT_STRING_EQUAL(expected.rp_id, cases[i].rp_id);
    }
}

static void test_registered_and_signed_in(void) {
    struct message client_data;
    struct message attestation;
    struct webauthn_credential credential;
    write_client_data("webauthn.create", &of_session, &client_data);
    write_attestation(&attestation);
    CU_ASSERT_EQUAL_FATAL(verify_registration(&client_data, &attestation, NOW, &credential),
                          WEBAUTHN_VERIFIED);
    CU_ASSERT_TRUE(bytes_equal(credential.id, (struct bytes) { .at = id, .count = sizeof id }));

    struct message data = { .count = 0 };
    put_authenticator_data(&data, 0x05, 1);
    write_client_data("webauthn.get", &of_sign_in, &client_data);
    struct message signed_text = data;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, client_data.bytes, client_data.count);
    put(&signed_text, hash, sizeof hash);
    unsigned char signature[crypto_sign_BYTES];
    crypto_sign_detached(signature, NULL, signed_text.bytes, signed_text.count, secret_key);
    struct webauthn_expected expected;
    struct passkey_challenge challenge;
    webauthn_expect(&expected, origin, challenge_key, &of_sign_in, NOW);
    const struct webauthn_assertion assertion = { .client_data = bytes_of(&client_data),
                                                  .authenticator_data = bytes_of(&data),
                                                  .signature = { .at = signature,
                                                                 .count = sizeof signature } };
    CU_ASSERT_EQUAL(webauthn_verify_assertion(&expected, &assertion, &credential, &challenge),
                    WEBAUTHN_VERIFIED);
    CU_ASSERT_EQUAL(credential.sign_count, 1);
    CU_ASSERT_EQUAL(challenge.expires_at, NOW + 60);
    CU_ASSERT_EQUAL(webauthn_verify_assertion(&expected, &assertion, &credential, &challenge),
                    WEBAUTHN_COUNTER_WENT_BACK);
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 1;
        CU_ASSERT_EQUAL(webauthn_verify_assertion(&expected, &assertion, &credential, &challenge),
                        WEBAUTHN_SIGNATURE_WRONG);
        signature[i] ^= 1;
    }
    arena_clear(&arena);
}

static void test_a_challenge_has_its_time(void) {
    struct message client_data;
    struct message attestation;
    struct webauthn_credential credential;
    write_client_data("webauthn.create", &of_session, &client_data);
    write_attestation(&attestation);
    CU_ASSERT_EQUAL(verify_registration(&client_data, &attestation, NOW + 59, &credential),
                    WEBAUTHN_VERIFIED);
    CU_ASSERT_EQUAL(verify_registration(&client_data, &attestation, NOW + 60, &credential),
                    WEBAUTHN_EXPIRED_CHALLENGE);
    arena_clear(&arena);
}

static void test_a_challenge_has_its_scope(void) {
    const struct passkey_scope scopes[] = {
        of_session,
        of_sign_in,
        { .ledger = of_session.session, .session = of_session.ledger },
        { .ledger = of_session.ledger, .session = of_session.ledger },
    };
    enum { SCOPES = sizeof scopes / sizeof *scopes };
    for (size_t given = 0; given < SCOPES; given++) {
        char text[PASSKEY_CHALLENGE_TEXT_BYTES];
        passkey_challenge_draw(challenge_key, &scopes[given], NOW + 60, text);
        for (size_t met = 0; met < SCOPES; met++) {
            struct passkey_challenge challenge;
            CU_ASSERT_EQUAL(passkey_challenge_read(challenge_key, &scopes[met], text, NOW, &challenge),
                            given == met ? CHALLENGE_GENUINE : CHALLENGE_FOREIGN);
        }
    }
}

static void test_every_character_of_a_challenge_counts(void) {
    char text[PASSKEY_CHALLENGE_TEXT_BYTES];
    struct passkey_challenge challenge;
    passkey_challenge_draw(challenge_key, &of_sign_in, NOW + 60, text);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        const char kept = text[i];
        text[i] = kept == 'A' ? 'B' : 'A';
        CU_ASSERT_EQUAL(passkey_challenge_read(challenge_key, &of_sign_in, text, NOW, &challenge),
                        CHALLENGE_FOREIGN);
        text[i] = kept;
    }
    text[sizeof text - 2] = '\0';
    CU_ASSERT_EQUAL(passkey_challenge_read(challenge_key, &of_sign_in, text, NOW, &challenge),
                    CHALLENGE_FOREIGN);
    CU_ASSERT_EQUAL(passkey_challenge_read(challenge_key, &of_sign_in, "", NOW, &challenge),
                    CHALLENGE_FOREIGN);
}

static void test_cut_anywhere(void) {
    struct message client_data;
    struct message attestation;
    struct webauthn_credential credential;
    write_client_data("webauthn.create", &of_session, &client_data);
    write_attestation(&attestation);
    const size_t whole = attestation.count;
    for (attestation.count = 0; attestation.count < whole; attestation.count++) {
        CU_ASSERT_EQUAL(verify_registration(&client_data, &attestation, NOW, &credential),
                        WEBAUTHN_ATTESTATION_MALFORMED);
    }
    const size_t characters = client_data.count;
    for (client_data.count = 0; client_data.count < characters; client_data.count++) {
        CU_ASSERT_EQUAL(verify_registration(&client_data, &attestation, NOW, &credential),
                        WEBAUTHN_CLIENT_DATA_MALFORMED);
    }
    arena_clear(&arena);
}

/* A few bytes at random places become random ones: nothing crashes, and what is taken has the id that was
 * expected. DEBT_TEST_LONG=1 tries more. */
static void test_random_damage(void) {
    struct message client_data;
    struct message attestation;
    write_client_data("webauthn.create", &of_session, &client_data);
    write_attestation(&attestation);
    const char *longer = getenv("DEBT_TEST_LONG");
    const int mutations = longer != NULL && *longer != '\0' ? MUTATIONS_LONG : MUTATIONS;
    for (int i = 0; i < mutations; i++) {
        struct message damaged = attestation;
        struct webauthn_credential credential;
        for (uint32_t n = randombytes_uniform(4); n < 4; n++) {
            damaged.bytes[randombytes_uniform((uint32_t)damaged.count)] = (unsigned char)randombytes_random();
        }
        damaged.count -= randombytes_uniform(8) == 0 ? randombytes_uniform((uint32_t)damaged.count) : 0;
        const enum webauthn_verdict verdict = verify_registration(&client_data, &damaged, NOW, &credential);
        if (verdict == WEBAUTHN_VERIFIED &&
            !bytes_equal(credential.id, (struct bytes) { .at = id, .count = sizeof id })) {
            CU_FAIL("another id was taken");
        }
        arena_clear(&arena);
    }
}

void webauthn_suite(void) {
    static CU_TestInfo tests[] = {
        { "the rp id is the host", test_the_rp_id_is_the_host },
        { "registered and signed in", test_registered_and_signed_in },
        { "a challenge has its time", test_a_challenge_has_its_time },
        { "a challenge has its scope", test_a_challenge_has_its_scope },
        { "every character of a challenge counts", test_every_character_of_a_challenge_counts },
        { "cut anywhere", test_cut_anywhere },
        { "random damage", test_random_damage },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "webauthn", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
