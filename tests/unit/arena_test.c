#include "cgi/arena.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

enum { CEILING_BYTES = 4 * ARENA_BLOCK_BYTES, LARGE_BYTES = 2 * ARENA_BLOCK_BYTES };

static void test_memory_is_aligned_and_apart(void) {
    struct arena arena;
    CU_ASSERT_TRUE_FATAL(arena_init(&arena, CEILING_BYTES));
    unsigned char *before = arena_alloc(&arena, 3);
    unsigned char *after = arena_alloc(&arena, 5);
    CU_ASSERT_PTR_NOT_NULL_FATAL(before);
    CU_ASSERT_PTR_NOT_NULL_FATAL(after);
    CU_ASSERT_EQUAL((uintptr_t)after % alignof(max_align_t), 0);
    memset(before, 0xaa, 3);
    memset(after, 0xbb, 5);
    CU_ASSERT_EQUAL(before[2], 0xaa);
    arena_release(&arena);
}

static void test_ceiling_is_kept(void) {
    struct arena arena;
    CU_ASSERT_TRUE_FATAL(arena_init(&arena, CEILING_BYTES));
    size_t blocks = 0;
    while (arena_alloc(&arena, ARENA_BLOCK_BYTES) != NULL) {
        blocks++;
    }
    CU_ASSERT_EQUAL(blocks, CEILING_BYTES / ARENA_BLOCK_BYTES);
    CU_ASSERT_TRUE(arena.exhausted);
    CU_ASSERT_TRUE(arena.bytes <= CEILING_BYTES);
    arena_clear(&arena);
    CU_ASSERT_FALSE(arena.exhausted);
    CU_ASSERT_PTR_NOT_NULL(arena_alloc(&arena, ARENA_BLOCK_BYTES));
    CU_ASSERT_PTR_NULL(arena_alloc(&arena, CEILING_BYTES));
    CU_ASSERT_PTR_NULL(arena_alloc(&arena, SIZE_MAX));
    CU_ASSERT_PTR_NULL(arena_alloc(&arena, SIZE_MAX - 8));
    arena_release(&arena);
}

static void test_larger_than_a_block(void) {
    struct arena arena;
    CU_ASSERT_TRUE_FATAL(arena_init(&arena, CEILING_BYTES));
    char *large = arena_alloc(&arena, LARGE_BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    memset(large, 'x', LARGE_BYTES);
    arena_clear(&arena);
    CU_ASSERT_EQUAL(arena.bytes, ARENA_BLOCK_BYTES);
    arena_release(&arena);
}

static void test_clear_overwrites(void) {
    struct arena arena;
    CU_ASSERT_TRUE_FATAL(arena_init(&arena, CEILING_BYTES));
    const char *secret = arena_copy(&arena, "correct horse battery", 13);
    CU_ASSERT_PTR_NOT_NULL_FATAL(secret);
    CU_ASSERT_STRING_EQUAL(secret, "correct horse");
    arena_clear(&arena);
    const char *again = arena_alloc(&arena, 14);
    CU_ASSERT_PTR_EQUAL(again, secret);
    for (size_t i = 0; again != NULL && i < 14; i++) {
        CU_ASSERT_EQUAL(again[i], 0);
    }
    arena_release(&arena);
}

static void test_no_room_for_the_first_block(void) {
    struct arena arena;
    CU_ASSERT_FALSE(arena_init(&arena, ARENA_BLOCK_BYTES - 1));
    CU_ASSERT_PTR_NULL(arena_alloc(&arena, 1));
    arena_release(&arena);
}

void arena_suite(void) {
    static CU_TestInfo tests[] = {
        { "memory is aligned and apart", test_memory_is_aligned_and_apart },
        { "the ceiling is kept", test_ceiling_is_kept },
        { "more than a block", test_larger_than_a_block },
        { "clear overwrites", test_clear_overwrites },
        { "no room for the first block", test_no_room_for_the_first_block },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "arena", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
