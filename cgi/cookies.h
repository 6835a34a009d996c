/* The cookies in which a browser keeps a session's two tokens, and by which it is known again when the
 * session has ended, out of reach of scripts.
 *
 * RFC 6265bis §4.1.3.2: a browser takes a name that begins with __Host- only over a secure connection, for
 * this host alone and for all its paths, so no other host of the domain can set or see it.
 */
#ifndef CGI_COOKIES_H
#define CGI_COOKIES_H

#include "request.h"
#include "response.h"

enum cookie { COOKIE_ACCESS, COOKIE_REFRESH, COOKIE_DEVICE, COOKIE_COUNT };

/* The value of a cookie that was sent, in the arena; NULL if there is none, or no memory. */
const char *cookies_value(const struct request *request, enum cookie cookie, struct arena *arena);

/* Has the browser keep `value` for `seconds`. Called once the response is made: a problem takes back what was
 * said before. */
void cookies_set(struct response *response, enum cookie cookie, const char *value, long seconds);

/* Has the browser forget the session's. */
void cookies_clear(struct response *response);

#endif
