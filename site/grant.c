#include "grant.h"

#include <sodium.h>
#include <string.h>

enum {
    UUID_BINARY_BYTES = 16,
    EXPIRY_BYTES = 8,
    LEDGER_AT = 0,
    SESSION_AT = LEDGER_AT + UUID_BINARY_BYTES,
    EXPIRY_AT = SESSION_AT + UUID_BINARY_BYTES,
    NONCE_AT = EXPIRY_AT + EXPIRY_BYTES,
    MAC_AT = NONCE_AT + GRANT_NONCE_BYTES,
    GRANT_BYTES = MAC_AT + crypto_auth_BYTES,
};

_Static_assert(KEY_BYTES == crypto_auth_KEYBYTES, "a key file holds one crypto_auth key");
_Static_assert(GRANT_TEXT_BYTES ==
                   sodium_base64_ENCODED_LEN(GRANT_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
               "GRANT_TEXT_BYTES is the length of the text form");

static bool uuid_read(const char *text, unsigned char bytes[UUID_BINARY_BYTES]) {
    char uuid[UUID_TEXT_BYTES];
    char hex[UUID_HEX_CHARACTERS];
    if (!uuid_normalise(text, uuid)) {
        return false;
    }
    uuid_to_hex(uuid, hex);
    return sodium_hex2bin(bytes, UUID_BINARY_BYTES, hex, sizeof hex, NULL, NULL, NULL) == 0;
}

static bool uuid_write(const unsigned char bytes[UUID_BINARY_BYTES], char uuid[UUID_TEXT_BYTES]) {
    char hex[UUID_HEX_CHARACTERS + 1];
    (void)sodium_bin2hex(hex, sizeof hex, bytes, UUID_BINARY_BYTES);
    return uuid_from_hex(hex, uuid);
}

static void expiry_write(int64_t expiry, unsigned char bytes[EXPIRY_BYTES]) {
    uint64_t rest = (uint64_t)expiry;
    for (size_t i = EXPIRY_BYTES; i-- > 0; rest >>= 8) {
        bytes[i] = (unsigned char)(rest & 0xff);
    }
}

static int64_t expiry_read(const unsigned char bytes[EXPIRY_BYTES]) {
    uint64_t value = 0;
    for (size_t i = 0; i < EXPIRY_BYTES; i++) {
        value = value << 8 | bytes[i];
    }
    return (int64_t)value;
}

bool grant_seal(struct grant *grant, const unsigned char key[KEY_BYTES], char text[GRANT_TEXT_BYTES]) {
    unsigned char bytes[GRANT_BYTES];
    if (!uuid_read(grant->ledger, bytes + LEDGER_AT) || !uuid_read(grant->session, bytes + SESSION_AT)) {
        return false;
    }
    expiry_write(grant->expires_at, bytes + EXPIRY_AT);
    randombytes_buf(grant->nonce, sizeof grant->nonce);
    memcpy(bytes + NONCE_AT, grant->nonce, sizeof grant->nonce);
    crypto_auth(bytes + MAC_AT, bytes, MAC_AT, key);
    sodium_bin2base64(text, GRANT_TEXT_BYTES, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return true;
}

enum grant_verdict grant_open(struct grant *grant, const unsigned char key[KEY_BYTES], const char *text,
                              int64_t now) {
    *grant = (struct grant) { .expires_at = 0 };
    unsigned char bytes[GRANT_BYTES];
    size_t count = 0;
    const size_t length = strnlen(text, GRANT_TEXT_BYTES);
    if (length != GRANT_TEXT_BYTES - 1 ||
        sodium_base642bin(bytes, sizeof bytes, text, length, NULL, &count, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        count != sizeof bytes || crypto_auth_verify(bytes + MAC_AT, bytes, MAC_AT, key) != 0) {
        return GRANT_FORGED;
    }
    if (!uuid_write(bytes + LEDGER_AT, grant->ledger) || !uuid_write(bytes + SESSION_AT, grant->session)) {
        return GRANT_FORGED;
    }
    grant->expires_at = expiry_read(bytes + EXPIRY_AT);
    memcpy(grant->nonce, bytes + NONCE_AT, sizeof grant->nonce);
    return now < grant->expires_at ? GRANT_VALID : GRANT_EXPIRED;
}
