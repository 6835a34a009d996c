/* By what a browser is known again in which an account was signed in: a "device cookie" (OWASP, "Slow Down
 * Online Guessing Attacks with Device Cookies"). It opens nothing and lets nobody in: it only tells the owner
 * of an account from strangers who guess, where not everybody can be let try. It is good as long as the key
 * is. */
#ifndef CGI_DEVICE_TOKEN_H
#define CGI_DEVICE_TOKEN_H

#include "site/token_keys.h"
#include "site/uuid.h"

enum { DEVICE_TOKEN_TEXT_BYTES = 109 }; /* two ids, a dot, 43 characters, and the end */

struct device_token {
    char ledger[UUID_TEXT_BYTES]; /* of the account that signed in there last */
    char device[UUID_TEXT_BYTES]; /* the browser */
};

void device_token_write(const struct token_keys *keys, const struct device_token *parts,
                        char text[DEVICE_TOKEN_TEXT_BYTES]);

/* Both texts of *parts are empty if `text` was not written under these keys, or is NULL. */
void device_token_read(const struct token_keys *keys, const char *text, struct device_token *parts);

#endif
