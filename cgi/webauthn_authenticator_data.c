#include "webauthn_authenticator_data.h"

#include "strict_cbor.h"

#include <sodium.h>
#include <string.h>

enum { FIXED_BYTES = RP_ID_HASH_BYTES + 1 + 4, AAGUID_BYTES = 16, ID_LENGTH_BYTES = 2 };

_Static_assert(RP_ID_HASH_BYTES == crypto_hash_sha256_BYTES, "the RP ID is hashed by SHA-256");

/* Takes `count` bytes off the beginning of `rest`. */
static bool take(struct bytes *rest, size_t count, struct bytes *taken) {
    if (count > rest->count) {
        return false;
    }
    *taken = (struct bytes) { .at = rest->at, .count = count };
    *rest = (struct bytes) { .at = rest->at + count, .count = rest->count - count };
    return true;
}

/* Takes one data item of CBOR off. */
static bool take_item(struct bytes *rest, struct bytes *taken) {
    const size_t count = strict_cbor_length(*rest);
    return count > 0 && take(rest, count, taken);
}

/* Attested credential data (§6.5.1). */
static bool take_credential(struct bytes *rest, struct authenticator_data *data) {
    struct bytes aaguid;
    struct bytes length;
    return take(rest, AAGUID_BYTES, &aaguid) && take(rest, ID_LENGTH_BYTES, &length) &&
           take(rest, (size_t)length.at[0] << 8 | length.at[1], &data->credential_id) &&
           take_item(rest, &data->public_key);
}

/* Extension outputs (§9.5): a map. None was asked for, so none is looked at (§7.1 step 28, §7.2 step 23). */
static bool take_extensions(struct bytes *rest) {
    enum { MAP = 5 };
    struct bytes extensions;
    return rest->count > 0 && rest->at[0] >> 5 == MAP && take_item(rest, &extensions);
}

bool authenticator_data_read(struct bytes bytes, struct authenticator_data *data) {
    *data = (struct authenticator_data) { .flags = 0 };
    struct bytes rest = bytes;
    struct bytes flags_and_count;
    if (!take(&rest, RP_ID_HASH_BYTES, &data->rp_id_hash) ||
        !take(&rest, FIXED_BYTES - RP_ID_HASH_BYTES, &flags_and_count)) {
        return false;
    }
    data->flags = flags_and_count.at[0];
    for (size_t i = 1; i < flags_and_count.count; i++) {
        data->sign_count = data->sign_count << 8 | flags_and_count.at[i];
    }
    return ((data->flags & FLAG_CREDENTIAL) == 0 || take_credential(&rest, data)) &&
           ((data->flags & FLAG_EXTENSIONS) == 0 || take_extensions(&rest)) && rest.count == 0;
}

enum webauthn_verdict authenticator_data_verify(const struct webauthn_expected *expected,
                                                const struct authenticator_data *data) {
    /* Step 14, step 15: the credential is this site's. */
    unsigned char hash[RP_ID_HASH_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)expected->rp_id, strlen(expected->rp_id));
    if (!bytes_equal(data->rp_id_hash, (struct bytes) { .at = hash, .count = sizeof hash })) {
        return WEBAUTHN_OTHER_RP_ID;
    }
    /* Step 15, step 16: somebody was there. */
    if ((data->flags & FLAG_USER_PRESENT) == 0) {
        return WEBAUTHN_USER_NOT_PRESENT;
    }
    /* Step 16, step 17: the device knows who. It is always asked for. */
    if ((data->flags & FLAG_USER_VERIFIED) == 0) {
        return WEBAUTHN_USER_NOT_VERIFIED;
    }
    /* Step 17, step 18: what cannot be backed up is not backed up. */
    if ((data->flags & FLAG_BACKUP_ELIGIBLE) == 0 && (data->flags & FLAG_BACKED_UP) != 0) {
        return WEBAUTHN_BACKUP_CONTRADICTION;
    }
    return WEBAUTHN_VERIFIED;
}
