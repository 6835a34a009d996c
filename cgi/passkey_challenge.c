#include "passkey_challenge.h"

#include <sodium.h>
#include <string.h>

enum {
    SUBKEY_CHALLENGE = 3,
    END_BYTES = 8,
    SIGNED_BYTES = PASSKEY_CHALLENGE_RANDOM_BYTES + END_BYTES,
    CHALLENGE_BYTES = SIGNED_BYTES + crypto_auth_BYTES,
};

_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES && KEY_BYTES == crypto_auth_KEYBYTES, "one length of key");
_Static_assert(PASSKEY_CHALLENGE_TEXT_BYTES ==
                   sodium_base64_ENCODED_LEN(CHALLENGE_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
               "length of a challenge");

void passkey_challenge_key_init(unsigned char challenge_key[KEY_BYTES], const unsigned char key[KEY_BYTES]) {
    crypto_kdf_derive_from_key(challenge_key, KEY_BYTES, SUBKEY_CHALLENGE, "debtchal", key);
}

/* The MAC over the challenge's own bytes and what it is good for. UUIDs are all of one length, so no two
 * scopes read alike. */
static void write_mac(const unsigned char challenge_key[KEY_BYTES], const struct passkey_scope *scope,
                      const unsigned char signed_part[SIGNED_BYTES], unsigned char mac[crypto_auth_BYTES]) {
    const char *const parts[] = { scope->ledger == NULL ? "sign-in" : "register", scope->ledger,
                                  scope->session };
    crypto_auth_hmacsha512256_state state;
    crypto_auth_hmacsha512256_init(&state, challenge_key, KEY_BYTES);
    crypto_auth_hmacsha512256_update(&state, signed_part, SIGNED_BYTES);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && parts[i] != NULL; i++) {
        crypto_auth_hmacsha512256_update(&state, (const unsigned char *)parts[i], strlen(parts[i]));
    }
    crypto_auth_hmacsha512256_final(&state, mac);
}

void passkey_challenge_draw(const unsigned char challenge_key[KEY_BYTES], const struct passkey_scope *scope,
                            int64_t expires_at, char text[PASSKEY_CHALLENGE_TEXT_BYTES]) {
    unsigned char bytes[CHALLENGE_BYTES];
    randombytes_buf(bytes, PASSKEY_CHALLENGE_RANDOM_BYTES);
    for (size_t i = 0; i < END_BYTES; i++) {
        bytes[SIGNED_BYTES - 1 - i] = (unsigned char)((uint64_t)expires_at >> (8 * i) & 0xff);
    }
    write_mac(challenge_key, scope, bytes, bytes + SIGNED_BYTES);
    sodium_bin2base64(text, PASSKEY_CHALLENGE_TEXT_BYTES, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

enum passkey_challenge_verdict passkey_challenge_read(const unsigned char challenge_key[KEY_BYTES],
                                                      const struct passkey_scope *scope, const char *text,
                                                      int64_t now, struct passkey_challenge *challenge) {
    unsigned char bytes[CHALLENGE_BYTES];
    unsigned char mac[crypto_auth_BYTES];
    size_t count = 0;
    *challenge = (struct passkey_challenge) { .expires_at = 0 };
    if (strnlen(text, PASSKEY_CHALLENGE_TEXT_BYTES) != PASSKEY_CHALLENGE_TEXT_BYTES - 1 ||
        sodium_base642bin(bytes, sizeof bytes, text, PASSKEY_CHALLENGE_TEXT_BYTES - 1, NULL, &count, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        count != sizeof bytes) {
        return CHALLENGE_FOREIGN;
    }
    write_mac(challenge_key, scope, bytes, mac);
    if (sodium_memcmp(mac, bytes + SIGNED_BYTES, sizeof mac) != 0) {
        return CHALLENGE_FOREIGN;
    }
    uint64_t expires_at = 0;
    for (size_t i = PASSKEY_CHALLENGE_RANDOM_BYTES; i < SIGNED_BYTES; i++) {
        expires_at = expires_at << 8 | bytes[i];
    }
    if (now >= (int64_t)expires_at) {
        return CHALLENGE_EXPIRED;
    }
    memcpy(challenge->random, bytes, sizeof challenge->random);
    challenge->expires_at = (int64_t)expires_at;
    return CHALLENGE_GENUINE;
}
