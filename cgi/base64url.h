/* Bytes, and how JSON carries them: base64url without padding (RFC 4648 §5, RFC 7515 §2). */
#ifndef CGI_BASE64URL_H
#define CGI_BASE64URL_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Somebody else's bytes. */
struct bytes {
    const unsigned char *at;
    size_t count;
};

/* Whether both are the same bytes. */
bool bytes_equal(struct bytes one, struct bytes other);

/* Whether text[0..characters) is base64url: no padding, no line ends, no bits set behind the last byte. It
 * may be empty. */
bool base64url_is_text(const char *text, size_t characters);

/* Decodes a NUL-terminated text into the arena. Returns false if it is no base64url or the arena is
 * exhausted; *decoded is then empty. */
__attribute__((warn_unused_result)) bool base64url_decode(const char *text, struct arena *arena,
                                                          struct bytes *decoded);

/* Appends `bytes` in base64url. */
void base64url_append(struct buffer *buffer, struct bytes bytes);

#endif
