/* Use by pages of other origins: the CORS protocol (Fetch Standard, "CORS protocol"), by the list in the
 * setting cors_origins. Never with credentials: a page of another origin brings an access token, no cookie.
 */
#ifndef CGI_CORS_H
#define CGI_CORS_H

#include "exchange.h"

/* Adds to a finished answer what lets the page of a listed origin read it, and to the answer to its preflight
 * what it may send. Others get the answer as it is, which their browser keeps from them. */
void cors_allow(struct exchange *exchange);

#endif
