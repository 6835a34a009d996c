/* The two tokens of a session.
 *
 * Access token: a JWT (RFC 7519) signed by HS256, good for minutes. libjwt 1.10 writes and accepts no other
 * header type than "JWT", so what it is for stands in a claim (token_use: access); its key signs nothing
 * else. Refresh token: "<ledger><session><generation>.<mac>": 32 + 32 + 8 hexadecimal digits and, in
 * base64url, the crypto_auth MAC over them. It can be derived again from its parts, so a successor can be
 * handed out twice; the database stores its SHA-256 only.
 *
 * sodium_init() comes before all of these.
 */
#ifndef SITE_TOKEN_H
#define SITE_TOKEN_H

#include "key.h"
#include "uuid.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TOKEN_CHARACTERS_MAX = 2048,                         /* a longer access token is refused unread */
    TOKEN_TEXT_BYTES = TOKEN_CHARACTERS_MAX + 1,         /* with the terminating NUL */
    REFRESH_TOKEN_TEXT_BYTES = 32 + 32 + 8 + 1 + 43 + 1, /* with the terminating NUL */
    REFRESH_TOKEN_HASH_TEXT_BYTES = 2 + 64 + 1,          /* "\x…", as PostgreSQL reads a bytea */
};

/* The keys of both, derived from the site's token key by crypto_kdf. */
struct token_keys {
    unsigned char access[32];
    unsigned char refresh[32];
};

void token_keys_init(struct token_keys *keys, const unsigned char key[KEY_BYTES]);

/* Overwrites the keys. */
void token_keys_release(struct token_keys *keys);

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

/* The parts of a refresh token. Generations are counted from 1 and are never negative. */
struct refresh_token {
    char ledger[UUID_TEXT_BYTES];
    char session[UUID_TEXT_BYTES];
    int32_t generation;
};

void refresh_token_write(const struct token_keys *keys, const struct refresh_token *parts,
                         char text[REFRESH_TOKEN_TEXT_BYTES]);

/* Returns false, and an all-zero *parts, if `text` was not written under these keys. */
__attribute__((warn_unused_result)) bool refresh_token_read(const struct token_keys *keys, const char *text,
                                                            struct refresh_token *parts);

/* Writes the SHA-256 of a refresh token as PostgreSQL's text form of a bytea. */
void refresh_token_hash(const char *text, char hash[REFRESH_TOKEN_HASH_TEXT_BYTES]);

#endif
