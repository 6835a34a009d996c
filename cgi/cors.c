#include "cors.h"

#include <string.h>

/* `origins` are separated by one blank. */
static bool is_listed(const char *origins, const char *origin) {
    const size_t length = strlen(origin);
    while (*origins != '\0') {
        const size_t one = strcspn(origins, " ");
        if (one == length && memcmp(origins, origin, length) == 0) {
            return true;
        }
        origins += one;
        origins += strspn(origins, " ");
    }
    return false;
}

void cors_allow(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct response *response = &exchange->response;
    const char *origins = exchange->worker->settings->cors_origins;
    if (*origins == '\0') {
        return;
    }
    response_header(response, "Vary", "Origin");
    const char *origin = request_parameter(request, "HTTP_ORIGIN");
    if (origin == NULL || !is_listed(origins, origin)) {
        return;
    }
    response_header(response, "Access-Control-Allow-Origin", origin);
    response_header(response, "Access-Control-Expose-Headers",
                    "ETag, Idempotency-Replayed, Link, Location, Retry-After, WWW-Authenticate");
    if (strcmp(request->method, "OPTIONS") == 0 &&
        request_parameter(request, "HTTP_ACCESS_CONTROL_REQUEST_METHOD") != NULL) {
        response_header(response, "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
        response_header(
            response, "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Debt-Account, Idempotency-Key, If-Match, If-None-Match");
        response_header(response, "Access-Control-Max-Age", "600"); /* seconds */
    }
}
