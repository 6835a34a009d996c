#include "site/utf8.h"

/* The bytes that follow a leading byte; 0 for ASCII, -1 for a byte that cannot lead. */
static int continuation_count(unsigned char lead) {
    if (lead < 0x80) {
        return 0;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
}

int32_t utf8_next(const char *text, size_t bytes, size_t *place) {
    static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    static const unsigned char lead_bits[] = { 0x7f, 0x1f, 0x0f, 0x07 };
    const unsigned char lead = (unsigned char)text[*place];
    const int more = continuation_count(lead);
    if (more < 0 || bytes - *place <= (size_t)more) {
        return -1;
    }
    int32_t point = lead & lead_bits[more];
    for (int i = 1; i <= more; i++) {
        const unsigned char c = (unsigned char)text[*place + (size_t)i];
        if ((c & 0xc0) != 0x80) {
            return -1;
        }
        point = point << 6 | (c & 0x3f);
    }
    if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return -1;
    }
    *place += (size_t)more + 1;
    return point;
}

bool utf8_is_valid(const char *text, size_t bytes) {
    size_t place = 0;
    while (place < bytes) {
        if ((unsigned char)text[place] < 0x80) {
            place++;
        } else if (utf8_next(text, bytes, &place) < 0) {
            return false;
        }
    }
    return true;
}

size_t utf8_characters(const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

/* White_Space of Unicode 15, and the characters that show nothing: a name of them would be an empty line. */
static bool is_invisible(int32_t point) {
    return (point >= 0x09 && point <= 0x0d) || point == 0x20 || point == 0x85 || point == 0xa0 ||
           point == 0xad || point == 0x034f || point == 0x061c || point == 0x115f || point == 0x1160 ||
           point == 0x1680 || (point >= 0x180b && point <= 0x180e) || (point >= 0x2000 && point <= 0x200f) ||
           (point >= 0x2028 && point <= 0x202f) || (point >= 0x205f && point <= 0x206f) || point == 0x2800 ||
           point == 0x3000 || point == 0x3164 || (point >= 0xfe00 && point <= 0xfe0f) || point == 0xfeff ||
           point == 0xffa0;
}

bool utf8_is_blank(const char *text, size_t bytes) {
    size_t place = 0;
    while (place < bytes) {
        if (!is_invisible(utf8_next(text, bytes, &place))) {
            return false;
        }
    }
    return true;
}

static bool is_line_control(int32_t point) {
    return point == '\t' || point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029;
}

static bool is_control(int32_t point) {
    return (point >= 0 && point < 0x20) || (point >= 0x7f && point < 0xa0) || is_line_control(point);
}

bool utf8_has_control(const char *text, size_t bytes, bool lines_allowed) {
    size_t place = 0;
    while (place < bytes) {
        const int32_t point = utf8_next(text, bytes, &place);
        if (point < 0 || (is_control(point) && !(lines_allowed && is_line_control(point)))) {
            return true;
        }
    }
    return false;
}

size_t utf8_prefix_bytes(const char *text, size_t bytes, size_t characters) {
    size_t place = 0;
    while (place < bytes && characters > 0 && utf8_next(text, bytes, &place) >= 0) {
        characters--;
    }
    return place;
}
