#include "nonce.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 64 };

void nonces_init(struct nonces *nonces, size_t max) {
    *nonces = (struct nonces) { .max = max };
}

void nonces_release(struct nonces *nonces) {
    free(nonces->slots);
    *nonces = (struct nonces) { .max = nonces->max };
}

/* The slot that holds `nonce`, or the free one where it belongs. Half of the slots at least are free. */
static struct nonce_slot *find(const struct nonces *nonces, const unsigned char nonce[GRANT_NONCE_BYTES]) {
    size_t hash = 0; /* a nonce is random, and its grant is sealed: any of its bytes will do */
    memcpy(&hash, nonce, sizeof hash);
    const size_t mask = nonces->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct nonce_slot *slot = &nonces->slots[i];
        if (slot->expires_at == 0 || memcmp(slot->nonce, nonce, GRANT_NONCE_BYTES) == 0) {
            return slot;
        }
    }
}

static size_t count_alive(const struct nonces *nonces, int64_t now) {
    size_t alive = 0;
    for (size_t i = 0; i < nonces->slot_count; i++) {
        alive += nonces->slots[i].expires_at > now;
    }
    return alive;
}

/* Moves what has not expired to a table four times as large as that needs, so that the next rebuild is as
 * many nonces away. */
static bool rebuild(struct nonces *nonces, size_t alive, int64_t now) {
    struct nonces next = { .slot_count = SLOTS_MIN, .used = alive, .max = nonces->max };
    while (next.slot_count < 4 * (alive + 1)) {
        next.slot_count *= 2;
    }
    next.slots = calloc(next.slot_count, sizeof *next.slots);
    if (next.slots == NULL) {
        return false;
    }
    for (size_t i = 0; nonces->slots != NULL && i < nonces->slot_count; i++) {
        if (nonces->slots[i].expires_at > now) {
            *find(&next, nonces->slots[i].nonce) = nonces->slots[i];
        }
    }
    free(nonces->slots);
    *nonces = next;
    return true;
}

/* Whether one more fits, after the expired ones have made room if need be. */
static bool make_room(struct nonces *nonces, int64_t now) {
    if (nonces->used < nonces->max && nonces->used < nonces->slot_count / 2) {
        return true;
    }
    const size_t alive = count_alive(nonces, now);
    return alive < nonces->max && rebuild(nonces, alive, now);
}

enum nonce_verdict nonces_take(struct nonces *nonces, const unsigned char nonce[GRANT_NONCE_BYTES],
                               int64_t expires_at, int64_t now) {
    if (nonces->slots == NULL && !rebuild(nonces, 0, now)) {
        return NONCE_NO_ROOM;
    }
    if (find(nonces, nonce)->expires_at != 0) {
        return NONCE_SEEN;
    }
    if (!make_room(nonces, now)) {
        return NONCE_NO_ROOM;
    }
    struct nonce_slot *slot = find(nonces, nonce);
    memcpy(slot->nonce, nonce, GRANT_NONCE_BYTES);
    slot->expires_at = expires_at;
    nonces->used++;
    return NONCE_NEW;
}
