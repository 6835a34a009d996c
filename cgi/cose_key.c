#include "cose_key.h"

#include "strict_cbor.h"

#include <string.h>

const enum cose_algorithm cose_algorithms[COSE_ALGORITHMS] = { COSE_ES256, COSE_EDDSA, COSE_RS256 };

/* Labels and values of RFC 9052 §7.1, RFC 9053 §7, RFC 8230 §4. */
enum { LABEL_KEY_TYPE = 1, LABEL_ALGORITHM = 3, KEY_TYPE_OKP = 1, KEY_TYPE_EC2 = 2, KEY_TYPE_RSA = 3 };
enum { LABEL_CURVE = -1, CURVE_P256 = 1, CURVE_ED25519 = 6 };

enum { NUMBERS_MAX = 2 };

struct number {
    int label;
    size_t bytes;
};

/* What a key of each algorithm is made of; nothing else may be in it (WebAuthn L3 §6.5.1). */
static const struct shape {
    enum cose_algorithm algorithm;
    int key_type;
    int curve; /* 0: none */
    size_t pairs;
    struct number numbers[NUMBERS_MAX];
} shapes[COSE_ALGORITHMS] = {
    { COSE_ES256,
      KEY_TYPE_EC2,
      CURVE_P256,
      5,
      { { .label = -2, .bytes = 32 }, { .label = -3, .bytes = 32 } } },
    { COSE_EDDSA, KEY_TYPE_OKP, CURVE_ED25519, 4, { { .label = -2, .bytes = 32 } } },
    { COSE_RS256, KEY_TYPE_RSA, 0, 4, { { .label = -1, .bytes = 256 }, { .label = -2, .bytes = 3 } } },
};

static const struct shape *shape_of(const cbor_item_t *map) {
    const cbor_item_t *algorithm = strict_cbor_at_integer(map, LABEL_ALGORITHM);
    for (size_t i = 0; i < COSE_ALGORITHMS; i++) {
        if (strict_cbor_is_integer(algorithm, shapes[i].algorithm)) {
            return &shapes[i];
        }
    }
    return NULL;
}

static bool take_numbers(const cbor_item_t *map, const struct shape *shape, struct cose_key *key) {
    for (size_t i = 0; i < NUMBERS_MAX && shape->numbers[i].bytes > 0; i++) {
        const struct bytes number = strict_cbor_bytes(strict_cbor_at_integer(map, shape->numbers[i].label));
        if (number.count != shape->numbers[i].bytes) {
            return false;
        }
        memcpy(key->raw + key->raw_bytes, number.at, number.count);
        key->raw_bytes += number.count;
    }
    return true;
}

static enum cose_verdict read_map(const cbor_item_t *map, struct cose_key *key) {
    if (strict_cbor_at_integer(map, LABEL_ALGORITHM) == NULL) {
        return COSE_KEY_MALFORMED;
    }
    const struct shape *shape = shape_of(map);
    if (shape == NULL) {
        return COSE_KEY_OTHER_ALGORITHM;
    }
    *key = (struct cose_key) { .algorithm = shape->algorithm };
    const bool fits = strict_cbor_pairs(map) == shape->pairs &&
                      strict_cbor_is_integer(strict_cbor_at_integer(map, LABEL_KEY_TYPE), shape->key_type) &&
                      (shape->curve == 0 ||
                       strict_cbor_is_integer(strict_cbor_at_integer(map, LABEL_CURVE), shape->curve)) &&
                      take_numbers(map, shape, key);
    return fits ? COSE_KEY_READ : COSE_KEY_MALFORMED;
}

enum cose_verdict cose_key_read(struct bytes bytes, struct cose_key *key) {
    size_t used = 0;
    cbor_item_t *map = strict_cbor_load(bytes, &used);
    if (map == NULL) {
        return COSE_KEY_MALFORMED;
    }
    const enum cose_verdict verdict = used == bytes.count ? read_map(map, key) : COSE_KEY_MALFORMED;
    cbor_decref(&map);
    return verdict;
}
