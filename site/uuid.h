/* UUIDs as text (RFC 9562): 36 characters, 8-4-4-4-12 hexadecimal digits, lower-case. */
#ifndef SITE_UUID_H
#define SITE_UUID_H

#include <stdbool.h>
#include <stddef.h>

enum {
    UUID_CHARACTERS = 36,
    UUID_TEXT_BYTES = UUID_CHARACTERS + 1, /* with the terminating NUL */
    UUID_HEX_CHARACTERS = 32,              /* without the dashes */
};

/* Whether text[0..bytes) is a UUID in lower case. */
bool uuid_is_text(const char *text, size_t bytes);

/* Writes the UUID that `text` is, in either case, in lower case to `uuid`. Returns false if it is none; uuid
 * is then the empty text. */
__attribute__((warn_unused_result)) bool uuid_normalise(const char *text, char uuid[UUID_TEXT_BYTES]);

/* Draws a random UUID (version 4). sodium_init() comes first. */
void uuid_draw(char uuid[UUID_TEXT_BYTES]);

/* Writes the 32 digits of `uuid`, without a terminating NUL. `uuid` must be one. */
void uuid_to_hex(const char *uuid, char hex[UUID_HEX_CHARACTERS]);

/* The way back: 32 lower-case digits to a UUID. Returns false if they are none. */
__attribute__((warn_unused_result)) bool uuid_from_hex(const char hex[UUID_HEX_CHARACTERS],
                                                       char uuid[UUID_TEXT_BYTES]);

#endif
