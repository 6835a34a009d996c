#include "uuid.h"

#include <sodium.h>
#include <string.h>

static const char digits[] = "0123456789abcdef";

static bool is_dash(size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

static bool is_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool uuid_is_text(const char *text, size_t bytes) {
    if (bytes != UUID_CHARACTERS) {
        return false;
    }
    for (size_t i = 0; i < UUID_CHARACTERS; i++) {
        if (is_dash(i) ? text[i] != '-' : !is_digit(text[i])) {
            return false;
        }
    }
    return true;
}

bool uuid_normalise(const char *text, char uuid[UUID_TEXT_BYTES]) {
    const size_t bytes = strnlen(text, UUID_TEXT_BYTES);
    for (size_t i = 0; i < bytes && i < UUID_CHARACTERS; i++) {
        const char c = text[i];
        uuid[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    uuid[UUID_CHARACTERS] = '\0';
    if (bytes != UUID_CHARACTERS || !uuid_is_text(uuid, UUID_CHARACTERS)) {
        uuid[0] = '\0';
        return false;
    }
    return true;
}

void uuid_draw(char uuid[UUID_TEXT_BYTES]) {
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* RFC 9562 §5.4: version 4 */
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80); /* its variant */
    size_t n = 0;
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (is_dash(n)) {
            uuid[n++] = '-';
        }
        uuid[n++] = digits[bytes[i] >> 4];
        uuid[n++] = digits[bytes[i] & 0x0f];
    }
    uuid[n] = '\0';
}

void uuid_to_hex(const char *uuid, char hex[UUID_HEX_CHARACTERS]) {
    size_t n = 0;
    for (size_t i = 0; i < UUID_CHARACTERS; i++) {
        if (!is_dash(i)) {
            hex[n++] = uuid[i];
        }
    }
}

bool uuid_from_hex(const char hex[UUID_HEX_CHARACTERS], char uuid[UUID_TEXT_BYTES]) {
    size_t n = 0;
    for (size_t i = 0; i < UUID_HEX_CHARACTERS; i++) {
        if (is_dash(n)) {
            uuid[n++] = '-';
        }
        uuid[n++] = hex[i];
    }
    uuid[n] = '\0';
    return uuid_is_text(uuid, UUID_CHARACTERS);
}
