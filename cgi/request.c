#include "request.h"

#include "site/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum {
    DRAIN_BYTES_MAX = 8 * 1024 * 1024,
    LENGTH_DIGITS_MAX = 15,
    DEVICE_CHARACTERS_MAX = 200,
};

const char *request_parameter(const struct request *request, const char *name) {
    const size_t bytes = strlen(name);
    for (char *const *parameter = request->parameters; *parameter != NULL; parameter++) {
        if (strncmp(*parameter, name, bytes) == 0 && (*parameter)[bytes] == '=') {
            return *parameter + bytes + 1;
        }
    }
    return NULL;
}

static const char *parameter_or_empty(const struct request *request, const char *name) {
    const char *value = request_parameter(request, name);
    return value == NULL ? "" : value;
}

const char *request_query_text(const struct request *request, const char *name) {
    const size_t bytes = strlen(name);
    for (const char *at = request->query; at != NULL && *at != '\0'; at = strchr(at, '&')) {
        at += *at == '&';
        if (strncmp(at, name, bytes) == 0 && at[bytes] == '=') {
            return at + bytes + 1;
        }
    }
    return NULL;
}

void request_init(struct request *request, char *const *parameters, body_reader *reader, void *connection) {
    *request = (struct request) { .parameters = parameters, .reader = reader, .connection = connection };
    request->method = parameter_or_empty(request, "REQUEST_METHOD");
    request->path = parameter_or_empty(request, "DOCUMENT_URI");
    request->query = parameter_or_empty(request, "QUERY_STRING");
    request->head_only = strcmp(request->method, "HEAD") == 0;
}

/* The number that CONTENT_LENGTH is, 0 where it is missing or empty; -1 if it is none. */
static int64_t content_length(const struct request *request) {
    const char *text = parameter_or_empty(request, "CONTENT_LENGTH");
    const size_t digits = strspn(text, "0123456789");
    if (text[digits] != '\0') {
        return -1;
    }
    if (digits > LENGTH_DIGITS_MAX) {
        return INT64_MAX;
    }
    int64_t length = 0;
    for (size_t i = 0; i < digits; i++) {
        length = length * 10 + (text[i] - '0');
    }
    return length;
}

bool request_has_no_body(const struct request *request) {
    return content_length(request) == 0;
}

enum body_verdict request_read_body(struct request *request, struct arena *arena, size_t bytes_max) {
    const int64_t length = content_length(request);
    if (length < 0) {
        return BODY_BROKEN;
    }
    if ((uint64_t)length > bytes_max) {
        return BODY_TOO_LARGE;
    }
    char *memory = arena_alloc(arena, (size_t)length + 1);
    if (memory == NULL) {
        return BODY_TOO_LARGE;
    }
    const size_t bytes = length == 0 ? 0 : request->reader(request->connection, memory, (size_t)length);
    memory[bytes] = '\0';
    request->body = memory;
    request->body_bytes = bytes;
    return bytes == (size_t)length ? BODY_READ : BODY_BROKEN;
}

void request_drain(struct request *request) {
    char dropped[4096];
    size_t total = 0;
    size_t bytes = 0;
    do {
        bytes = request->reader(request->connection, dropped, sizeof dropped);
        total += bytes;
    } while (bytes > 0 && total < DRAIN_BYTES_MAX);
}

static const char *skip_space(const char *text) {
    return text + strspn(text, " \t");
}

/* What follows `word`, which `text` begins with in whatever case; NULL if it does not. */
static const char *skip_word(const char *text, const char *word) {
    while (*word != '\0' && tolower((unsigned char)*text) == tolower((unsigned char)*word)) {
        text++;
        word++;
    }
    return *word == '\0' ? text : NULL;
}

/* ";charset=utf-8" or nothing, with white space between (RFC 9110 §8.3.1). RFC 8259 §8.1 knows no other. */
static bool is_utf8_or_silent(const char *text) {
    text = skip_space(text);
    if (*text == '\0') {
        return true;
    }
    if (*text != ';') {
        return false;
    }
    text = skip_space(text + 1);
    if (*text == '\0') {
        return true;
    }
    static const char *const accepted[] = { "charset=utf-8", "charset=\"utf-8\"" };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        const char *rest = skip_word(text, accepted[i]);
        if (rest != NULL && *skip_space(rest) == '\0') {
            return true;
        }
    }
    return false;
}

bool request_is_json(const struct request *request) {
    const char *type = skip_word(skip_space(parameter_or_empty(request, "CONTENT_TYPE")), "application/json");
    const char *encoding = parameter_or_empty(request, "HTTP_CONTENT_ENCODING");
    return type != NULL && is_utf8_or_silent(type) &&
           (*encoding == '\0' || strcasecmp(encoding, "identity") == 0);
}

const char *request_bearer_token(const struct request *request) {
    const char *value = request_parameter(request, "HTTP_AUTHORIZATION");
    const char *token = value == NULL ? NULL : skip_word(value, "Bearer ");
    return token == NULL ? NULL : token + strspn(token, " ");
}

const char *request_address(const struct request *request) {
    return request_parameter(request, "REMOTE_ADDR");
}

const char *request_device(const struct request *request, struct arena *arena) {
    const char *agent = parameter_or_empty(request, "HTTP_USER_AGENT");
    const bool valid = utf8_is_valid(agent, strlen(agent)) && !utf8_has_control(agent, strlen(agent), false);
    char *label = arena_copy(arena, agent, strlen(agent));
    if (label == NULL || *label == '\0') {
        return NULL;
    }
    for (char *c = label; !valid && *c != '\0'; c++) {
        *c = *c >= 0x20 && *c < 0x7f ? *c : '?';
    }
    label[utf8_prefix_bytes(label, strlen(label), DEVICE_CHARACTERS_MAX)] = '\0';
    return label;
}
