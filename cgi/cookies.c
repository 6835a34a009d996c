#include "cookies.h"

#include <string.h>

static const char *const names[COOKIE_COUNT] = {
    [COOKIE_ACCESS] = "__Host-debt_access",
    [COOKIE_REFRESH] = "__Host-debt_refresh",
    [COOKIE_DEVICE] = "__Host-debt_device",
};

static const char separators[] = "; \t";

const char *cookies_value(const struct request *request, enum cookie cookie, struct arena *arena) {
    const char *at = request_parameter(request, "HTTP_COOKIE");
    const size_t name_bytes = strlen(names[cookie]);
    while (at != NULL && *at != '\0') {
        at += strspn(at, separators);
        const size_t bytes = strcspn(at, separators);
        if (bytes > name_bytes && at[name_bytes] == '=' && strncmp(at, names[cookie], name_bytes) == 0) {
            return arena_copy(arena, at + name_bytes + 1, bytes - name_bytes - 1);
        }
        at += bytes;
    }
    return NULL;
}

void cookies_set(struct response *response, enum cookie cookie, const char *value, long seconds) {
    struct buffer line;
    buffer_init(&line, response->arena);
    buffer_format(&line, "%s=%s; Path=/; Max-Age=%ld; Secure; HttpOnly; SameSite=Strict", names[cookie],
                  value, seconds);
    response->failed = response->failed || line.failed;
    response_header(response, "Set-Cookie", line.text == NULL ? "" : line.text);
}

void cookies_clear(struct response *response) {
    cookies_set(response, COOKIE_ACCESS, "", 0);
    cookies_set(response, COOKIE_REFRESH, "", 0);
}
