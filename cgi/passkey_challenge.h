/* The challenges of passkeys: what an authenticator signs so that its answer is good once, here, and soon.
 *
 * They are not stored, so a flood of them fills nothing: a challenge is 32 random bytes and its end (8 bytes,
 * unix seconds), under a MAC that binds them to the ceremony and, for a registration, to ledger and session.
 * Only one that was used is stored, until it has expired. sodium_init() comes first.
 */
#ifndef CGI_PASSKEY_CHALLENGE_H
#define CGI_PASSKEY_CHALLENGE_H

#include "site/key.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PASSKEY_CHALLENGE_RANDOM_BYTES = 32,
    PASSKEY_CHALLENGE_TEXT_BYTES = 96 + 1, /* base64url of 72 bytes, with the terminating NUL */
};

/* Derives the key of challenges from the site's token key. */
void passkey_challenge_key_init(unsigned char challenge_key[KEY_BYTES], const unsigned char key[KEY_BYTES]);

/* What a challenge is good for: a registration by this session of this ledger, or, both NULL, a sign-in. */
struct passkey_scope {
    const char *ledger;
    const char *session;
};

struct passkey_challenge {
    unsigned char random[PASSKEY_CHALLENGE_RANDOM_BYTES];
    int64_t expires_at; /* unix seconds */
};

/* Draws one that is good until `expires_at`, and writes it in base64url. */
void passkey_challenge_draw(const unsigned char challenge_key[KEY_BYTES], const struct passkey_scope *scope,
                            int64_t expires_at, char text[PASSKEY_CHALLENGE_TEXT_BYTES]);

enum passkey_challenge_verdict { CHALLENGE_GENUINE, CHALLENGE_EXPIRED, CHALLENGE_FOREIGN };

/* Reads one. *challenge is filled for CHALLENGE_GENUINE; whether it was used already is the database's to
 * say.
 */
__attribute__((warn_unused_result)) enum passkey_challenge_verdict
passkey_challenge_read(const unsigned char challenge_key[KEY_BYTES], const struct passkey_scope *scope,
                       const char *text, int64_t now, struct passkey_challenge *challenge);

#endif
