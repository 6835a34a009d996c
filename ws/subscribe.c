#include "subscribe.h"

#include "seq.h"

#include <string.h>

enum { WORDS = 4 };

struct word {
    const char *text;
    size_t bytes;
};

/* Exactly WORDS words, one space between two of them. */
static bool split(const char *line, size_t bytes, struct word words[WORDS]) {
    const char *end = line + bytes;
    for (size_t i = 0; i < WORDS; i++) {
        const char *space = memchr(line, ' ', (size_t)(end - line));
        if ((space == NULL) != (i == WORDS - 1)) {
            return false;
        }
        const char *stop = space == NULL ? end : space;
        words[i] = (struct word) { .text = line, .bytes = (size_t)(stop - line) };
        line = stop + 1;
    }
    return true;
}

static bool word_is(const struct word *word, const char *text) {
    return word->bytes == strlen(text) && memcmp(word->text, text, word->bytes) == 0;
}

/* A word of 1 to room - 1 bytes, none of them NUL, becomes a string. */
static bool copy(const struct word *word, char *to, size_t room) {
    if (word->bytes == 0 || word->bytes >= room || memchr(word->text, '\0', word->bytes) != NULL) {
        return false;
    }
    memcpy(to, word->text, word->bytes);
    to[word->bytes] = '\0';
    return true;
}

bool subscribe_is_epoch(const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        const char c = text[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && c != '-') {
            return false;
        }
    }
    return bytes > 0 && bytes < EPOCH_BYTES;
}

enum subscribe_verdict subscribe_parse(struct subscribe *subscribe, const char *line, size_t bytes) {
    *subscribe = (struct subscribe) { .has_after = false };
    struct word words[WORDS];
    if (!split(line, bytes, words) || !word_is(&words[0], "SUBSCRIBE") ||
        !copy(&words[1], subscribe->grant, sizeof subscribe->grant)) {
        *subscribe = (struct subscribe) { .has_after = false };
        return SUBSCRIBE_MALFORMED;
    }
    subscribe->has_after = !word_is(&words[2], "-");
    if (subscribe->has_after && !seq_parse(words[2].text, words[2].bytes, &subscribe->after)) {
        return SUBSCRIBE_INVALID;
    }
    if (!word_is(&words[3], "-") && (!subscribe_is_epoch(words[3].text, words[3].bytes) ||
                                     !copy(&words[3], subscribe->epoch, sizeof subscribe->epoch))) {
        return SUBSCRIBE_INVALID;
    }
    return SUBSCRIBE_GOOD;
}
