#include "token_keys.h"

#include <sodium.h>
#include <string.h>

/* The numbers of the subkeys are for ever: a token outlives the program that wrote it. */
enum { SUBKEY_ACCESS = 1, SUBKEY_REFRESH = 2, SUBKEY_NAME = 3, SUBKEY_DEVICE = 4 };

static const struct {
    uint64_t subkey;
    char context[crypto_kdf_CONTEXTBYTES + 1];
} macs[TOKEN_MAC_COUNT] = {
    [TOKEN_MAC_REFRESH] = { SUBKEY_REFRESH, "debtrfsh" },
    [TOKEN_MAC_DEVICE] = { SUBKEY_DEVICE, "debtdevc" },
};

_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES, "the token key is a crypto_kdf master key");
_Static_assert(TOKEN_MAC_TEXT_BYTES ==
                   1 + sodium_base64_ENCODED_LEN(crypto_auth_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
               "length of a MAC");

static void derive(struct token_key *derived, const unsigned char key[KEY_BYTES]) {
    unsigned char name[crypto_kdf_BYTES_MIN];
    _Static_assert(sizeof name + 1 == TOKEN_KID_BYTES, "a kid is the first half of a subkey, in digits");
    crypto_kdf_derive_from_key(derived->access, sizeof derived->access, SUBKEY_ACCESS, "debt-jwt", key);
    for (size_t i = 0; i < TOKEN_MAC_COUNT; i++) {
        crypto_kdf_derive_from_key(derived->mac[i], sizeof derived->mac[i], macs[i].subkey, macs[i].context,
                                   key);
    }
    crypto_kdf_derive_from_key(name, sizeof name, SUBKEY_NAME, "debt-kid", key);
    (void)sodium_bin2hex(derived->kid, sizeof derived->kid, name, sizeof name / 2);
}

void token_keys_init(struct token_keys *keys, const struct key_ring *ring) {
    keys->count = ring->count;
    for (size_t i = 0; i < ring->count; i++) {
        derive(&keys->keys[i], ring->keys[i]);
    }
}

void token_keys_release(struct token_keys *keys) {
    sodium_memzero(keys, sizeof *keys);
}

/* The MAC of the characters, with the dot before it. */
static void write_mac(const struct token_key *key, enum token_mac use, const char *text, size_t characters,
                      char written[TOKEN_MAC_TEXT_BYTES]) {
    unsigned char mac[crypto_auth_BYTES];
    crypto_auth(mac, (const unsigned char *)text, characters, key->mac[use]);
    written[0] = '.';
    sodium_bin2base64(written + 1, TOKEN_MAC_TEXT_BYTES - 1, mac, sizeof mac,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void token_mac_end(const struct token_key *key, enum token_mac use, char *text, size_t characters) {
    write_mac(key, use, text, characters, text + characters);
}

bool token_mac_is_genuine(const struct token_keys *keys, enum token_mac use, const char *text,
                          size_t characters) {
    const size_t bytes = characters + TOKEN_MAC_TEXT_BYTES;
    if (strnlen(text, bytes) != bytes - 1) {
        return false;
    }
    char mac[TOKEN_MAC_TEXT_BYTES];
    bool genuine = false;
    for (size_t i = 0; i < keys->count; i++) {
        write_mac(&keys->keys[i], use, text, characters, mac);
        genuine = sodium_memcmp(mac, text + characters, TOKEN_MAC_TEXT_BYTES) == 0 || genuine;
    }
    return genuine;
}
