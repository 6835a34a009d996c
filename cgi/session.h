/* Who is asking: the tokens of a request, in a header, the body or a cookie. */
#ifndef CGI_SESSION_H
#define CGI_SESSION_H

#include "exchange.h"

#include <stdbool.h>

/* Lets the request in as its route declares (enum access), as far as that can be told before the body is
 * read; where a session is needed, fills exchange->session from the access token. Authorization wins over a
 * cookie, and a cookie counts only in a request of the site's own pages. Returns false, the response being
 * 401 or 403, if there is no token, or it is not genuine, or has expired, or the cookie came from elsewhere,
 * or the token is of another account than the one that the request names (Debt-Account, or the parameter
 * account; a stream's ticket is of the account that it was drawn for, whatever is named).
 * Whether the session still lives is the statement's to check. */
__attribute__((warn_unused_result)) bool session_authenticate(struct exchange *exchange);

/* The second half, with the body: tells where a sign-in keeps its tokens (exchange->cookies) and by what the
 * browser is known (exchange->device), and takes the refresh token of a route that needs one
 * (exchange->refresh_token). Returns false, the response being 401, 403 or 422, if it is missing, or another
 * site's page asks for cookies. */
__attribute__((warn_unused_result)) bool session_read_body(struct exchange *exchange);

#endif
