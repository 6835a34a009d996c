#include "response.h"

static const char *reason_phrase(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 503:
        return "Service Unavailable";
    default:
        return "Internal Server Error";
    }
}

void response_init(struct response *response, struct arena *arena) {
    *response = (struct response) { .arena = arena, .status = 500 };
    buffer_init(&response->lines, arena);
}

void response_clear(struct response *response) {
    const bool token_sent = response->token_sent;
    response_init(response, response->arena);
    response->token_sent = token_sent;
}

void response_header(struct response *response, const char *name, const char *value) {
    buffer_text(&response->lines, name);
    buffer_text(&response->lines, ": ");
    for (const char *from = value; *from != '\0';) {
        const char *to = from;
        while ((unsigned char)*to >= 0x20 && *to != 0x7f) {
            to++;
        }
        buffer_append(&response->lines, from, (size_t)(to - from));
        from = *to == '\0' ? to : to + 1;
    }
    buffer_text(&response->lines, "\r\n");
}

void response_json(struct response *response, int status, const char *body, size_t body_bytes) {
    response->status = status;
    response->media_type = "application/json";
    response->body = body;
    response->body_bytes = body_bytes;
}

void response_json_buffer(struct response *response, int status, const struct buffer *body) {
    response_json(response, status, body->text, body->bytes);
    response->failed = body->failed;
}

static bool may_have_body(const struct response *response) {
    return response->status != 204 && response->status != 304;
}

bool response_has_body(const struct response *response, bool to_head) {
    return !to_head && response->body != NULL && may_have_body(response);
}

void response_write_head(const struct response *response, struct buffer *head) {
    buffer_format(head, "Status: %d %s\r\n", response->status, reason_phrase(response->status));
    if (may_have_body(response)) {
        if (response->media_type != NULL) {
            buffer_format(head, "Content-Type: %s\r\n", response->media_type);
        }
        if (!response->in_pieces) {
            buffer_format(head, "Content-Length: %zu\r\n", response->body == NULL ? 0 : response->body_bytes);
        }
    }
    buffer_text(head,
                response->validated ? "Cache-Control: private, no-cache\r\n" : "Cache-Control: no-store\r\n");
    buffer_text(head, "Vary: Authorization, Cookie\r\n"
                      "X-Content-Type-Options: nosniff\r\n"
                      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                      "Referrer-Policy: no-referrer\r\n"
                      "Cross-Origin-Resource-Policy: same-origin\r\n");
    buffer_append(head, response->lines.text, response->lines.bytes);
    buffer_text(head, "\r\n");
    head->failed = head->failed || response->lines.failed;
}
