/* A grant: the proof, made by a worker and verified by the relay, that a session may listen to a ledger.
 *
 * Text form: base64url (RFC 4648 §5, no padding) of ledger (16 bytes), session (16), expiry (8, big-endian
 * unix seconds), nonce (16), and a MAC over these (crypto_auth: HMAC-SHA512-256, 32 bytes).
 */
#ifndef SITE_GRANT_H
#define SITE_GRANT_H

#include "key.h"
#include "uuid.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    GRANT_UUID_BYTES = UUID_TEXT_BYTES,
    GRANT_NONCE_BYTES = 16,
    GRANT_TEXT_BYTES = 119, /* text of a grant with its NUL: 88 bytes in base64url */
};

struct grant {
    char ledger[GRANT_UUID_BYTES];  /* lower-case text */
    char session[GRANT_UUID_BYTES]; /* lower-case text */
    int64_t expires_at;             /* unix seconds */
    unsigned char nonce[GRANT_NONCE_BYTES];
};

/* Writes the text form of *grant under `key`; the nonce is drawn here and stored in *grant. Returns false if
 * ledger or session is no UUID. */
__attribute__((warn_unused_result)) bool grant_seal(struct grant *grant, const unsigned char key[KEY_BYTES],
                                                    char text[GRANT_TEXT_BYTES]);

enum grant_verdict { GRANT_VALID, GRANT_FORGED, GRANT_EXPIRED };

/* Reads the text form. GRANT_FORGED: not a grant, or not sealed under `key`; *grant is then all zero.
 * GRANT_EXPIRED: genuine, but `now` (unix seconds) is not before its expiry. That a nonce comes once only is
 * the caller's to check. */
__attribute__((warn_unused_result)) enum grant_verdict
grant_open(struct grant *grant, const unsigned char key[KEY_BYTES], const char *text, int64_t now);

#endif
