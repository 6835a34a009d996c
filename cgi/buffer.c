#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUFFER_BYTES_MIN = 256 };

void buffer_init(struct buffer *buffer, struct arena *arena) {
    static char empty[] = "";
    *buffer = (struct buffer) { .arena = arena, .text = empty };
}

/* Makes room for `bytes` more and a NUL. */
static bool grow(struct buffer *buffer, size_t bytes) {
    if (buffer->failed) {
        return false;
    }
    if (bytes < buffer->capacity && buffer->bytes < buffer->capacity - bytes) {
        return true;
    }
    size_t capacity = buffer->capacity < BUFFER_BYTES_MIN ? BUFFER_BYTES_MIN : buffer->capacity * 2;
    if (capacity <= buffer->bytes + bytes) {
        capacity = buffer->bytes + bytes + 1;
    }
    char *text = arena_alloc(buffer->arena, capacity);
    if (text == NULL) {
        buffer->failed = true;
        return false;
    }
    memcpy(text, buffer->text, buffer->bytes + 1);
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const char *text, size_t bytes) {
    if (grow(buffer, bytes)) {
        memcpy(buffer->text + buffer->bytes, text, bytes);
        buffer->bytes += bytes;
        buffer->text[buffer->bytes] = '\0';
    }
}

void buffer_text(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int bytes = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (bytes < 0) {
        buffer->failed = true;
    } else if (grow(buffer, (size_t)bytes)) {
        (void)vsnprintf(buffer->text + buffer->bytes, (size_t)bytes + 1, format, again);
        buffer->bytes += (size_t)bytes;
    }
    va_end(again);
}

static bool needs_escape(char c) {
    return (unsigned char)c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

void buffer_json_string(struct buffer *buffer, const char *text, size_t bytes) {
    buffer_append(buffer, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (needs_escape(text[i])) {
            buffer_append(buffer, text + from, i - from);
            buffer_format(buffer, "\\u%04x", (unsigned)(unsigned char)text[i]);
            from = i + 1;
        }
    }
    buffer_append(buffer, text + from, bytes - from);
    buffer_append(buffer, "\"", 1);
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void buffer_percent_encoded(struct buffer *buffer, const char *text) {
    for (; *text != '\0'; text++) {
        if (is_unreserved(*text)) {
            buffer_append(buffer, text, 1);
        } else {
            buffer_format(buffer, "%%%02X", (unsigned)(unsigned char)*text);
        }
    }
}
