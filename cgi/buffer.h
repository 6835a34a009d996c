/* A text that grows in an arena. A failure (no memory left) sticks: what is appended afterwards is dropped,
 * and `failed` is looked at once, when the text is used. */
#ifndef CGI_BUFFER_H
#define CGI_BUFFER_H

#include "arena.h"

struct buffer {
    struct arena *arena;
    char *text; /* NUL-terminated; never NULL */
    size_t bytes;
    size_t capacity; /* of text, the NUL included */
    bool failed;
};

/* An empty text; takes no memory before the first append. */
void buffer_init(struct buffer *buffer, struct arena *arena);

/* Appends text[0..bytes). */
void buffer_append(struct buffer *buffer, const char *text, size_t bytes);

/* Appends a NUL-terminated text. */
void buffer_text(struct buffer *buffer, const char *text);

/* Appends printf-formatted text. */
__attribute__((format(printf, 2, 3))) void buffer_format(struct buffer *buffer, const char *format, ...);

/* Appends text[0..bytes), which is UTF-8, as a JSON string with its quotes (RFC 8259 §7). */
void buffer_json_string(struct buffer *buffer, const char *text, size_t bytes);

/* Appends `text` percent-encoded: all but the unreserved characters of RFC 3986 §2.3. */
void buffer_percent_encoded(struct buffer *buffer, const char *text);

#endif
