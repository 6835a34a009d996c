/* Where a request comes from, as browsers tell: the guard of whatever is done in the name of a cookie, which
 * a browser sends by itself. */
#ifndef CGI_ORIGIN_H
#define CGI_ORIGIN_H

#include "request.h"

#include <stdbool.h>

enum origin {
    ORIGIN_UNKNOWN, /* nothing is said: no browser of today */
    ORIGIN_SAME,    /* a page of the site itself; or, of a GET or HEAD, a person at the address bar */
    ORIGIN_OTHER,   /* another site's page */
};

/* By Sec-Fetch-Site (W3C Fetch Metadata), which no page can set; else by Origin (RFC 6454 §7), which must be
 * `public_origin` to the letter. */
enum origin origin_of(const struct request *request, const char *public_origin);

/* Whether Origin is there and is `public_origin` to the letter: all that a WebSocket handshake tells. */
bool origin_is(const struct request *request, const char *public_origin);

#endif
