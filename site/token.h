/* The two tokens of a session.
 *
 * Access token: a JWT (RFC 7519) signed by HS256, good for minutes. libjwt 1.10 writes and accepts no other
 * header type than "JWT", so what it is for stands in a claim (token_use: access); its key signs nothing
 * else; kid names it, so that keys can be rotated. Refresh token: "<ledger><session><generation>.<mac>": 32 +
 * 32 + 8 hexadecimal digits and, in base64url, the crypto_auth MAC over them. It can be derived again from
 * its parts, so a successor can be handed out twice; the database stores its SHA-256 only.
 *
 * sodium_init() comes before all of these.
 */
#ifndef SITE_TOKEN_H
#define SITE_TOKEN_H

#include "token_keys.h"
#include "uuid.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TOKEN_CHARACTERS_MAX = 2048,                         /* a longer access token is refused unread */
    TOKEN_TEXT_BYTES = TOKEN_CHARACTERS_MAX + 1,         /* with the terminating NUL */
    REFRESH_TOKEN_TEXT_BYTES = 32 + 32 + 8 + 1 + 43 + 1, /* with the terminating NUL */
    REFRESH_TOKEN_HASH_TEXT_BYTES = 2 + 64 + 1,          /* "\x…", as PostgreSQL reads a bytea */
};

/* Whose session it is. All lower-case UUIDs. */
struct token_claims {
    char account[UUID_TEXT_BYTES];
    char session[UUID_TEXT_BYTES];
    char ledger[UUID_TEXT_BYTES];
};

/* Writes an access token for `claims`, issued at `now` (unix seconds) and good for `seconds`. `origin` is the
 * issuer and the audience. Returns false if memory ran out or the token would be too long. */
__attribute__((warn_unused_result)) bool token_issue(const struct token_keys *keys, const char *origin,
                                                     const struct token_claims *claims, int64_t now,
                                                     long seconds, char token[TOKEN_TEXT_BYTES]);

enum token_verdict { TOKEN_VALID, TOKEN_EXPIRED, TOKEN_INVALID };

/* Reads an access token and checks everything in it: algorithm, type, signature, issuer, audience, times, and
 * the form of the ids. *claims is filled for TOKEN_VALID and TOKEN_EXPIRED (genuine, but its time is over).
 */
__attribute__((warn_unused_result)) enum token_verdict token_verify(const struct token_keys *keys,
                                                                    const char *origin, const char *token,
                                                                    int64_t now, struct token_claims *claims);

enum { TOKEN_CACHE_WAYS = 4, TOKEN_CACHE_SETS = 512 };

/* A token that was found genuine, known by its hash. */
struct token_cache_entry {
    unsigned char hash[32];
    struct token_claims claims;
    int64_t not_before, expires_at; /* unix seconds; 0: the place is empty */
};

/* Tokens whose signature and claims were checked lately, so that a client's next request need not pay for
 * it again: about 360 KB, however many tokens there are. Good for one key and one origin; the times are
 * checked at every use. It holds neither tokens nor what would give one away: the hash is keyed with bytes
 * drawn by token_cache_init(). */
struct token_cache {
    unsigned char key[32];
    unsigned char oldest[TOKEN_CACHE_SETS]; /* the place of each set that is given away next */
    struct token_cache_entry entries[TOKEN_CACHE_SETS][TOKEN_CACHE_WAYS];
};

/* Empties the cache. */
void token_cache_init(struct token_cache *cache);

/* token_verify() with a memory. */
__attribute__((warn_unused_result)) enum token_verdict
token_verify_cached(struct token_cache *cache, const struct token_keys *keys, const char *origin,
                    const char *token, int64_t now, struct token_claims *claims);

/* The parts of a refresh token. Generations are counted from 1 and are never negative. */
struct refresh_token {
    char ledger[UUID_TEXT_BYTES];
    char session[UUID_TEXT_BYTES];
    int32_t generation;
};

void refresh_token_write(const struct token_keys *keys, const struct refresh_token *parts,
                         char text[REFRESH_TOKEN_TEXT_BYTES]);

/* The same token under whichever of the keys has it hash to `hash`: the one that was written before the keys
 * were rotated. Returns false if none has. */
__attribute__((warn_unused_result)) bool refresh_token_write_again(const struct token_keys *keys,
                                                                   const struct refresh_token *parts,
                                                                   const char *hash,
                                                                   char text[REFRESH_TOKEN_TEXT_BYTES]);

/* Returns false, and an all-zero *parts, if `text` was not written under these keys. */
__attribute__((warn_unused_result)) bool refresh_token_read(const struct token_keys *keys, const char *text,
                                                            struct refresh_token *parts);

/* Writes the SHA-256 of a refresh token as PostgreSQL's text form of a bytea. */
void refresh_token_hash(const char *text, char hash[REFRESH_TOKEN_HASH_TEXT_BYTES]);

#endif
