/* Secret keys that live in files: 32 random bytes, made by the first program that needs them. */
#ifndef SITE_KEY_H
#define SITE_KEY_H

#include <stdbool.h>
#include <sys/types.h>

enum { KEY_BYTES = 32 };

/* Reads the key at `path` into key[KEY_BYTES]; makes it there first, with permissions `mode`, if there is
 * none. The file appears whole or not at all, so programs that start at once agree on one key. Returns false
 * after it has logged why: no such folder, no permission, not KEY_BYTES long, or open to others than `mode`
 * allows. */
__attribute__((warn_unused_result)) bool key_load_or_create(const char *path, mode_t mode,
                                                            unsigned char key[KEY_BYTES]);

#endif
