#include "ws/database.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Without a server: none there, or one that accepts and says nothing. What a real one answers is tested with
 * the whole stack. */

enum { TIMEOUT_MS = 1500 };

static char folder[40];
static char path[64];
static struct database *database;
static int saved_stderr;

static void set_up(void) {
    const struct database_settings settings = { .timeout_ms = TIMEOUT_MS,
                                                .page_events = 10,
                                                .page_bytes = 1000 };
    (void)snprintf(folder, sizeof folder, "/tmp/debt-database-XXXXXX");
    const bool made = mkdtemp(folder) != NULL && setenv("PGHOST", folder, 1) == 0 &&
                      setenv("PGPORT", "5432", 1) == 0 && unsetenv("PGSERVICE") == 0;
    assert(made);
    (void)made;
    (void)snprintf(path, sizeof path, "%s/.s.PGSQL.5432", folder);
    database = database_new(&settings);
    assert(database != NULL);
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    saved_stderr = dup(STDERR_FILENO);
    (void)dup2(null, STDERR_FILENO);
    (void)close(null);
}

static void tear_down(void) {
    (void)dup2(saved_stderr, STDERR_FILENO);
    (void)close(saved_stderr);
    database_free(database);
    (void)unlink(path);
    (void)rmdir(folder);
    (void)unsetenv("PGHOST");
    (void)unsetenv("PGPORT");
}

static void test_pauses_grow_to_a_second(void) {
    int64_t now_ms = 100;
    int64_t last_ms = 0;
    set_up();
    for (int i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(database_advance(database, false, now_ms), DATABASE_NOTHING);
        CU_ASSERT_FALSE(database_is_idle(database));
        CU_ASSERT_EQUAL(database_socket(database), -1);
        const int64_t pause_ms = database_due_ms(database) - now_ms;
        CU_ASSERT_TRUE(pause_ms > 0 && pause_ms >= last_ms && pause_ms <= 1000);
        CU_ASSERT_EQUAL(database_advance(database, false, now_ms + pause_ms - 1), DATABASE_NOTHING);
        CU_ASSERT_EQUAL(database_due_ms(database), now_ms + pause_ms); /* nothing was tried yet */
        now_ms += pause_ms;
        last_ms = pause_ms;
    }
    CU_ASSERT_EQUAL(last_ms, 1000);
    tear_down();
}

static void test_silent_server(void) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    set_up();
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL(bind(server, (const struct sockaddr *)&address, sizeof address), 0);
    CU_ASSERT_EQUAL(listen(server, 1), 0);

    CU_ASSERT_EQUAL(database_advance(database, false, 100), DATABASE_NOTHING);
    CU_ASSERT_TRUE_FATAL(database_socket(database) >= 0);
    CU_ASSERT_TRUE(database_wants_output(database));
    CU_ASSERT_EQUAL(database_due_ms(database), 100 + TIMEOUT_MS);
    CU_ASSERT_EQUAL(database_advance(database, true, 101), DATABASE_NOTHING);
    while (database_wants_output(database)) {
        struct pollfd writable = { .fd = database_socket(database), .events = POLLOUT };
        CU_ASSERT_EQUAL_FATAL(poll(&writable, 1, -1), 1);
        CU_ASSERT_EQUAL(database_advance(database, true, 101), DATABASE_NOTHING);
    }
    CU_ASSERT_EQUAL(database_advance(database, false, 100 + TIMEOUT_MS - 1), DATABASE_NOTHING);
    CU_ASSERT_TRUE(database_socket(database) >= 0);
    CU_ASSERT_EQUAL(database_advance(database, false, 100 + TIMEOUT_MS), DATABASE_NOTHING);
    CU_ASSERT_EQUAL(database_socket(database), -1);
    CU_ASSERT_TRUE(database_due_ms(database) > 100 + TIMEOUT_MS);
    (void)close(server);
    tear_down();
}

void database_suite(void) {
    static CU_TestInfo tests[] = {
        { "without a server it tries again, with pauses up to a second", test_pauses_grow_to_a_second },
        { "a server that says nothing is given up", test_silent_server },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "database", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
