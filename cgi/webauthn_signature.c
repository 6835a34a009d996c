#include "webauthn_signature.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

/* A key as libfido2 wants it; one of them is there. */
struct native_key {
    es256_pk_t *es256;
    eddsa_pk_t *eddsa;
    rs256_pk_t *rs256;
};

static void native_key_release(struct native_key *native) {
    es256_pk_free(&native->es256);
    eddsa_pk_free(&native->eddsa);
    rs256_pk_free(&native->rs256);
}

/* Returns the key, which lives in *native, or NULL if the numbers make none. */
static const void *native_key_init(struct native_key *native, const struct cose_key *key) {
    *native = (struct native_key) { .es256 = NULL };
    EVP_PKEY *proof = NULL; /* OpenSSL takes the numbers for a key */
    const void *made = NULL;
    switch (key->algorithm) {
    case COSE_ES256:
        made = native->es256 = es256_pk_new();
        if (made != NULL && es256_pk_from_ptr(native->es256, key->raw, key->raw_bytes) == FIDO_OK) {
            proof = es256_pk_to_EVP_PKEY(native->es256);
        }
        break;
    case COSE_EDDSA:
        made = native->eddsa = eddsa_pk_new();
        if (made != NULL && eddsa_pk_from_ptr(native->eddsa, key->raw, key->raw_bytes) == FIDO_OK) {
            proof = eddsa_pk_to_EVP_PKEY(native->eddsa);
        }
        break;
    case COSE_RS256:
        made = native->rs256 = rs256_pk_new();
        if (made != NULL && rs256_pk_from_ptr(native->rs256, key->raw, key->raw_bytes) == FIDO_OK) {
            proof = rs256_pk_to_EVP_PKEY(native->rs256);
        }
        break;
    }
    const bool valid = proof != NULL && EVP_PKEY_get_bits(proof) >= (key->algorithm == COSE_RS256 ? 2048 : 1);
    EVP_PKEY_free(proof);
    return valid ? made : NULL;
}

bool signature_key_is_valid(const struct cose_key *key) {
    struct native_key native;
    const bool valid = native_key_init(&native, key) != NULL;
    native_key_release(&native);
    return valid;
}

static void hash_client_data(const struct signed_ceremony *ceremony,
                             unsigned char hash[crypto_hash_sha256_BYTES]) {
    crypto_hash_sha256(hash, ceremony->client_data.at, ceremony->client_data.count);
}

bool signature_verify(const struct cose_key *key, const struct signed_ceremony *ceremony) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    hash_client_data(ceremony, hash);
    struct native_key native;
    const void *native_key = native_key_init(&native, key);
    fido_assert_t *assertion = fido_assert_new();
    const bool verified =
        native_key != NULL && assertion != NULL && fido_assert_set_count(assertion, 1) == FIDO_OK &&
        fido_assert_set_rp(assertion, ceremony->rp_id) == FIDO_OK &&
        fido_assert_set_clientdata_hash(assertion, hash, sizeof hash) == FIDO_OK &&
        fido_assert_set_authdata_raw(assertion, 0, ceremony->authenticator_data.at,
                                     ceremony->authenticator_data.count) == FIDO_OK &&
        fido_assert_set_sig(assertion, 0, ceremony->signature.at, ceremony->signature.count) == FIDO_OK &&
        fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_uv(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_verify(assertion, 0, (int)key->algorithm, native_key) == FIDO_OK;
    fido_assert_free(&assertion);
    native_key_release(&native);
    return verified;
}

bool signature_verify_self_attestation(const struct cose_key *key, const struct signed_ceremony *ceremony,
                                       struct bytes statement) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    hash_client_data(ceremony, hash);
    fido_cred_t *credential = fido_cred_new();
    const bool verified =
        credential != NULL && fido_cred_set_type(credential, (int)key->algorithm) == FIDO_OK &&
        fido_cred_set_rp(credential, ceremony->rp_id, NULL) == FIDO_OK &&
        fido_cred_set_clientdata_hash(credential, hash, sizeof hash) == FIDO_OK &&
        fido_cred_set_authdata_raw(credential, ceremony->authenticator_data.at,
                                   ceremony->authenticator_data.count) == FIDO_OK &&
        fido_cred_set_fmt(credential, "packed") == FIDO_OK &&
        fido_cred_set_attstmt(credential, statement.at, statement.count) == FIDO_OK &&
        fido_cred_set_uv(credential, FIDO_OPT_TRUE) == FIDO_OK && fido_cred_x5c_ptr(credential) == NULL &&
        fido_cred_verify_self(credential) == FIDO_OK;
    fido_cred_free(&credential);
    return verified;
}
