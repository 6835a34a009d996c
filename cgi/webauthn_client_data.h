/* CollectedClientData (WebAuthn L3 §5.8.1): what the browser says about a ceremony. */
#ifndef CGI_WEBAUTHN_CLIENT_DATA_H
#define CGI_WEBAUTHN_CLIENT_DATA_H

#include "webauthn.h"

enum { CLIENT_DATA_BYTES_MAX = 8192 };

/* Steps 5 to 11 of §7.1, 8 to 14 of §7.2. `type` is webauthn.create or webauthn.get. *challenge is filled for
 * WEBAUTHN_VERIFIED. */
__attribute__((warn_unused_result)) enum webauthn_verdict
client_data_verify(const struct webauthn_expected *expected, const char *type, struct bytes client_data,
                   struct passkey_challenge *challenge);

#endif
