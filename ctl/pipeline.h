/* Other programs, started without a shell and joined by pipes; debtctl stands between or behind them. What
 * cannot be started or does not end well is reported here, on stderr, beside what the program itself said.
 */
#ifndef CTL_PIPELINE_H
#define CTL_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct part {
    const char *name;
    pid_t pid; /* 0: it does not run */
};

enum { PIPELINE_NOTHING = -1 }; /* as input: none; as output: counted and dropped */

/* From now on SIGINT, SIGTERM and SIGHUP end pipeline_pump() instead of debtctl, so that it can tidy up; and
 * what cannot be written is an error, not a signal. */
void pipeline_init(void);

/* Whether one of those signals has come. */
bool pipeline_is_interrupted(void);

/* Makes a pipe: ends[0] to read from, ends[1] to write to. No program inherits them but by
 * part_start(). */
__attribute__((warn_unused_result)) bool pipeline_open(int ends[2]);

/* Closes *file if it is open (>= 0), and sets it to -1. */
void pipeline_close(int *file);

/* Starts arguments[0], looked for in PATH, on these files. They stay open here as well. */
__attribute__((warn_unused_result)) bool part_start(struct part *part, const char *const arguments[], int in,
                                                    int out);

/* Waits for its end. Whether that was exit status 0; true for one that does not run. */
__attribute__((warn_unused_result)) bool part_end(struct part *part);

/* Ends it by SIGTERM, in silence. */
void part_stop(struct part *part);

/* Moves everything from one file to another, counting in *bytes and showing `what` as progress. Returns
 * false if a signal came, or, after it has said so, if it cannot be read or written: `where` names the
 * target. */
__attribute__((warn_unused_result)) bool pipeline_pump(int from, int to, const char *where, const char *what,
                                                       uint64_t *bytes);

/* Writes the whole text; whether that worked. */
__attribute__((warn_unused_result)) bool pipeline_write(int to, const char *text);

#endif
