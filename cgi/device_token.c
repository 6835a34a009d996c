#include "device_token.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum {
    SIGNED_CHARACTERS = UUID_HEX_CHARACTERS + UUID_HEX_CHARACTERS,
    MAC_TEXT_BYTES = sodium_base64_ENCODED_LEN(crypto_auth_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
};

_Static_assert(DEVICE_TOKEN_TEXT_BYTES == SIGNED_CHARACTERS + 1 + MAC_TEXT_BYTES, "length of a device token");

static void write_mac(const struct token_key *key, const char signed_part[SIGNED_CHARACTERS],
                      char text[MAC_TEXT_BYTES]) {
    unsigned char mac[crypto_auth_BYTES];
    crypto_auth(mac, (const unsigned char *)signed_part, SIGNED_CHARACTERS, key->device);
    sodium_bin2base64(text, MAC_TEXT_BYTES, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void device_token_write(const struct token_keys *keys, const struct device_token *parts,
                        char text[DEVICE_TOKEN_TEXT_BYTES]) {
    uuid_to_hex(parts->ledger, text);
    uuid_to_hex(parts->device, text + UUID_HEX_CHARACTERS);
    text[SIGNED_CHARACTERS] = '.';
    write_mac(&keys->keys[0], text, text + SIGNED_CHARACTERS + 1);
}

static bool is_genuine(const struct token_keys *keys, const char *text) {
    char mac[MAC_TEXT_BYTES];
    bool genuine = false;
    for (size_t i = 0; i < keys->count; i++) {
        write_mac(&keys->keys[i], text, mac);
        genuine = sodium_memcmp(mac, text + SIGNED_CHARACTERS + 1, MAC_TEXT_BYTES) == 0 || genuine;
    }
    return genuine;
}

void device_token_read(const struct token_keys *keys, const char *text, struct device_token *parts) {
    *parts = (struct device_token) { .ledger = "" };
    if (text == NULL || strnlen(text, DEVICE_TOKEN_TEXT_BYTES) != DEVICE_TOKEN_TEXT_BYTES - 1 ||
        text[SIGNED_CHARACTERS] != '.' || !is_genuine(keys, text)) {
        return;
    }
    struct device_token read;
    if (uuid_from_hex(text, read.ledger) && uuid_from_hex(text + UUID_HEX_CHARACTERS, read.device)) {
        *parts = read;
    }
}
