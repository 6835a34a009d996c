#include "origin.h"

#include <string.h>

static bool is_safe(const struct request *request) { /* RFC 9110 §9.2.1 */
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

enum origin origin_of(const struct request *request, const char *public_origin) {
    const char *site = request_parameter(request, "HTTP_SEC_FETCH_SITE");
    if (site != NULL && strcmp(site, "none") == 0) {
        return is_safe(request) ? ORIGIN_SAME : ORIGIN_UNKNOWN;
    }
    if (site != NULL) {
        return strcmp(site, "same-origin") == 0 ? ORIGIN_SAME : ORIGIN_OTHER;
    }
    if (request_parameter(request, "HTTP_ORIGIN") == NULL) {
        return ORIGIN_UNKNOWN;
    }
    return origin_is(request, public_origin) ? ORIGIN_SAME : ORIGIN_OTHER;
}

bool origin_is(const struct request *request, const char *public_origin) {
    const char *origin = request_parameter(request, "HTTP_ORIGIN");
    return origin != NULL && strcmp(origin, public_origin) == 0;
}
