#include "cose_key.h"
#include "webauthn.h"
#include "webauthn_authenticator_data.h"
#include "webauthn_client_data.h"
#include "webauthn_signature.h"

/* Steps 19 to 23. */
static enum webauthn_verdict verify_against_record(const struct webauthn_expected *expected,
                                                   const struct webauthn_assertion *assertion,
                                                   const struct authenticator_data *data,
                                                   const struct webauthn_credential *credential) {
    /* Step 19: whether a credential can be backed up never changes. */
    if (((data->flags & FLAG_BACKUP_ELIGIBLE) != 0) != credential->backup_eligible) {
        return WEBAUTHN_BACKUP_ELIGIBILITY_CHANGED;
    }
    /* Steps 20 and 21: the signature. */
    struct cose_key key;
    const struct signed_ceremony ceremony = { .rp_id = expected->rp_id,
                                              .authenticator_data = assertion->authenticator_data,
                                              .client_data = assertion->client_data,
                                              .signature = assertion->signature };
    if (cose_key_read(credential->public_key, &key) != COSE_KEY_READ || !signature_verify(&key, &ceremony)) {
        return WEBAUTHN_SIGNATURE_WRONG;
    }
    /* Step 22: a counter that has not gone up tells of a copy. It is refused. */
    if ((data->sign_count != 0 || credential->sign_count != 0) &&
        data->sign_count <= credential->sign_count) {
        return WEBAUTHN_COUNTER_WENT_BACK;
    }
    return WEBAUTHN_VERIFIED;
}

enum webauthn_verdict webauthn_verify_assertion(const struct webauthn_expected *expected,
                                                const struct webauthn_assertion *assertion,
                                                struct webauthn_credential *credential,
                                                struct passkey_challenge *challenge) {
    enum webauthn_verdict verdict =
        client_data_verify(expected, "webauthn.get", assertion->client_data, challenge); /* steps 8 to 14 */
    if (verdict != WEBAUTHN_VERIFIED) {
        return verdict;
    }
    /* Step 7; an assertion brings no new credential (§6.1). */
    struct authenticator_data data;
    if (!authenticator_data_read(assertion->authenticator_data, &data) ||
        (data.flags & FLAG_CREDENTIAL) != 0) {
        return WEBAUTHN_AUTHENTICATOR_DATA_MALFORMED;
    }
    verdict = authenticator_data_verify(expected, &data); /* steps 15 to 18 */
    if (verdict == WEBAUTHN_VERIFIED) {
        verdict = verify_against_record(expected, assertion, &data, credential);
    }
    if (verdict == WEBAUTHN_VERIFIED) { /* step 24 */
        credential->sign_count = data.sign_count;
        credential->backed_up = (data.flags & FLAG_BACKED_UP) != 0;
    }
    return verdict;
}
