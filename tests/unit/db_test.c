#include "cgi/db.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/debt-db-test-XXXXXX";
static char *kept_host;
static struct settings settings;

static int init(void) {
    settings_init(&settings);
    settings.database_timeout_ms = 100;
    settings.statement_timeout_ms = 100;
    const char *host = getenv("PGHOST");
    kept_host = host == NULL ? NULL : strdup(host);
    return mkdtemp(folder) != NULL && setenv("PGHOST", folder, 1) == 0 && setenv("PGPORT", "5432", 1) == 0
               ? 0
               : -1;
}

static int release(void) {
    if (kept_host != NULL) {
        (void)setenv("PGHOST", kept_host, 1);
    } else {
        (void)unsetenv("PGHOST");
    }
    free(kept_host);
    return rmdir(folder);
}

static void expect_unavailable(struct db *db) {
    const char *const none[] = { NULL };
    struct db_result result;
    CU_ASSERT_EQUAL(db_call(db, STATEMENT_GET_HEALTH, none, true, &result), DB_UNAVAILABLE);
    CU_ASSERT_PTR_NULL(result.columns[ANSWER_BODY]);
    CU_ASSERT_PTR_NULL(result.sqlstate);
    db_clear(db);
}

static void test_no_server(void) {
    struct db *db = db_new(&settings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    expect_unavailable(db);
    expect_unavailable(db);
    db_free(db);
}

/* Listens where a PostgreSQL would, so that whoever connects waits. */
static int listen_silently(struct sockaddr_un *address) {
    *address = (struct sockaddr_un) { .sun_family = AF_UNIX };
    (void)snprintf(address->sun_path, sizeof address->sun_path, "%s/.s.PGSQL.5432", folder);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_TRUE_FATAL(listener >= 0);
    CU_ASSERT_EQUAL_FATAL(bind(listener, (const struct sockaddr *)address, sizeof *address), 0);
    CU_ASSERT_EQUAL_FATAL(listen(listener, 8), 0);
    return listener;
}

static void test_a_silent_server_is_given_up(void) {
    struct sockaddr_un address;
    const int listener = listen_silently(&address);
    struct db *db = db_new(&settings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    expect_unavailable(db); /* the test would hang if it were not */
    expect_unavailable(db); /* the attempt that goes on is still silent */
    (void)close(listener);
    (void)unlink(address.sun_path);
    expect_unavailable(db); /* and now it has gone */
    db_free(db);
}

static void test_a_server_that_talks_nonsense(void) {
    struct sockaddr_un address;
    const int listener = listen_silently(&address);
    const pid_t child = fork();
    if (child == 0) {
        const int peer = accept(listener, NULL, NULL);
        const ssize_t sent = write(peer, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
        _exit(sent == 28 ? 0 : 1);
    }
    struct db *db = db_new(&settings);
    CU_ASSERT_PTR_NOT_NULL_FATAL(db);
    expect_unavailable(db);
    db_free(db);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    (void)close(listener);
    (void)unlink(address.sun_path);
}

void db_suite(void) {
    static CU_TestInfo tests[] = {
        { "no server", test_no_server },
        { "a silent server is given up", test_a_silent_server_is_given_up },
        { "a server that talks nonsense", test_a_server_that_talks_nonsense },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "db", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
