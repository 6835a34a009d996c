/* CBOR (RFC 8949) as authenticators have to write it (CTAP 2.1 §8): what libcbor takes too easily is refused
 * in front of it.
 *
 * libcbor 0.8 takes memory for as many elements as a header claims, frees by recursion down to 2,048 levels,
 * and accepts indefinite lengths, tags and duplicate keys. Here a header may claim no more than the bytes
 * that follow it can hold, and there are few levels.
 */
#ifndef CGI_STRICT_CBOR_H
#define CGI_STRICT_CBOR_H

#include "base64url.h"

#include <cbor.h>
#include <stdbool.h>
#include <stdint.h>

enum { CBOR_LEVELS_MAX = 4 }; /* of arrays and maps within each other */

/* The length of the data item that `bytes` begin with; 0 if they begin with none that is acceptable. */
size_t strict_cbor_length(struct bytes bytes);

/* Decodes the data item that `bytes` begin with; *used is its length. Returns an item to be given back with
 * cbor_decref(), or NULL if there is none that is acceptable, or no memory. */
__attribute__((warn_unused_result)) cbor_item_t *strict_cbor_load(struct bytes bytes, size_t *used);

/* The value of a map's key, a text or an integer; it lives as long as the map. NULL if `map` is no map or the
 * key is not there exactly once. */
cbor_item_t *strict_cbor_at_text(const cbor_item_t *map, const char *key);
cbor_item_t *strict_cbor_at_integer(const cbor_item_t *map, int64_t key);

/* Whether `item` (NULL is allowed) is a text or an integer of that value. */
bool strict_cbor_is_text(const cbor_item_t *item, const char *text);
bool strict_cbor_is_integer(const cbor_item_t *item, int64_t value);

/* The bytes of a byte string, which live as long as the item; {NULL, 0} if it is none. */
struct bytes strict_cbor_bytes(const cbor_item_t *item);

/* The number of pairs of a map; 0 if it is none. */
size_t strict_cbor_pairs(const cbor_item_t *item);

#endif
