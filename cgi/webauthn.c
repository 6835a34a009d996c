#include "webauthn.h"

#include <string.h>

const struct webauthn_verdict_entry webauthn_verdicts[WEBAUTHN_VERDICTS] = {
    [WEBAUTHN_VERIFIED] = { "verified", "", "" },
    [WEBAUTHN_CLIENT_DATA_MALFORMED] = { "format", "response.clientDataJSON",
                                         "Must be client data in JSON." },
    [WEBAUTHN_OTHER_TYPE] = { "type", "response.clientDataJSON", "Was made for another ceremony." },
    [WEBAUTHN_FOREIGN_CHALLENGE] = { "challenge", "response.clientDataJSON",
                                     "Holds no challenge that was given out for this." },
    [WEBAUTHN_EXPIRED_CHALLENGE] = { "expired", "response.clientDataJSON",
                                     "The challenge has expired: ask for another one." },
    [WEBAUTHN_OTHER_ORIGIN] = { "origin", "response.clientDataJSON", "Was made at another origin." },
    [WEBAUTHN_CROSS_ORIGIN] = { "cross_origin", "response.clientDataJSON",
                                "Was made inside a page of another site." },
    [WEBAUTHN_ATTESTATION_MALFORMED] = { "format", "response.attestationObject",
                                         "Must be an attestation object." },
    [WEBAUTHN_AUTHENTICATOR_DATA_MALFORMED] = { "format", "response.authenticatorData",
                                                "Must be authenticator data." },
    [WEBAUTHN_OTHER_RP_ID] = { "rp_id", "response.authenticatorData", "Was made for another site." },
    [WEBAUTHN_USER_NOT_PRESENT] = { "user_presence", "response.authenticatorData", "Nobody was there." },
    [WEBAUTHN_USER_NOT_VERIFIED] = { "user_verification", "response.authenticatorData",
                                     "The device has not verified who is there." },
    [WEBAUTHN_BACKUP_CONTRADICTION] = { "backup", "response.authenticatorData",
                                        "Says that a passkey is backed up that cannot be." },
    [WEBAUTHN_NO_CREDENTIAL] = { "credential", "response.attestationObject", "Holds no credential." },
    [WEBAUTHN_OTHER_ALGORITHM] = { "algorithm", "response.attestationObject",
                                   "The key is of an algorithm that was not asked for." },
    [WEBAUTHN_KEY_MALFORMED] = { "public_key", "response.attestationObject", "Holds no acceptable key." },
    [WEBAUTHN_ATTESTATION_REFUSED] = { "attestation", "response.attestationObject",
                                       "The attestation must be `none`, or a correct one by the key "
                                       "itself." },
    [WEBAUTHN_OTHER_CREDENTIAL_ID] = { "id", "rawId", "Is not the id of the credential." },
    [WEBAUTHN_BACKUP_ELIGIBILITY_CHANGED] = { "backup_eligibility", "response.authenticatorData",
                                              "Whether the passkey can be backed up never changes." },
    [WEBAUTHN_SIGNATURE_WRONG] = { "signature", "response.signature", "Is not by the passkey's key." },
    [WEBAUTHN_COUNTER_WENT_BACK] = { "counter", "response.authenticatorData",
                                     "The counter has not gone up: there may be a copy of the passkey." },
};

void webauthn_expect(struct webauthn_expected *expected, const char *origin,
                     const unsigned char *challenge_key, const struct passkey_scope *scope, int64_t now) {
    *expected = (struct webauthn_expected) {
        .origin = origin, .challenge_key = challenge_key, .scope = *scope, .now = now
    };
    const char *host = strstr(origin, "://");
    host = host == NULL ? origin : host + 3;
    const size_t bytes = strcspn(host, ":/");
    if (bytes < sizeof expected->rp_id) {
        memcpy(expected->rp_id, host, bytes);
    }
}
