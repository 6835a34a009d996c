/* Log lines on stderr: `level program[pid] message`, one write(2) each, so that lines of several processes do
 * not mix. Control characters are replaced; a line is cut at LOG_LINE_BYTES. Never pass a token, password or
 * personal datum. */
#ifndef SITE_LOG_H
#define SITE_LOG_H

enum { LOG_LINE_BYTES = 1024 };

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO };

/* Names the program in later lines; `program` must outlive them. */
void log_init(const char *program);

__attribute__((format(printf, 2, 3))) void log_line(enum log_level level, const char *format, ...);

#endif
