#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *previous;
    size_t bytes; /* of memory[] */
    size_t used;
    alignas(max_align_t) unsigned char memory[];
};

static struct arena_block *add_block(struct arena *arena, size_t bytes) {
    if (bytes > arena->bytes_max || arena->bytes > arena->bytes_max - bytes) {
        return NULL;
    }
    struct arena_block *block = malloc(sizeof *block + bytes);
    if (block == NULL) {
        return NULL;
    }
    *block = (struct arena_block) { .previous = arena->newest, .bytes = bytes };
    arena->newest = block;
    arena->bytes += bytes;
    return block;
}

bool arena_init(struct arena *arena, size_t bytes_max) {
    *arena = (struct arena) { .bytes_max = bytes_max };
    arena->first = add_block(arena, ARENA_BLOCK_BYTES);
    return arena->first != NULL;
}

void *arena_alloc(struct arena *arena, size_t bytes) {
    if (bytes > arena->bytes_max) {
        arena->exhausted = true;
        return NULL;
    }
    const size_t aligned = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *block = arena->newest;
    if (block == NULL || block->bytes - block->used < aligned) {
        block = add_block(arena, aligned > ARENA_BLOCK_BYTES ? aligned : ARENA_BLOCK_BYTES);
        if (block == NULL) {
            arena->exhausted = true;
            return NULL;
        }
    }
    void *memory = block->memory + block->used;
    block->used += aligned;
    return memory;
}

char *arena_copy(struct arena *arena, const char *text, size_t bytes) {
    char *copy = arena_alloc(arena, bytes + 1);
    if (copy != NULL) {
        memcpy(copy, text, bytes);
        copy[bytes] = '\0';
    }
    return copy;
}

static void free_down_to(struct arena *arena, const struct arena_block *kept) {
    while (arena->newest != kept) {
        struct arena_block *block = arena->newest;
        arena->newest = block->previous;
        arena->bytes -= block->bytes;
        explicit_bzero(block->memory, block->used);
        free(block);
    }
}

void arena_clear(struct arena *arena) {
    free_down_to(arena, arena->first);
    if (arena->first != NULL) {
        explicit_bzero(arena->first->memory, arena->first->used);
        arena->first->used = 0;
    }
    arena->exhausted = false;
}

void arena_release(struct arena *arena) {
    free_down_to(arena, NULL);
    arena->first = NULL;
    arena->exhausted = false;
}
