/* The keys of a site's tokens, and the MAC that ends those which only this site reads.
 *
 * sodium_init() comes before all of these.
 */
#ifndef SITE_TOKEN_KEYS_H
#define SITE_TOKEN_KEYS_H

#include "key.h"

#include <stdbool.h>
#include <stddef.h>

enum { TOKEN_KID_BYTES = 16 + 1 }; /* with the terminating NUL */

/* What a MAC is for: each has a key of its own, so that none can be taken for another. */
enum token_mac { TOKEN_MAC_REFRESH, TOKEN_MAC_DEVICE, TOKEN_MAC_COUNT };

/* A dot, 32 bytes in base64url, and the terminating NUL. */
enum { TOKEN_MAC_TEXT_BYTES = 1 + 43 + 1 };

/* Derived from one of the site's token keys by crypto_kdf; kid is its name. */
struct token_key {
    unsigned char access[32];
    unsigned char mac[TOKEN_MAC_COUNT][32];
    char kid[TOKEN_KID_BYTES];
};

/* The first one signs, all of them verify. */
struct token_keys {
    size_t count;
    struct token_key keys[KEYS_MAX];
};

void token_keys_init(struct token_keys *keys, const struct key_ring *ring);

/* Overwrites the keys. */
void token_keys_release(struct token_keys *keys);

/* Writes the MAC of `text`, which is so many characters long, behind them: TOKEN_MAC_TEXT_BYTES. */
void token_mac_end(const struct token_key *key, enum token_mac use, char *text, size_t characters);

/* Whether `text` is so many characters with their MAC under one of the keys. */
__attribute__((warn_unused_result)) bool
token_mac_is_genuine(const struct token_keys *keys, enum token_mac use, const char *text, size_t characters);

#endif
