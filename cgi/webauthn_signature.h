/* Signatures of authenticators, checked by libfido2: the only file that knows it. */
#ifndef CGI_WEBAUTHN_SIGNATURE_H
#define CGI_WEBAUTHN_SIGNATURE_H

#include "base64url.h"
#include "cose_key.h"

#include <stdbool.h>

/* What is signed, and by what. */
struct signed_ceremony {
    const char *rp_id;
    struct bytes authenticator_data;
    struct bytes client_data;
    struct bytes signature;
};

/* Whether the numbers of the key make one: a point of the curve, a modulus of full length. */
bool signature_key_is_valid(const struct cose_key *key);

/* §7.2 steps 20 and 21: whether the key has signed authenticator data and client data. False too if memory
 * ran out. */
bool signature_verify(const struct cose_key *key, const struct signed_ceremony *ceremony);

/* §8.2, self attestation: whether the key that is being registered has signed its own registration.
 * `statement` is the attestation statement's CBOR. */
bool signature_verify_self_attestation(const struct cose_key *key, const struct signed_ceremony *ceremony,
                                       struct bytes statement);

#endif
