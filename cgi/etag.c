#include "etag.h"

#include <stddef.h>
#include <string.h>

/* The text between the quotes. */
struct tag {
    const char *text;
    size_t bytes;
};

static const char *skip_space(const char *at) {
    return at + strspn(at, " \t");
}

/* etagc of RFC 9110: visible ASCII but the double quote, or any byte above. */
static bool is_tag_character(char c) {
    return c == 0x21 || (c >= 0x23 && c <= 0x7e) || (unsigned char)c >= 0x80;
}

/* Takes one entity-tag at *at; moves *at behind it. */
static bool take_tag(const char **at, struct tag *tag) {
    const char *from = strncmp(*at, "W/", 2) == 0 ? *at + 2 : *at;
    if (*from != '"') {
        return false;
    }
    from++;
    const char *to = from;
    while (is_tag_character(*to)) {
        to++;
    }
    if (*to != '"') {
        return false;
    }
    *tag = (struct tag) { .text = from, .bytes = (size_t)(to - from) };
    *at = to + 1;
    return true;
}

/* Reads a list of tags into tags[ETAG_LIST_MAX]; more are read and dropped. Returns how many, 0 if it is no
 * list (RFC 9110 §5.6.1: empty elements are skipped). */
static size_t read_list(const char *header, struct tag tags[ETAG_LIST_MAX]) {
    size_t count = 0;
    const char *at = header;
    while (*(at = skip_space(at)) != '\0') {
        if (*at == ',') {
            at++;
            continue;
        }
        struct tag tag;
        if (!take_tag(&at, &tag)) {
            return 0;
        }
        at = skip_space(at);
        if (*at != '\0' && *at != ',') {
            return 0;
        }
        if (count < ETAG_LIST_MAX) {
            tags[count++] = tag;
        }
    }
    return count;
}

static bool is_star(const char *header) {
    const char *at = skip_space(header);
    return *at == '*' && *skip_space(at + 1) == '\0';
}

/* Our tags are made of letters, digits and .:_- only. */
static bool may_be_ours(struct tag tag) {
    for (size_t i = 0; i < tag.bytes; i++) {
        const char c = tag.text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
              c == ':' || c == '_' || c == '-')) {
            return false;
        }
    }
    return tag.bytes > 0;
}

void etag_read_none_match(const char *header, struct arena *arena, struct none_match *none_match) {
    *none_match = (struct none_match) { .tags = NULL };
    if (header == NULL) {
        return;
    }
    if (is_star(header)) {
        none_match->any = true;
        return;
    }
    struct tag tags[ETAG_LIST_MAX];
    const size_t count = read_list(header, tags);
    char *joined = count == 0 ? NULL : arena_alloc(arena, strlen(header) + 1);
    if (joined == NULL) {
        return;
    }
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        if (may_be_ours(tags[i])) {
            if (bytes > 0) {
                joined[bytes++] = ',';
            }
            memcpy(joined + bytes, tags[i].text, tags[i].bytes);
            bytes += tags[i].bytes;
        }
    }
    joined[bytes] = '\0';
    none_match->tags = bytes > 0 ? joined : NULL;
}

/* The digits before the first '.', or all of the tag; -1 if they are no version. */
static int64_t tag_version(struct tag tag) {
    int64_t version = 0;
    size_t digits = 0;
    while (digits < tag.bytes && tag.text[digits] >= '0' && tag.text[digits] <= '9') {
        if (digits == 18) { /* more would not fit 64 bits */
            return -1;
        }
        version = version * 10 + (tag.text[digits++] - '0');
    }
    return digits > 0 && (digits == tag.bytes || tag.text[digits] == '.') ? version : -1;
}

enum match_verdict etag_read_match(const char *header, int64_t *version) {
    *version = -1;
    if (header == NULL || is_star(header)) {
        return MATCH_ABSENT;
    }
    struct tag tags[ETAG_LIST_MAX];
    const size_t count = read_list(header, tags);
    if (count == 0) {
        return MATCH_MALFORMED;
    }
    for (size_t i = 0; i < count; i++) {
        const int64_t candidate = tag_version(tags[i]);
        *version = candidate > *version ? candidate : *version;
    }
    return MATCH_VERSION;
}
