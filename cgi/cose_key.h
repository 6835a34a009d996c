/* Public keys as authenticators give them: COSE_Key (RFC 9052 §7) of the algorithms that this site asks for,
 * in the form of WebAuthn L3 §5.8.5. */
#ifndef CGI_COSE_KEY_H
#define CGI_COSE_KEY_H

#include "base64url.h"

#include <stddef.h>

enum cose_algorithm {
    COSE_ES256 = -7,   /* ECDSA on P-256 with SHA-256 */
    COSE_EDDSA = -8,   /* on Ed25519 */
    COSE_RS256 = -257, /* RSASSA-PKCS1-v1_5 with SHA-256, 2,048 bits */
};

enum { COSE_ALGORITHMS = 3 };

/* In the order in which they are preferred. */
extern const enum cose_algorithm cose_algorithms[COSE_ALGORITHMS];

enum { COSE_KEY_RAW_BYTES_MAX = 256 + 3 };

struct cose_key {
    enum cose_algorithm algorithm;
    /* As libfido2 takes it: x and y (ES256), x (EdDSA), n and e (RS256), one after the other. */
    unsigned char raw[COSE_KEY_RAW_BYTES_MAX];
    size_t raw_bytes;
};

enum cose_verdict { COSE_KEY_READ, COSE_KEY_OTHER_ALGORITHM, COSE_KEY_MALFORMED };

/* Reads a COSE_Key, which takes up all of `bytes`. Whether the numbers make a key is not looked at. *key is
 * filled for COSE_KEY_READ. */
__attribute__((warn_unused_result)) enum cose_verdict cose_key_read(struct bytes bytes, struct cose_key *key);

#endif
