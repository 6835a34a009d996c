#include "base64url.h"

#include <sodium.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool bytes_equal(struct bytes one, struct bytes other) {
    return one.count == other.count && (one.count == 0 || memcmp(one.at, other.at, one.count) == 0);
}

static unsigned value_of(char digit) {
    const char *place = digit == '\0' ? NULL : strchr(alphabet, digit);
    return place == NULL ? 64 : (unsigned)(place - alphabet);
}

bool base64url_is_text(const char *text, size_t characters) {
    for (size_t i = 0; i < characters; i++) {
        if (value_of(text[i]) > 63) {
            return false;
        }
    }
    /* Two digits carry one byte, three carry two; the bits that are left over are zero (RFC 4648 §3.5), so
     * that bytes have one spelling only. */
    switch (characters % 4) {
    case 1:
        return false;
    case 2:
        return (value_of(text[characters - 1]) & 15) == 0;
    case 3:
        return (value_of(text[characters - 1]) & 3) == 0;
    default:
        return true;
    }
}

bool base64url_decode(const char *text, struct arena *arena, struct bytes *decoded) {
    *decoded = (struct bytes) { .at = NULL };
    const size_t characters = strlen(text);
    unsigned char *room = arena_alloc(arena, characters / 4 * 3 + 3);
    size_t count = 0;
    if (room == NULL || !base64url_is_text(text, characters) ||
        sodium_base642bin(room, characters / 4 * 3 + 3, text, characters, NULL, &count, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return false;
    }
    *decoded = (struct bytes) { .at = room, .count = count };
    return true;
}

void base64url_append(struct buffer *buffer, struct bytes bytes) {
    for (size_t i = 0; i < bytes.count; i += 3) {
        const size_t left = bytes.count - i;
        const unsigned group = (unsigned)bytes.at[i] << 16 | (left > 1 ? (unsigned)bytes.at[i + 1] << 8 : 0) |
                               (left > 2 ? bytes.at[i + 2] : 0);
        const char digits[] = { alphabet[group >> 18], alphabet[group >> 12 & 63], alphabet[group >> 6 & 63],
                                alphabet[group & 63] };
        buffer_append(buffer, digits, left > 2 ? 4 : left + 1);
    }
}
