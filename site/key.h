/* Secret keys that live in files: 32 random bytes, made by the first program that needs them.
 *
 * A key that can be rotated is a ring: the newest first, then those that it replaced and that still verify.
 * Its file is one plain key, or, once it was rotated, 40 bytes for each: the key, and when it was made (unix
 * seconds, big-endian).
 */
#ifndef SITE_KEY_H
#define SITE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { KEY_BYTES = 32, KEYS_MAX = 16 };

/* Reads the key at `path` into key[KEY_BYTES]; makes it there first, with permissions `mode`, if there is
 * none. The file appears whole or not at all, so programs that start at once agree on one key. Returns false
 * after it has logged why: no such folder, no permission, not KEY_BYTES long, or open to others than `mode`
 * allows. */
__attribute__((warn_unused_result)) bool key_load_or_create(const char *path, mode_t mode,
                                                            unsigned char key[KEY_BYTES]);

struct key_ring {
    size_t count; /* 1 … KEYS_MAX */
    unsigned char keys[KEYS_MAX][KEY_BYTES];
    int64_t made_at[KEYS_MAX]; /* unix seconds; 0: not known */
};

/* The same for a file that may hold a ring. */
__attribute__((warn_unused_result)) bool key_ring_load_or_create(const char *path, mode_t mode,
                                                                 struct key_ring *ring);

/* Puts a new key, made at `now`, in front of those of the file at `path`, which keeps its owner, and drops
 * those that were replaced more than keep_seconds ago, or are too many. The file is replaced whole. *ring is
 * what it holds then. Returns false after it has logged why. */
__attribute__((warn_unused_result)) bool key_ring_rotate(const char *path, mode_t mode, int64_t now,
                                                         int64_t keep_seconds, struct key_ring *ring);

#endif
