/* How far a long command is: one line on stderr, written again and again, if that is a terminal. */
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

/* `what` is being done to number `done` of `count`. */
void progress_show(const char *what, size_t done, size_t count);

/* The same where nobody knows how much it will be. */
void progress_bytes(const char *what, uint64_t done);

/* Takes the line away, before other lines are printed. */
void progress_clear(void);

#endif
