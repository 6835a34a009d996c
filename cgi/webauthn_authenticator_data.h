/* Authenticator data (WebAuthn L3 §6.1): what the authenticator says about a ceremony, and signs. */
#ifndef CGI_WEBAUTHN_AUTHENTICATOR_DATA_H
#define CGI_WEBAUTHN_AUTHENTICATOR_DATA_H

#include "webauthn.h"

/* §6.1 */
enum authenticator_flag {
    FLAG_USER_PRESENT = 0x01,
    FLAG_USER_VERIFIED = 0x04,
    FLAG_BACKUP_ELIGIBLE = 0x08,
    FLAG_BACKED_UP = 0x10,
    FLAG_CREDENTIAL = 0x40,
    FLAG_EXTENSIONS = 0x80,
};

enum { RP_ID_HASH_BYTES = 32 };

struct authenticator_data {
    struct bytes rp_id_hash;
    unsigned flags; /* bit set of enum authenticator_flag */
    uint32_t sign_count;
    struct bytes credential_id; /* with FLAG_CREDENTIAL */
    struct bytes public_key;    /* with FLAG_CREDENTIAL: a COSE_Key as it stands there */
};

/* Takes `bytes` apart. Returns false if they are cut short, have more behind them than the flags announce, or
 * hold CBOR that is not acceptable. What *data points at is in `bytes`. */
__attribute__((warn_unused_result)) bool authenticator_data_read(struct bytes bytes,
                                                                 struct authenticator_data *data);

/* Steps 14 to 17 of §7.1, 15 to 18 of §7.2. */
__attribute__((warn_unused_result)) enum webauthn_verdict
authenticator_data_verify(const struct webauthn_expected *expected, const struct authenticator_data *data);

#endif
