#include "strict_cbor.h"

#include "site/utf8.h"

#include <string.h>

enum major {
    MAJOR_UNSIGNED,
    MAJOR_NEGATIVE,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE,
};

enum { ARGUMENT_FALSE = 20, ARGUMENT_UNDEFINED = 23, ARGUMENT_ONE_BYTE = 24, ARGUMENT_EIGHT_BYTES = 27 };

/* The head of a data item (RFC 8949 §3). */
struct head {
    enum major major;
    unsigned information; /* the low five bits */
    uint64_t argument;
};

/* Reads a head, and moves `rest` behind it. Reserved and indefinite lengths are refused. */
static bool read_head(struct bytes *rest, struct head *head) {
    if (rest->count == 0) {
        return false;
    }
    *head = (struct head) { .major = rest->at[0] >> 5, .information = rest->at[0] & 31 };
    size_t bytes = 0;
    if (head->information < ARGUMENT_ONE_BYTE) {
        head->argument = head->information;
    } else if (head->information <= ARGUMENT_EIGHT_BYTES) {
        bytes = (size_t)1 << (head->information - ARGUMENT_ONE_BYTE);
    } else {
        return false;
    }
    if (bytes >= rest->count) {
        return false;
    }
    for (size_t i = 1; i <= bytes; i++) {
        head->argument = head->argument << 8 | rest->at[i];
    }
    *rest = (struct bytes) { .at = rest->at + 1 + bytes, .count = rest->count - 1 - bytes };
    return true;
}

/* Moves `rest` behind the content of a string. */
static bool skip_string(struct bytes *rest, const struct head *head) {
    const size_t bytes = (size_t)head->argument;
    if (head->argument > rest->count ||
        (head->major == MAJOR_TEXT && !utf8_is_valid((const char *)rest->at, bytes))) {
        return false;
    }
    *rest = (struct bytes) { .at = rest->at + bytes, .count = rest->count - bytes };
    return true;
}

/* false, true, null, undefined, and floating point numbers. */
static bool is_known_simple(const struct head *head) {
    return (head->information >= ARGUMENT_FALSE && head->information <= ARGUMENT_UNDEFINED) ||
           (head->information > ARGUMENT_ONE_BYTE && head->information <= ARGUMENT_EIGHT_BYTES);
}

size_t strict_cbor_length(struct bytes bytes) {
    uint64_t due[CBOR_LEVELS_MAX + 1] = { 1 }; /* items that are still to come, of each level */
    size_t level = 0;
    struct bytes rest = bytes;
    for (;;) {
        while (due[level] == 0) {
            if (level == 0) {
                return bytes.count - rest.count;
            }
            level--;
        }
        due[level]--;
        struct head head;
        if (!read_head(&rest, &head)) {
            return 0;
        }
        switch (head.major) {
        case MAJOR_UNSIGNED:
        case MAJOR_NEGATIVE:
            break;
        case MAJOR_BYTES:
        case MAJOR_TEXT:
            if (!skip_string(&rest, &head)) {
                return 0;
            }
            break;
        case MAJOR_ARRAY:
        case MAJOR_MAP:
            /* An element takes a byte at least. */
            if (level == CBOR_LEVELS_MAX || head.argument > rest.count) {
                return 0;
            }
            due[++level] = head.major == MAJOR_MAP ? 2 * head.argument : head.argument;
            break;
        case MAJOR_SIMPLE:
            if (!is_known_simple(&head)) {
                return 0;
            }
            break;
        default: /* a tag */
            return 0;
        }
    }
}

cbor_item_t *strict_cbor_load(struct bytes bytes, size_t *used) {
    *used = strict_cbor_length(bytes);
    if (*used == 0) {
        return NULL;
    }
    struct cbor_load_result result;
    cbor_item_t *item = cbor_load(bytes.at, *used, &result);
    if (item != NULL && result.read != *used) {
        cbor_decref(&item); /* makes it NULL */
    }
    return item;
}

bool strict_cbor_is_text(const cbor_item_t *item, const char *text) {
    return item != NULL && cbor_isa_string(item) && cbor_string_length(item) == strlen(text) &&
           memcmp(cbor_string_handle(item), text, strlen(text)) == 0;
}

bool strict_cbor_is_integer(const cbor_item_t *item, int64_t value) {
    if (item == NULL || !cbor_is_int(item)) {
        return false;
    }
    /* A negative integer is stored as -1 - n (RFC 8949 §3.1). */
    const bool negative = value < 0;
    return cbor_isa_negint(item) == negative &&
           cbor_get_int(item) == (negative ? (uint64_t)(-1 - value) : (uint64_t)value);
}

/* What a map is searched for: a text, or, without one, an integer. */
struct key {
    const char *text;
    int64_t integer;
};

static bool is_key(const cbor_item_t *item, const struct key *key) {
    return key->text != NULL ? strict_cbor_is_text(item, key->text)
                             : strict_cbor_is_integer(item, key->integer);
}

static cbor_item_t *at(const cbor_item_t *map, const struct key *key) {
    cbor_item_t *found = NULL;
    const size_t pairs = strict_cbor_pairs(map);
    const struct cbor_pair *all = pairs == 0 ? NULL : cbor_map_handle(map);
    for (size_t i = 0; i < pairs; i++) {
        if (is_key(all[i].key, key)) {
            if (found != NULL) {
                return NULL;
            }
            found = all[i].value;
        }
    }
    return found;
}

cbor_item_t *strict_cbor_at_text(const cbor_item_t *map, const char *key) {
    return at(map, &(struct key) { .text = key });
}

cbor_item_t *strict_cbor_at_integer(const cbor_item_t *map, int64_t key) {
    return at(map, &(struct key) { .integer = key });
}

struct bytes strict_cbor_bytes(const cbor_item_t *item) {
    if (item == NULL || !cbor_isa_bytestring(item)) {
        return (struct bytes) { .at = NULL };
    }
    return (struct bytes) { .at = cbor_bytestring_handle(item), .count = cbor_bytestring_length(item) };
}

size_t strict_cbor_pairs(const cbor_item_t *item) {
    return item != NULL && cbor_isa_map(item) ? cbor_map_size(item) : 0;
}
