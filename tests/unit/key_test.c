#include "site/key.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/debt-key-test.XXXXXX";
static char path[64];
static int saved_stderr;

/* The refusals that these tests provoke are not to be read; settings_test and log_test look at messages. */
static int init(void) {
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/key", folder);
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    saved_stderr = dup(STDERR_FILENO);
    const bool silent = null >= 0 && saved_stderr >= 0 && dup2(null, STDERR_FILENO) == STDERR_FILENO;
    (void)close(null);
    return silent ? 0 : -1;
}

static int clean(void) {
    const bool restored = dup2(saved_stderr, STDERR_FILENO) == STDERR_FILENO;
    (void)close(saved_stderr);
    (void)unlink(path);
    return rmdir(folder) == 0 && restored ? 0 : -1; /* fails if a temporary file was left behind */
}

static void put(const char *name, size_t count, mode_t mode) {
    static const unsigned char bytes[100];
    const int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, bytes, count), (ssize_t)count);
    CU_ASSERT_EQUAL(fchmod(fd, mode), 0);
    (void)close(fd);
}

static unsigned files_in_folder(void) {
    unsigned count = 0;
    DIR *listing = opendir(folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(listing);
    while (readdir(listing) != NULL) {
        count++;
    }
    (void)closedir(listing);
    return count - 2; /* . and .. */
}

static void test_made_once(void) {
    unsigned char one[KEY_BYTES] = { 0 };
    unsigned char other[KEY_BYTES] = { 0 };
    const unsigned char zero[KEY_BYTES] = { 0 };
    struct stat status;
    const mode_t mask = umask(0077);
    CU_ASSERT_TRUE(key_load_or_create(path, 0640, one));
    (void)umask(mask);
    CU_ASSERT_TRUE(key_load_or_create(path, 0640, other));
    CU_ASSERT_NOT_EQUAL(memcmp(one, zero, sizeof one), 0);
    CU_ASSERT_EQUAL(memcmp(one, other, sizeof one), 0);
    CU_ASSERT_EQUAL(stat(path, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 07777, 0640);
    CU_ASSERT_EQUAL(status.st_size, KEY_BYTES);
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    (void)unlink(path);
}

static void test_bad_files(void) {
    static const struct {
        size_t count;
        mode_t mode, allowed;
        bool good;
    } cases[] = {
        { 32, 0600, 0600, true },  { 32, 0400, 0600, true },  { 32, 0640, 0640, true },
        { 32, 0600, 0640, true },  { 0, 0600, 0600, false },  { 31, 0600, 0600, false },
        { 33, 0600, 0600, false }, { 99, 0600, 0600, false }, { 32, 0640, 0600, false },
        { 32, 0604, 0600, false }, { 32, 0602, 0600, false }, { 32, 0644, 0640, false },
        { 32, 0660, 0640, false }, { 32, 0777, 0640, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char key[KEY_BYTES] = { 1 };
        put(path, cases[i].count, cases[i].mode);
        CU_ASSERT_EQUAL(key_load_or_create(path, cases[i].allowed, key), cases[i].good);
        CU_ASSERT_EQUAL(key[0], cases[i].good ? 0 : 1);
        (void)unlink(path);
    }
}

static void test_no_file(void) {
    unsigned char key[KEY_BYTES];
    char nowhere[128];
    char too_long[PATH_MAX + 1];
    (void)snprintf(nowhere, sizeof nowhere, "%s/missing/key", folder);
    CU_ASSERT_FALSE(key_load_or_create(nowhere, 0600, key));
    CU_ASSERT_FALSE(key_load_or_create(folder, 0600, key));
    CU_ASSERT_FALSE(key_load_or_create("", 0600, key));
    memset(too_long, 'x', PATH_MAX);
    too_long[PATH_MAX] = '\0';
    CU_ASSERT_FALSE(key_load_or_create(too_long, 0600, key));
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
    CU_ASSERT_FALSE(key_load_or_create(path, 0600, key)); /* and does not wait for a writer */
    (void)unlink(path);
    CU_ASSERT_EQUAL(symlink("nothing", path), 0);
    CU_ASSERT_FALSE(key_load_or_create(path, 0600, key));
    (void)unlink(path);
    CU_ASSERT_EQUAL(files_in_folder(), 0);
}

enum { RACERS = 16 };

/* A racer waits for the start (the other end of `start` closes), then writes its key to `result`. */
static void race(int start, int result) {
    unsigned char key[KEY_BYTES];
    char byte;
    if (read(start, &byte, 1) != 0 || !key_load_or_create(path, 0600, key) ||
        write(result, key, sizeof key) != (ssize_t)sizeof key) {
        _exit(1);
    }
    _exit(0);
}

static void test_racers_agree(void) {
    int start[2];
    int result[2];
    pid_t racers[RACERS];
    CU_ASSERT_FATAL(pipe2(start, O_CLOEXEC) == 0 && pipe2(result, O_CLOEXEC) == 0);
    for (size_t i = 0; i < RACERS; i++) {
        racers[i] = fork();
        CU_ASSERT_FATAL(racers[i] >= 0);
        if (racers[i] == 0) {
            (void)close(start[1]);
            race(start[0], result[1]);
        }
    }
    (void)close(start[0]);
    (void)close(start[1]);
    (void)close(result[1]);
    for (size_t i = 0; i < RACERS; i++) {
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(racers[i], &status, 0), racers[i]);
        CU_ASSERT_EQUAL(status, 0);
    }
    unsigned char first[KEY_BYTES];
    CU_ASSERT_EQUAL_FATAL(read(result[0], first, sizeof first), (ssize_t)sizeof first);
    for (size_t i = 1; i < RACERS; i++) {
        unsigned char key[KEY_BYTES];
        CU_ASSERT_EQUAL_FATAL(read(result[0], key, sizeof key), (ssize_t)sizeof key);
        CU_ASSERT_EQUAL(memcmp(key, first, sizeof key), 0);
    }
    (void)close(result[0]);
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    (void)unlink(path);
}

static void test_rotation(void) {
    enum { DAY = 86400, NOW = 1800000000 };
    struct key_ring first;
    struct key_ring ring;
    struct key_ring read;
    CU_ASSERT_TRUE_FATAL(key_ring_load_or_create(path, 0600, &first));
    CU_ASSERT_EQUAL(first.count, 1);
    CU_ASSERT_TRUE(key_ring_rotate(path, 0600, NOW, 10 * DAY, &ring));
    CU_ASSERT_EQUAL_FATAL(ring.count, 2);
    CU_ASSERT_EQUAL(memcmp(ring.keys[1], first.keys[0], KEY_BYTES), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(ring.keys[0], first.keys[0], KEY_BYTES), 0);
    CU_ASSERT_TRUE(key_ring_load_or_create(path, 0600, &read));
    CU_ASSERT_EQUAL(memcmp(&ring, &read, sizeof ring), 0);
    CU_ASSERT_TRUE(key_ring_rotate(path, 0600, NOW + 9 * DAY, 10 * DAY, &ring));
    CU_ASSERT_EQUAL(ring.count, 3); /* the first was replaced nine days ago */
    CU_ASSERT_TRUE(key_ring_rotate(path, 0600, NOW + 11 * DAY, 10 * DAY, &ring));
    CU_ASSERT_EQUAL(ring.count, 3); /* eleven days ago: it has gone */
    CU_ASSERT_EQUAL(ring.made_at[2], NOW);
    for (int i = 0; i < 2 * KEYS_MAX; i++) {
        CU_ASSERT_TRUE(key_ring_rotate(path, 0600, NOW + 11 * DAY, 10 * DAY, &ring));
    }
    CU_ASSERT_EQUAL(ring.count, KEYS_MAX);
    unsigned char key[KEY_BYTES];
    CU_ASSERT_FALSE(key_load_or_create(path, 0600, key)); /* a ring is no plain key */
    char other[80];
    (void)snprintf(other, sizeof other, "%s.new", path);
    put(other, 1, 0600);
    CU_ASSERT_FALSE(key_ring_rotate(path, 0600, NOW, 10 * DAY, &ring)); /* somebody else is at it */
    (void)unlink(other);
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    put(path, 41, 0600);
    CU_ASSERT_FALSE(key_ring_rotate(path, 0600, NOW, 10 * DAY, &ring));
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    (void)unlink(path);
}

void key_suite(void) {
    static CU_TestInfo tests[] = {
        { "a key is made once, with its mode whatever the umask", test_made_once },
        { "a key of another length, or open to others, is refused", test_bad_files },
        { "what is no file is refused, and nothing is left behind", test_no_file },
        { "programs that start at once agree on one key", test_racers_agree },
        { "a new key signs, and the others go when their tokens are over", test_rotation },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "key", init, clean, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
