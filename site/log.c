#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *log_program = "debt-tracker";

static const char *const level_names[] = {
    [LOG_ERROR] = "error",
    [LOG_WARNING] = "warning",
    [LOG_INFO] = "info",
};

void log_init(const char *program) {
    log_program = program;
}

/* What snprintf wrote into `room` bytes, given what it returned. */
static size_t written(int returned, size_t room) {
    if (returned < 0) {
        return 0;
    }
    return (size_t)returned < room ? (size_t)returned : room - 1;
}

static bool is_control(char c) {
    return (unsigned char)c < 0x20 || c == 0x7f;
}

void log_line(enum log_level level, const char *format, ...) {
    const int saved_errno = errno;
    char line[LOG_LINE_BYTES];
    size_t length =
        written(snprintf(line, sizeof line, "%s %s[%ld] ", level_names[level], log_program, (long)getpid()),
                sizeof line);

    va_list arguments;
    va_start(arguments, format);
    length +=
        written(vsnprintf(line + length, sizeof line - length, format, arguments), sizeof line - length);
    va_end(arguments);

    for (size_t i = 0; i < length; i++) {
        if (is_control(line[i])) {
            line[i] = ' ';
        }
    }
    line[length] = '\n'; /* in place of the NUL */
    while (write(STDERR_FILENO, line, length + 1) < 0 && errno == EINTR) {
    }
    errno = saved_errno;
}
