#include "ws/listener.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[40];
static char path[64];
static int saved_stderr;

/* A folder of its own, and silence: refusals are logged. */
static void set_up(void) {
    (void)snprintf(folder, sizeof folder, "/tmp/debt-listener-XXXXXX");
    const bool made = mkdtemp(folder) != NULL;
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    saved_stderr = dup(STDERR_FILENO);
    assert(made && null >= 0 && saved_stderr >= 0);
    (void)made;
    (void)dup2(null, STDERR_FILENO);
    (void)close(null);
    (void)snprintf(path, sizeof path, "%s/relay.sock", folder);
}

static void tear_down(void) {
    (void)dup2(saved_stderr, STDERR_FILENO);
    (void)close(saved_stderr);
    (void)unlink(path);
    (void)rmdir(folder);
}

static bool can_connect(void) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = connect(client, (const struct sockaddr *)&address, sizeof address) == 0;
    (void)close(client);
    return connected;
}

static void test_open_and_close(void) {
    struct listener listener;
    struct stat status;
    set_up();
    CU_ASSERT_TRUE_FATAL(listener_open(&listener, path));
    CU_ASSERT_TRUE(can_connect());
    CU_ASSERT_EQUAL(stat(path, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 07777, 0660);
    listener_close(&listener);
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    listener_close(&listener);
    tear_down();
}

static void test_stale_socket_is_replaced(void) {
    struct listener dead;
    struct listener listener;
    set_up();
    CU_ASSERT_TRUE_FATAL(listener_open(&dead, path));
    (void)close(dead.socket); /* as kill -9 leaves it */
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    CU_ASSERT_TRUE(listener_open(&listener, path));
    CU_ASSERT_TRUE(can_connect());
    listener_close(&listener);
    tear_down();
}

static void test_living_listener_is_left_alone(void) {
    struct listener listener;
    struct listener second;
    set_up();
    CU_ASSERT_TRUE_FATAL(listener_open(&listener, path));
    CU_ASSERT_FALSE(listener_open(&second, path));
    CU_ASSERT_EQUAL(second.socket, -1);
    CU_ASSERT_TRUE(can_connect());
    listener_close(&second);
    CU_ASSERT_TRUE(can_connect());
    listener_close(&listener);
    tear_down();
}

/* Nobody is refused there, only asked to wait. */
static void test_busy_listener_is_left_alone(void) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct listener listener;
    int waiting[8];
    size_t count = 0;
    set_up();
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int busy = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL(bind(busy, (const struct sockaddr *)&address, sizeof address), 0);
    CU_ASSERT_EQUAL(listen(busy, 0), 0);
    for (bool connected = true; connected && count < sizeof waiting / sizeof waiting[0]; count++) {
        waiting[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        connected = connect(waiting[count], (const struct sockaddr *)&address, sizeof address) == 0;
    }
    CU_ASSERT_TRUE(count < sizeof waiting / sizeof waiting[0]);
    CU_ASSERT_FALSE(listener_open(&listener, path));
    while (count > 0) {
        (void)close(waiting[--count]);
    }
    (void)close(busy);
    tear_down();
}

static void test_only_its_own_file_is_removed(void) {
    struct listener listener;
    struct listener successor;
    set_up();
    CU_ASSERT_TRUE_FATAL(listener_open(&listener, path));
    (void)unlink(path);
    CU_ASSERT_TRUE_FATAL(listener_open(&successor, path));
    listener_close(&listener);
    CU_ASSERT_TRUE(can_connect());
    listener_close(&successor);
    tear_down();
}

static void test_what_cannot_be(void) {
    struct listener listener;
    char nowhere[96];
    char too_long[200];
    set_up();
    const int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    (void)close(file);
    CU_ASSERT_FALSE(listener_open(&listener, path));
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    (void)snprintf(nowhere, sizeof nowhere, "%s/nowhere/relay.sock", folder);
    CU_ASSERT_FALSE(listener_open(&listener, nowhere));
    (void)snprintf(too_long, sizeof too_long, "%s/%0150d", folder, 0);
    CU_ASSERT_FALSE(listener_open(&listener, too_long));
    tear_down();
}

static void test_limit(void) {
    struct rlimit saved;
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &saved), 0);
    struct rlimit soft = { .rlim_cur = 64, .rlim_max = saved.rlim_max };
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &soft), 0);
    CU_ASSERT_EQUAL(listener_raise_limit(100), 100);
    CU_ASSERT_EQUAL(getrlimit(RLIMIT_NOFILE, &soft), 0);
    CU_ASSERT_EQUAL(soft.rlim_cur, saved.rlim_max);
    if (saved.rlim_max != RLIM_INFINITY) {
        CU_ASSERT_TRUE(listener_raise_limit((size_t)saved.rlim_max) < saved.rlim_max);
    }
    (void)setrlimit(RLIMIT_NOFILE, &saved);
}

void listener_suite(void) {
    static CU_TestInfo tests[] = {
        { "a socket of mode 0660, removed at the end", test_open_and_close },
        { "a stale socket is replaced", test_stale_socket_is_replaced },
        { "a living listener is left alone", test_living_listener_is_left_alone },
        { "a listener that is busy is left alone", test_busy_listener_is_left_alone },
        { "only its own file is removed", test_only_its_own_file_is_removed },
        { "another file, no folder, a long path", test_what_cannot_be },
        { "the limit of open files is raised and told", test_limit },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "listener", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
