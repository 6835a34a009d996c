#include "ctl/password_prompt.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Calls password_read on `bytes`, with what it says to stderr in `said`. */
static bool read_from(const char *bytes, size_t count, char password[PASSWORD_TEXT_BYTES], char said[256]) {
    FILE *const was = stderr;
    char copy[2 * PASSWORD_TEXT_BYTES] = "";
    memcpy(copy, bytes, count);
    FILE *in = fmemopen(copy, count > 0 ? count : 1, "r");
    memset(said, 0, 256);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    stderr = fmemopen(said, 255, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(stderr);
    if (count == 0) {
        (void)getc(in);
    }
    const bool good = password_read(in, password);
    (void)fclose(stderr);
    stderr = was;
    (void)fclose(in);
    return good;
}

static void test_read(void) {
    static const struct {
        const char *line, *password;
    } cases[] = {
        { "correct horse\n", "correct horse" },
        { "correct horse", "correct horse" },
        { " with blanks \t\r\n", " with blanks \t\r" },
        { "first line\nsecond line\n", "first line" },
        { "ünïcödésé\xf0\x9f\x90\x8e\n", "ünïcödésé\xf0\x9f\x90\x8e" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char password[PASSWORD_TEXT_BYTES];
        char said[256];
        CU_ASSERT_TRUE(read_from(cases[i].line, strlen(cases[i].line), password, said));
        CU_ASSERT_STRING_EQUAL(password, cases[i].password);
        CU_ASSERT_STRING_EQUAL(said, "");
    }
}

static void test_refused(void) {
    static const struct {
        const char *bytes;
        size_t count;
        const char *complaint;
    } cases[] = {
        { "", 0, "no password on standard input" },
        { "\n", 1, "10 to 1024 characters" },
        { "123456789\n", 10, "10 to 1024 characters" },
        { "ünïcödéxy\n", 14, "10 to 1024 characters" },
        { "not utf-8 \xff\n", 12, "not UTF-8" },
        { "a NUL \0 in it\n", 14, "no password on standard input" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char password[PASSWORD_TEXT_BYTES];
        char said[256];
        CU_ASSERT_FALSE(read_from(cases[i].bytes, cases[i].count, password, said));
        CU_ASSERT_PTR_NOT_NULL(strstr(said, cases[i].complaint));
    }
}

static void test_length(void) {
    char line[PASSWORD_TEXT_BYTES + 100];
    char password[PASSWORD_TEXT_BYTES];
    char said[256];
    for (size_t i = 0; i + 4 < sizeof line; i += 4) {
        memcpy(line + i, "\xf0\x9f\x90\x8e", 5); /* the longest characters there are */
    }
    CU_ASSERT_TRUE(read_from(line, (size_t)PASSWORD_CHARACTERS_MAX * 4, password, said));
    CU_ASSERT_EQUAL(strlen(password), (size_t)PASSWORD_CHARACTERS_MAX * 4);
    CU_ASSERT_FALSE(read_from(line, ((size_t)PASSWORD_CHARACTERS_MAX + 1) * 4, password, said));
    CU_ASSERT_FALSE(read_from(line, strlen(line), password, said));
}

/* A terminal, and behind it a process that asks there for a password: its exit status is 0 if it got
 * `wanted`. */
struct session {
    pid_t process;
    int terminal;
    char seen[1024]; /* what came to the screen */
    size_t length;
};

static struct session start(const char *wanted) {
    struct session session = { .length = 0 };
    session.process = forkpty(&session.terminal, NULL, NULL, NULL);
    CU_ASSERT_FATAL(session.process >= 0);
    if (session.process == 0) {
        char password[PASSWORD_TEXT_BYTES];
        _exit(password_prompt(password) && strcmp(password, wanted) == 0 ? 0 : 1);
    }
    return session;
}

/* Reads from the screen until `text` stands there, or all has ended. */
static bool see(struct session *session, const char *text) {
    while (strstr(session->seen, text) == NULL) {
        struct pollfd ready = { .fd = session->terminal, .events = POLLIN };
        const size_t room = sizeof session->seen - 1 - session->length;
        if (room == 0 || poll(&ready, 1, 20000) != 1) {
            (void)kill(session->process, SIGKILL); /* it hangs: let the test fail */
            return false;
        }
        const ssize_t count = read(session->terminal, session->seen + session->length, room);
        if (count <= 0) {
            return false; /* EIO: the other side is closed */
        }
        session->length += (size_t)count;
    }
    return true;
}

static void type(const struct session *session, const char *text) {
    CU_ASSERT_EQUAL(write(session->terminal, text, strlen(text)), (ssize_t)strlen(text));
}

static int end(struct session *session) {
    int status = -1;
    CU_ASSERT_FALSE(see(session, "\n\nnever"));
    CU_ASSERT_EQUAL(waitpid(session->process, &status, 0), session->process);
    (void)close(session->terminal);
    return status;
}

static void test_prompt(void) {
    struct session session = start("correct horse");
    CU_ASSERT_TRUE(see(&session, "Password: "));
    type(&session, "correct horse\n");
    CU_ASSERT_TRUE(see(&session, "The same again: "));
    type(&session, "correct horse\n");
    CU_ASSERT_EQUAL(end(&session), 0);
    CU_ASSERT_PTR_NULL(strstr(session.seen, "horse"));
}

static void test_prompt_twice(void) {
    struct session session = start("correct horse");
    CU_ASSERT_TRUE(see(&session, "Password: "));
    type(&session, "correct horse\n");
    CU_ASSERT_TRUE(see(&session, "The same again: "));
    type(&session, "correct house\n");
    CU_ASSERT_EQUAL(WEXITSTATUS(end(&session)), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(session.seen, "two different passwords"));
}

static void test_prompt_refuses(void) {
    struct session session = start("");
    CU_ASSERT_TRUE(see(&session, "Password: "));
    type(&session, "short\n");
    CU_ASSERT_EQUAL(WEXITSTATUS(end(&session)), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(session.seen, "10 to 1024 characters"));
    CU_ASSERT_PTR_NULL(strstr(session.seen, "again"));
}

static void test_prompt_ends(void) {
    struct session closed = start("");
    CU_ASSERT_TRUE(see(&closed, "Password: "));
    type(&closed, "\x04"); /* Ctrl-D: end of file */
    CU_ASSERT_EQUAL(WEXITSTATUS(end(&closed)), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(closed.seen, "no password was given"));

    struct session interrupted = start("");
    CU_ASSERT_TRUE(see(&interrupted, "Password: "));
    type(&interrupted, "\x03"); /* Ctrl-C */
    const int status = end(&interrupted);
    CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

void password_prompt_suite(void) {
    static CU_TestInfo tests[] = {
        { "the first line of standard input", test_read },
        { "what cannot be a password is refused", test_refused },
        { "the longest password", test_length },
        { "at a terminal: asked twice, not shown", test_prompt },
        { "at a terminal: two different answers", test_prompt_twice },
        { "at a terminal: refused before it is asked again", test_prompt_refuses },
        { "at a terminal: end of file and interrupt", test_prompt_ends },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "password_prompt", NULL, NULL, NULL, NULL, tests },
                                    CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
