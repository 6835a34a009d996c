#include "cose_key.h"
#include "strict_cbor.h"
#include "webauthn.h"
#include "webauthn_authenticator_data.h"
#include "webauthn_client_data.h"
#include "webauthn_signature.h"

#include <stdlib.h>

/* An attestation object (WebAuthn L3 §6.5.4), taken apart; `object` is what the rest points into. */
struct attestation {
    cbor_item_t *object;
    const cbor_item_t *format;
    const cbor_item_t *statement;
    struct bytes authenticator_data;
};

/* Step 13: the object is one map, with nothing behind it. */
static bool read_attestation(struct bytes bytes, struct attestation *attestation) {
    size_t used = 0;
    *attestation = (struct attestation) { .object = strict_cbor_load(bytes, &used) };
    if (attestation->object == NULL || used != bytes.count) {
        return false;
    }
    attestation->format = strict_cbor_at_text(attestation->object, "fmt");
    attestation->statement = strict_cbor_at_text(attestation->object, "attStmt");
    attestation->authenticator_data = strict_cbor_bytes(strict_cbor_at_text(attestation->object, "authData"));
    return attestation->format != NULL && attestation->statement != NULL &&
           cbor_isa_map(attestation->statement) && attestation->authenticator_data.count > 0;
}

/* Steps 21 to 24. `none` was asked for. What may come besides is an attestation by the key itself, which a
 * browser lets through (§5.1.3); no other is trusted, for there are no trust anchors here. */
static bool attestation_is_acceptable(const struct attestation *attestation, const struct cose_key *key,
                                      struct signed_ceremony *ceremony) {
    if (strict_cbor_is_text(attestation->format, "none")) {
        return strict_cbor_pairs(attestation->statement) == 0; /* §8.7 */
    }
    if (!strict_cbor_is_text(attestation->format, "packed")) {
        return false;
    }
    unsigned char *statement = NULL;
    size_t room = 0;
    const size_t count = cbor_serialize_alloc(attestation->statement, &statement, &room);
    const bool verified = count > 0 && signature_verify_self_attestation(
                                           key, ceremony, (struct bytes) { .at = statement, .count = count });
    free(statement);
    return verified;
}

/* Steps 20 to 25. */
static enum webauthn_verdict verify_credential(const struct webauthn_expected *expected,
                                               const struct webauthn_registration *registration,
                                               const struct attestation *attestation,
                                               const struct authenticator_data *data) {
    if ((data->flags & FLAG_CREDENTIAL) == 0) {
        return WEBAUTHN_NO_CREDENTIAL;
    }
    /* Step 20: the algorithm is one of those that were asked for. */
    struct cose_key key;
    switch (cose_key_read(data->public_key, &key)) {
    case COSE_KEY_READ:
        break;
    case COSE_KEY_OTHER_ALGORITHM:
        return WEBAUTHN_OTHER_ALGORITHM;
    default:
        return WEBAUTHN_KEY_MALFORMED;
    }
    if (!signature_key_is_valid(&key)) {
        return WEBAUTHN_KEY_MALFORMED;
    }
    struct signed_ceremony ceremony = { .rp_id = expected->rp_id,
                                        .authenticator_data = attestation->authenticator_data,
                                        .client_data = registration->client_data };
    if (!attestation_is_acceptable(attestation, &key, &ceremony)) {
        return WEBAUTHN_ATTESTATION_REFUSED;
    }
    /* Step 25; and the id that the browser names is the authenticator's. */
    if (data->credential_id.count == 0 || data->credential_id.count > WEBAUTHN_CREDENTIAL_ID_BYTES_MAX ||
        !bytes_equal(data->credential_id, registration->credential_id)) {
        return WEBAUTHN_OTHER_CREDENTIAL_ID;
    }
    return WEBAUTHN_VERIFIED;
}

/* Step 27. Steps 18 and 19: whether a passkey can be backed up is told to its owner, no more. */
static bool record(const struct authenticator_data *data, struct arena *arena,
                   struct webauthn_credential *credential) {
    const char *id = arena_copy(arena, (const char *)data->credential_id.at, data->credential_id.count);
    const char *public_key = arena_copy(arena, (const char *)data->public_key.at, data->public_key.count);
    *credential = (struct webauthn_credential) {
        .id = { .at = (const unsigned char *)id, .count = data->credential_id.count },
        .public_key = { .at = (const unsigned char *)public_key, .count = data->public_key.count },
        .sign_count = data->sign_count,
        .backup_eligible = (data->flags & FLAG_BACKUP_ELIGIBLE) != 0,
        .backed_up = (data->flags & FLAG_BACKED_UP) != 0,
    };
    return id != NULL && public_key != NULL;
}

static enum webauthn_verdict verify_attestation(const struct webauthn_expected *expected,
                                                const struct webauthn_registration *registration,
                                                const struct attestation *attestation, struct arena *arena,
                                                struct webauthn_credential *credential) {
    struct authenticator_data data;
    if (!authenticator_data_read(attestation->authenticator_data, &data)) {
        return WEBAUTHN_ATTESTATION_MALFORMED;
    }
    enum webauthn_verdict verdict = authenticator_data_verify(expected, &data); /* steps 14 to 17 */
    if (verdict == WEBAUTHN_VERIFIED) {
        verdict = verify_credential(expected, registration, attestation, &data);
    }
    if (verdict == WEBAUTHN_VERIFIED && !record(&data, arena, credential)) {
        verdict = WEBAUTHN_ATTESTATION_MALFORMED;
    }
    return verdict;
}

enum webauthn_verdict webauthn_verify_registration(const struct webauthn_expected *expected,
                                                   const struct webauthn_registration *registration,
                                                   struct arena *arena,
                                                   struct webauthn_credential *credential,
                                                   struct passkey_challenge *challenge) {
    const enum webauthn_verdict verdict =
        client_data_verify(expected, "webauthn.create", registration->client_data, challenge);
    if (verdict != WEBAUTHN_VERIFIED) {
        return verdict;
    }
    struct attestation attestation;
    const enum webauthn_verdict attested =
        read_attestation(registration->attestation_object, &attestation)
            ? verify_attestation(expected, registration, &attestation, arena, credential)
            : WEBAUTHN_ATTESTATION_MALFORMED;
    if (attestation.object != NULL) {
        cbor_decref(&attestation.object);
    }
    return attested;
}
