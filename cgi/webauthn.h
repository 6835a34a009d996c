/* What a relying party verifies of a passkey: WebAuthn L3 §7.1 (registering) and §7.2 (signing in). Each step
 * is named where it is taken; those that need the database are the statements' own. */
#ifndef CGI_WEBAUTHN_H
#define CGI_WEBAUTHN_H

#include "base64url.h"
#include "passkey_challenge.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    WEBAUTHN_CREDENTIAL_ID_BYTES_MAX = 1023, /* §7.1 step 25 */
    WEBAUTHN_RP_ID_BYTES = 256,              /* with the terminating NUL */
};

enum webauthn_verdict {
    WEBAUTHN_VERIFIED,
    WEBAUTHN_CLIENT_DATA_MALFORMED,
    WEBAUTHN_OTHER_TYPE,
    WEBAUTHN_FOREIGN_CHALLENGE,
    WEBAUTHN_EXPIRED_CHALLENGE,
    WEBAUTHN_OTHER_ORIGIN,
    WEBAUTHN_CROSS_ORIGIN,
    WEBAUTHN_ATTESTATION_MALFORMED,
    WEBAUTHN_AUTHENTICATOR_DATA_MALFORMED,
    WEBAUTHN_OTHER_RP_ID,
    WEBAUTHN_USER_NOT_PRESENT,
    WEBAUTHN_USER_NOT_VERIFIED,
    WEBAUTHN_BACKUP_CONTRADICTION,
    WEBAUTHN_NO_CREDENTIAL,
    WEBAUTHN_OTHER_ALGORITHM,
    WEBAUTHN_KEY_MALFORMED,
    WEBAUTHN_ATTESTATION_REFUSED,
    WEBAUTHN_OTHER_CREDENTIAL_ID,
    WEBAUTHN_BACKUP_ELIGIBILITY_CHANGED,
    WEBAUTHN_SIGNATURE_WRONG,
    WEBAUTHN_COUNTER_WENT_BACK,
    WEBAUTHN_VERDICTS,
};

/* Indexed by enum webauthn_verdict. */
extern const struct webauthn_verdict_entry {
    const char *code;    /* a word for programs */
    const char *member;  /* of the credential's `response`, or of the credential: what is at fault */
    const char *message; /* for people */
} webauthn_verdicts[WEBAUTHN_VERDICTS];

/* What this site expects. */
struct webauthn_expected {
    const char *origin; /* of the site: public_origin */
    char rp_id[WEBAUTHN_RP_ID_BYTES];
    const unsigned char *challenge_key;
    struct passkey_scope scope;
    int64_t now; /* unix seconds */
};

/* Fills *expected. The RP ID is the host of the origin. The texts must outlive it. */
void webauthn_expect(struct webauthn_expected *expected, const char *origin,
                     const unsigned char *challenge_key, const struct passkey_scope *scope, int64_t now);

/* A credential record (§4), as far as it is kept. */
struct webauthn_credential {
    struct bytes id;
    struct bytes public_key; /* a COSE_Key */
    uint32_t sign_count;
    bool backup_eligible;
    bool backed_up;
};

struct webauthn_registration {
    struct bytes credential_id; /* rawId */
    struct bytes client_data;
    struct bytes attestation_object;
};

/* §7.1, but for step 26 and that the challenge is used once. *credential and *challenge are filled for
 * WEBAUTHN_VERIFIED; the credential's bytes are copied into the arena. */
__attribute__((warn_unused_result)) enum webauthn_verdict
webauthn_verify_registration(const struct webauthn_expected *expected,
                             const struct webauthn_registration *registration, struct arena *arena,
                             struct webauthn_credential *credential, struct passkey_challenge *challenge);

struct webauthn_assertion {
    struct bytes client_data;
    struct bytes authenticator_data;
    struct bytes signature;
};

/* §7.2 from step 7 on, but for that the challenge is used once. `credential` is the record that step 6 found;
 * its sign_count and backed_up are updated for WEBAUTHN_VERIFIED, as step 24 says. */
__attribute__((warn_unused_result)) enum webauthn_verdict
webauthn_verify_assertion(const struct webauthn_expected *expected,
                          const struct webauthn_assertion *assertion, struct webauthn_credential *credential,
                          struct passkey_challenge *challenge);

#endif
