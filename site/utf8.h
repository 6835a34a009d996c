/* UTF-8 (RFC 3629) and the few properties of characters that the contract speaks of. */
#ifndef SITE_UTF8_H
#define SITE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes one character off text[*place..bytes) and moves *place behind it. Returns its code point, or -1 where
 * the bytes are no UTF-8 (overlong forms, surrogates and what lies beyond U+10FFFF included). */
int32_t utf8_next(const char *text, size_t bytes, size_t *place);

/* Whether text[0..bytes) is UTF-8 throughout. */
bool utf8_is_valid(const char *text, size_t bytes);

/* How many characters (code points) text[0..bytes) has; it must be valid. */
size_t utf8_characters(const char *text, size_t bytes);

/* Whether text[0..bytes), which must be valid, has no character but Unicode white space and invisible format
 * characters; true of an empty text. */
bool utf8_is_blank(const char *text, size_t bytes);

/* Whether text[0..bytes), which must be valid, has a control character (C0, DEL, C1, or the separators of
 * lines and paragraphs). With `lines_allowed`, tab, line feed, carriage return and those separators are none.
 */
bool utf8_has_control(const char *text, size_t bytes, bool lines_allowed);

/* The length in bytes of the first `characters` characters of text[0..bytes), which must be valid. */
size_t utf8_prefix_bytes(const char *text, size_t bytes, size_t characters);

#endif
