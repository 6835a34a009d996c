/* Who is asking: the access token of a request. */
#ifndef CGI_SESSION_H
#define CGI_SESSION_H

#include "exchange.h"

#include <stdbool.h>

/* Fills exchange->session from the request's token. Returns false, the response being 401, if there is none,
 * or it is not genuine, or has expired. Whether the session still lives is the statement's to check. */
__attribute__((warn_unused_result)) bool session_authenticate(struct exchange *exchange);

#endif
