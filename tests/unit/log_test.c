#include "site/log.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What was written to stderr, as the reads of a pipe gave it: one write, one read. */
static int saved_stderr;
static int reader;

static void capture(void) {
    int ends[2];
    saved_stderr = dup(STDERR_FILENO);
    const bool ready = saved_stderr >= 0 && pipe2(ends, O_CLOEXEC | O_DIRECT) == 0 &&
                       dup2(ends[1], STDERR_FILENO) == STDERR_FILENO;
    assert(ready);
    (void)ready;
    (void)close(ends[1]);
    reader = ends[0];
}

/* The next packet as a string. */
static size_t packet(char *text, size_t room) {
    const ssize_t count = read(reader, text, room - 1);
    text[count > 0 ? count : 0] = '\0';
    return count > 0 ? (size_t)count : 0;
}

static void release(void) {
    const int descriptor = dup2(saved_stderr, STDERR_FILENO);
    assert(descriptor == STDERR_FILENO);
    (void)descriptor;
    (void)close(saved_stderr);
    (void)close(reader);
}

static void test_form(void) {
    char line[2 * LOG_LINE_BYTES];
    char wanted[64];
    capture();
    log_init("debt-test");
    errno = ENOSPC;
    log_line(LOG_ERROR, "disk %d is %s", 3, "full");
    const int error_after = errno;
    (void)packet(line, sizeof line);
    log_line(LOG_WARNING, "w");
    log_line(LOG_INFO, "i");
    (void)snprintf(wanted, sizeof wanted, "error debt-test[%ld] disk 3 is full\n", (long)getpid());
    CU_ASSERT_STRING_EQUAL(line, wanted);
    CU_ASSERT_EQUAL(error_after, ENOSPC);
    (void)packet(line, sizeof line);
    (void)snprintf(wanted, sizeof wanted, "warning debt-test[%ld] w\n", (long)getpid());
    CU_ASSERT_STRING_EQUAL(line, wanted);
    (void)packet(line, sizeof line);
    (void)snprintf(wanted, sizeof wanted, "info debt-test[%ld] i\n", (long)getpid());
    CU_ASSERT_STRING_EQUAL(line, wanted);
    release();
}

static void test_control_characters(void) {
    char line[2 * LOG_LINE_BYTES];
    capture();
    log_line(LOG_INFO, "a\nerror fake[1] b\r\t\x1b[31m\x7f é");
    (void)packet(line, sizeof line);
    release();
    CU_ASSERT_PTR_NOT_NULL(strstr(line, "] a error fake[1] b   [31m  é\n"));
    CU_ASSERT_PTR_EQUAL(strchr(line, '\n'), line + strlen(line) - 1);
}

static void test_long_line(void) {
    char message[3 * LOG_LINE_BYTES];
    char line[2 * LOG_LINE_BYTES];
    memset(message, 'x', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    capture();
    log_line(LOG_INFO, "%s", message);
    const size_t count = packet(line, sizeof line);
    release();
    CU_ASSERT_EQUAL(count, LOG_LINE_BYTES);
    CU_ASSERT_EQUAL(line[count - 1], '\n');
    CU_ASSERT_EQUAL(line[count - 2], 'x');
}

void log_suite(void) {
    static CU_TestInfo tests[] = {
        { "level, program, process and message; errno is kept", test_form },
        { "control characters are replaced, so that a line cannot pose as two", test_control_characters },
        { "a line is cut, and still ends", test_long_line },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "log", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
