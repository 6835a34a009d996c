/* The nonces of grants that were used: a grant opens one stream, once. A nonce is remembered until its grant
 * expires; there is room for a bounded number. */
#ifndef WS_NONCE_H
#define WS_NONCE_H

#include "site/grant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nonce_slot {
    unsigned char nonce[GRANT_NONCE_BYTES];
    int64_t expires_at; /* unix seconds; 0: free */
};

struct nonces {
    struct nonce_slot *slots; /* open addressing; a power of two of them, NULL before the first nonce */
    size_t slot_count;
    size_t used; /* slots not free, expired ones included */
    size_t max;  /* of nonces that have not expired */
};

enum nonce_verdict { NONCE_NEW, NONCE_SEEN, NONCE_NO_ROOM };

/* `max`: how many unexpired nonces are remembered; at least 1. */
void nonces_init(struct nonces *nonces, size_t max);

void nonces_release(struct nonces *nonces);

/* Remembers `nonce` until `expires_at`. `now` must be before that. NONCE_NO_ROOM: not remembered, since max
 * are, or memory is short; the grant must then be refused. */
__attribute__((warn_unused_result)) enum nonce_verdict
nonces_take(struct nonces *nonces, const unsigned char nonce[GRANT_NONCE_BYTES], int64_t expires_at,
            int64_t now);

#endif
