/* webauthn: whatever a stranger sends in place of a credential, registering and signing in end with a
 * verdict; and without a signature by the key nobody is signed in. The first byte chooses what the others
 * are. */
#include "cgi/webauthn.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOW = 1800000000, CLIENT_DATA_BYTES = 512, ARENA_BLOCKS = 8 };
enum { CLIENT_DATA, ATTESTATION, AUTHENTICATOR_DATA, SIGNATURE, KINDS };

static const char origin[] = "https://debts.example";
static const struct passkey_scope registering = { .ledger = "cccccccc-0000-4000-8000-000000000003",
                                                  .session = "bbbbbbbb-0000-4000-8000-000000000002" };
static const struct passkey_scope signing_in = { .ledger = NULL };
static unsigned char challenge_key[KEY_BYTES];
static struct arena arena;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static const unsigned char key[KEY_BYTES] = { 7 };
    (void)argc;
    (void)argv;
    if (sodium_init() < 0 || !arena_init(&arena, ARENA_BLOCKS * ARENA_BLOCK_BYTES)) {
        abort();
    }
    passkey_challenge_key_init(challenge_key, key);
    return 0;
}

/* Client data that are good, so that what comes behind them is looked at. */
static struct bytes client_data(const char *type, const struct passkey_scope *scope,
                                char text[CLIENT_DATA_BYTES]) {
    char challenge[PASSKEY_CHALLENGE_TEXT_BYTES];
    passkey_challenge_draw(challenge_key, scope, NOW + 60, challenge);
    const int count =
        snprintf(text, CLIENT_DATA_BYTES, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"}", type,
                 challenge, origin);
    return (struct bytes) { .at = (const unsigned char *)text, .count = (size_t)count };
}

static void register_by(unsigned char kind, struct bytes input) {
    char text[CLIENT_DATA_BYTES];
    struct webauthn_expected expected;
    struct webauthn_credential credential;
    struct passkey_challenge challenge;
    webauthn_expect(&expected, origin, challenge_key, &registering, NOW);
    const struct bytes good = client_data("webauthn.create", &registering, text);
    const struct webauthn_registration registration = {
        .credential_id = { .at = (const unsigned char *)"\5\5\5\5", .count = 4 },
        .client_data = kind == CLIENT_DATA ? input : good,
        .attestation_object = input,
    };
    if (webauthn_verify_registration(&expected, &registration, &arena, &credential, &challenge) ==
            WEBAUTHN_VERIFIED &&
        credential.id.count != 4) {
        abort();
    }
}

static void sign_in_by(unsigned char kind, struct bytes input) {
    static const unsigned char cose_key[42] = "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20";
    static const unsigned char present_and_verified[37] = { [32] = 0x05 };
    char text[CLIENT_DATA_BYTES];
    struct webauthn_expected expected;
    struct passkey_challenge challenge;
    struct webauthn_credential credential = { .public_key = { .at = cose_key, .count = sizeof cose_key } };
    webauthn_expect(&expected, origin, challenge_key, &signing_in, NOW);
    const struct bytes good = client_data("webauthn.get", &signing_in, text);
    const struct bytes data = { .at = present_and_verified, .count = sizeof present_and_verified };
    const struct webauthn_assertion assertion = {
        .client_data = kind == CLIENT_DATA ? input : good,
        .authenticator_data = kind == AUTHENTICATOR_DATA ? input : data,
        .signature = input,
    };
    if (webauthn_verify_assertion(&expected, &assertion, &credential, &challenge) == WEBAUTHN_VERIFIED) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    const unsigned char kind = data[0] % KINDS;
    const struct bytes input = { .at = data + 1, .count = bytes - 1 };
    if (kind == CLIENT_DATA || kind == ATTESTATION) {
        register_by(kind, input);
    }
    if (kind != ATTESTATION) {
        sign_in_by(kind, input);
    }
    arena_clear(&arena);
    return 0;
}
