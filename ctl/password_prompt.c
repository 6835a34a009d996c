#include "password_prompt.h"

#include "site/utf8.h"

#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static bool is_acceptable(const char *password) {
    const size_t bytes = strlen(password);
    if (!utf8_is_valid(password, bytes)) {
        (void)fputs("debtctl: the password is not UTF-8\n", stderr);
        return false;
    }
    const size_t characters = utf8_characters(password, bytes);
    if (characters < PASSWORD_CHARACTERS_MIN || characters > PASSWORD_CHARACTERS_MAX) {
        (void)fprintf(stderr, "debtctl: a password has %d to %d characters\n", PASSWORD_CHARACTERS_MIN,
                      PASSWORD_CHARACTERS_MAX);
        return false;
    }
    return true;
}

/* Reads a line into password, as much of it as there is room for. Returns false if there is none, it holds a
 * NUL, or a signal came. */
static bool read_line(FILE *in, char password[PASSWORD_TEXT_BYTES]) {
    size_t length = 0;
    int c = getc(in);
    bool good = c != EOF;
    for (; c != EOF && c != '\n'; c = getc(in)) {
        good = good && c != '\0';
        if (length < PASSWORD_TEXT_BYTES - 1) {
            password[length++] = (char)c;
        }
    }
    password[length] = '\0';
    return good && ferror(in) == 0;
}

bool password_read(FILE *in, char password[PASSWORD_TEXT_BYTES]) {
    if (!read_line(in, password)) {
        (void)fputs("debtctl: no password on standard input\n", stderr);
        return false;
    }
    return is_acceptable(password);
}

static volatile sig_atomic_t caught;

static void catch (int signal) {
    caught = signal;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

enum { SIGNALS = sizeof signals / sizeof signals[0] };

/* Asks once. The terminal's echo is off meanwhile. Signals are blocked but while this waits, so that none can
 * come unnoticed before the wait begins; `unblocked` is the mask that lets them in. */
static bool ask(int terminal, FILE *in, const sigset_t *unblocked, const char *question,
                char password[PASSWORD_TEXT_BYTES]) {
    struct termios was;
    if (tcgetattr(terminal, &was) != 0) {
        return false;
    }
    struct termios silent = was;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &silent) != 0) {
        return false;
    }
    (void)dprintf(terminal, "%s: ", question);
    struct pollfd answer = { .fd = terminal, .events = POLLIN };
    const bool read = ppoll(&answer, 1, NULL, unblocked) == 1 && read_line(in, password);
    (void)tcsetattr(terminal, TCSAFLUSH, &was);
    (void)dprintf(terminal, "\n");
    if (!read && caught == 0) {
        (void)fputs("debtctl: no password was given\n", stderr);
    }
    return read;
}

/* Asks twice, with the signals caught, and ends as they want it once the terminal is as it was. */
static bool ask_twice(int terminal, FILE *in, char password[PASSWORD_TEXT_BYTES]) {
    static char again[PASSWORD_TEXT_BYTES];
    const struct sigaction catching = { .sa_handler = catch };
    struct sigaction was[SIGNALS];
    sigset_t blocked;
    sigset_t unblocked;
    caught = 0;
    (void)sigemptyset(&blocked);
    for (size_t i = 0; i < SIGNALS; i++) {
        (void)sigaddset(&blocked, signals[i]);
        (void)sigaction(signals[i], &catching, &was[i]);
    }
    (void)sigprocmask(SIG_BLOCK, &blocked, &unblocked);
    const bool answered = ask(terminal, in, &unblocked, "Password", password) && is_acceptable(password) &&
                          ask(terminal, in, &unblocked, "The same again", again);
    (void)sigprocmask(SIG_SETMASK, &unblocked, NULL); /* the handler sees what is still pending */
    for (size_t i = 0; i < SIGNALS; i++) {
        (void)sigaction(signals[i], &was[i], NULL);
    }
    if (caught != 0) {
        (void)raise(caught);
    }
    const bool same = answered && strcmp(password, again) == 0;
    sodium_memzero(again, sizeof again);
    if (answered && !same) {
        (void)fputs("debtctl: these were two different passwords\n", stderr);
    }
    return same && caught == 0;
}

bool password_prompt(char password[PASSWORD_TEXT_BYTES]) {
    FILE *in = fopen("/dev/tty", "r+e");
    if (in == NULL) {
        (void)fputs("debtctl: there is no terminal to ask for the password at: use --password-stdin\n",
                    stderr);
        return false;
    }
    const bool answered = ask_twice(fileno(in), in, password);
    (void)fclose(in);
    return answered;
}

enum status password_hash_new(const struct settings *settings, const char *username, bool from_stdin,
                              char hash[PASSWORD_HASH_BYTES]) {
    static char password[PASSWORD_TEXT_BYTES];
    const struct password_cost cost = { .memory_kib = settings->password_memory_kib,
                                        .passes = settings->password_passes };
    enum status status = STATUS_DONE;
    if (!(from_stdin ? password_read(stdin, password) : password_prompt(password))) {
        status = STATUS_REFUSED;
    } else if (password_is_common(password) || password_is_a_name(password, username)) {
        (void)fputs("debtctl: the password is one of those that are tried first\n", stderr);
        status = STATUS_REFUSED;
    } else if (!password_hash(password, cost, hash)) {
        (void)fprintf(stderr,
                      "debtctl: hashing the password takes %ld KiB, and there is not so much memory\n",
                      cost.memory_kib);
        status = STATUS_REFUSED;
    }
    sodium_memzero(password, sizeof password);
    return status;
}
