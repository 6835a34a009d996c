/* Memory that dies with its request: blocks, handed out in order, taken back all at once, under a ceiling. */
#ifndef CGI_ARENA_H
#define CGI_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *first;  /* kept from request to request */
    struct arena_block *newest; /* the one that is handed out from */
    size_t bytes;               /* of all blocks */
    size_t bytes_max;
    bool exhausted; /* an allocation was refused since arena_clear() */
};

enum { ARENA_BLOCK_BYTES = 65536 };

/* Takes the first block. Returns false if there is no memory; arena_release() is due either way. */
__attribute__((warn_unused_result)) bool arena_init(struct arena *arena, size_t bytes_max);

/* Returns `bytes` bytes, aligned for any object and not initialised, or NULL if that would pass the ceiling
 * or there is no memory; then `exhausted` is set. They live until arena_clear(). */
__attribute__((warn_unused_result, malloc)) void *arena_alloc(struct arena *arena, size_t bytes);

/* A copy of text[0..bytes) with a NUL behind it, or NULL as above. */
__attribute__((warn_unused_result)) char *arena_copy(struct arena *arena, const char *text, size_t bytes);

/* Takes everything back and overwrites it: a password or token does not outlive its request. */
void arena_clear(struct arena *arena);

/* Overwrites and frees everything. The arena may be initialised again. */
void arena_release(struct arena *arena);

#endif
