#include "strict_json.h"

#include "site/utf8.h"

#include <json-c/json_visit.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

struct scanner {
    const char *text;
    size_t bytes;
    size_t place;
    size_t members; /* of all objects seen */
    const char *reason;
};

static bool refuse(struct scanner *scanner, const char *reason) {
    scanner->reason = reason;
    return false;
}

/* The next byte, or NUL at the end (a NUL within the text is no JSON either). */
static char peek(const struct scanner *scanner) {
    return scanner->place < scanner->bytes ? scanner->text[scanner->place] : '\0';
}

static bool take(struct scanner *scanner, char c) {
    if (scanner->place >= scanner->bytes || scanner->text[scanner->place] != c) {
        return false;
    }
    scanner->place++;
    return true;
}

static void skip_space(struct scanner *scanner) {
    while (peek(scanner) == ' ' || peek(scanner) == '\t' || peek(scanner) == '\n' || peek(scanner) == '\r') {
        scanner->place++;
    }
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool scan_digits(struct scanner *scanner) {
    if (!is_digit(peek(scanner))) {
        return refuse(scanner, "a digit is missing here");
    }
    while (is_digit(peek(scanner))) {
        scanner->place++;
    }
    return true;
}

static bool scan_number(struct scanner *scanner) {
    (void)take(scanner, '-');
    if (take(scanner, '0')) {
        if (is_digit(peek(scanner))) {
            return refuse(scanner, "a number must not begin with a zero");
        }
    } else if (!scan_digits(scanner)) {
        return false;
    }
    if (take(scanner, '.') && !scan_digits(scanner)) {
        return false;
    }
    if (take(scanner, 'e') || take(scanner, 'E')) {
        if (!take(scanner, '+')) {
            (void)take(scanner, '-');
        }
        return scan_digits(scanner);
    }
    return true;
}

/* The four digits of \uXXXX; -1 if they are none. */
static int32_t scan_hex4(struct scanner *scanner) {
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        const char c = peek(scanner);
        const int32_t lower = c | 0x20;
        if (is_digit(c)) {
            unit = unit * 16 + (c - '0');
        } else if (lower >= 'a' && lower <= 'f') {
            unit = unit * 16 + (lower - 'a' + 10);
        } else {
            return -1;
        }
        scanner->place++;
    }
    return unit;
}

/* What follows \u: one UTF-16 unit, or two that form a pair. */
static bool scan_unicode_escape(struct scanner *scanner) {
    const int32_t unit = scan_hex4(scanner);
    if (unit < 0) {
        return refuse(scanner, "four hexadecimal digits are missing here");
    }
    if (unit == 0) {
        return refuse(scanner, "\\u0000 is not allowed");
    }
    if (unit >= 0xdc00 && unit <= 0xdfff) {
        return refuse(scanner, "half of a surrogate pair stands alone");
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (!take(scanner, '\\') || !take(scanner, 'u')) {
            return refuse(scanner, "half of a surrogate pair stands alone");
        }
        const int32_t low = scan_hex4(scanner);
        if (low < 0xdc00 || low > 0xdfff) {
            return refuse(scanner, "half of a surrogate pair stands alone");
        }
    }
    return true;
}

static bool scan_escape(struct scanner *scanner) {
    const char c = peek(scanner);
    if (c == 'u') {
        scanner->place++;
        return scan_unicode_escape(scanner);
    }
    if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL) {
        return refuse(scanner, "there is no such escape");
    }
    scanner->place++;
    return true;
}

static bool scan_string(struct scanner *scanner) {
    if (!take(scanner, '"')) {
        return refuse(scanner, "a double quote is missing here");
    }
    while (scanner->place < scanner->bytes) {
        const unsigned char c = (unsigned char)scanner->text[scanner->place];
        if (c == '"') {
            scanner->place++;
            return true;
        }
        if (c < 0x20) {
            return refuse(scanner, "a control character must be escaped");
        }
        if (c >= 0x80) {
            if (utf8_next(scanner->text, scanner->bytes, &scanner->place) < 0) {
                return refuse(scanner, "the bytes are not UTF-8");
            }
            continue;
        }
        scanner->place++;
        if (c == '\\' && !scan_escape(scanner)) {
            return false;
        }
    }
    return refuse(scanner, "the text ends within a string");
}

static bool scan_word(struct scanner *scanner, const char *word) {
    const size_t bytes = strlen(word);
    if (scanner->bytes - scanner->place < bytes || memcmp(scanner->text + scanner->place, word, bytes) != 0) {
        return refuse(scanner, "a value is expected here");
    }
    scanner->place += bytes;
    return true;
}

static bool scan_scalar(struct scanner *scanner) {
    switch (peek(scanner)) {
    case '"':
        return scan_string(scanner);
    case 't':
        return scan_word(scanner, "true");
    case 'f':
        return scan_word(scanner, "false");
    case 'n':
        return scan_word(scanner, "null");
    default:
        if (peek(scanner) != '-' && !is_digit(peek(scanner))) {
            return refuse(scanner, "a value is expected here");
        }
        return scan_number(scanner);
    }
}

static bool scan_name(struct scanner *scanner) {
    skip_space(scanner);
    if (!scan_string(scanner)) {
        return false;
    }
    scanner->members++;
    skip_space(scanner);
    return take(scanner, ':') || refuse(scanner, "a colon is missing here");
}

/* The brackets that are open, as a stack: no recursion, so no input can exhaust the C stack. */
struct nesting {
    char closing[JSON_LEVELS_MAX];
    size_t levels;
};

/* After a value: closes what ends here, and takes the comma and name before the next one. */
static bool scan_between(struct scanner *scanner, struct nesting *nesting) {
    while (nesting->levels > 0) {
        const char closing = nesting->closing[nesting->levels - 1];
        skip_space(scanner);
        if (take(scanner, ',')) {
            return closing == ']' || scan_name(scanner);
        }
        if (!take(scanner, closing)) {
            return refuse(scanner,
                          closing == '}' ? "a comma or } is missing here" : "a comma or ] is missing here");
        }
        nesting->levels--;
    }
    return true;
}

/* Opens an array or object. *empty tells that it closed at once, and was a whole value. */
static bool scan_opening(struct scanner *scanner, struct nesting *nesting, bool *empty) {
    if (nesting->levels == JSON_LEVELS_MAX) {
        return refuse(scanner, "there are more than 16 levels");
    }
    const char closing = peek(scanner) == '{' ? '}' : ']';
    scanner->place++;
    skip_space(scanner);
    *empty = take(scanner, closing);
    if (*empty) {
        return true;
    }
    nesting->closing[nesting->levels++] = closing;
    return closing == ']' || scan_name(scanner);
}

static bool scan_text(struct scanner *scanner) {
    struct nesting nesting = { .levels = 0 };
    do {
        skip_space(scanner);
        bool whole = true;
        if (peek(scanner) == '{' || peek(scanner) == '[') {
            if (!scan_opening(scanner, &nesting, &whole)) {
                return false;
            }
        } else if (!scan_scalar(scanner)) {
            return false;
        }
        if (whole && !scan_between(scanner, &nesting)) {
            return false;
        }
        if (whole && nesting.levels == 0) {
            break;
        }
    } while (true);
    skip_space(scanner);
    return scanner->place == scanner->bytes || refuse(scanner, "more follows behind the value");
}

/* Counts a member; called by json_c_visit() for each value, and once more behind arrays and objects. */
static int count_member(struct json_object *value, int flags, struct json_object *parent, const char *name,
                        size_t *index, void *count) {
    (void)value;
    (void)parent;
    (void)index;
    if (name != NULL && (flags & JSON_C_VISIT_SECOND) == 0) {
        ++*(size_t *)count;
    }
    return JSON_C_VISIT_RETURN_CONTINUE;
}

/* Whether `value` has as many members, at all levels, as were scanned. json-c keeps one of several members of
 * one name, so fewer tell that a name came twice. */
static bool has_all_members(struct json_object *value, size_t scanned) {
    size_t count = 0;
    return json_c_visit(value, 0, count_member, &count) == 0 && count == scanned;
}

/* json-c's own reading of a text that was scanned already. */
static bool build(struct scanner *scanner, struct json_object **value) {
    struct json_tokener *tokener = json_tokener_new_ex(JSON_LEVELS_MAX + 1);
    if (tokener == NULL) {
        return refuse(scanner, "there is not enough memory");
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    *value = json_tokener_parse_ex(tokener, scanner->text, (int)scanner->bytes);
    if (json_tokener_get_error(tokener) == json_tokener_continue) {
        /* A number at the very end is complete only when something that is not part of it follows. */
        *value = json_tokener_parse_ex(tokener, "", 1);
    }
    const bool complete = json_tokener_get_error(tokener) == json_tokener_success;
    json_tokener_free(tokener);
    if (!complete) {
        json_object_put(*value);
        *value = NULL;
        return refuse(scanner, "the text cannot be read");
    }
    return true;
}

bool strict_json_parse(const char *text, size_t bytes, struct json_object **value, struct json_fault *fault) {
    struct scanner scanner = { .text = text, .bytes = bytes };
    *value = NULL;
    bool accepted = bytes <= INT_MAX && scan_text(&scanner) && build(&scanner, value);
    if (accepted && !has_all_members(*value, scanner.members)) {
        accepted = refuse(&scanner, "a name comes twice in one object");
        json_object_put(*value);
        *value = NULL;
    }
    *fault = (struct json_fault) { .reason = accepted ? NULL : scanner.reason, .offset = scanner.place };
    return accepted;
}
