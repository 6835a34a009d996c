/* The command line of one command: its options as its entry declares them, and its operands. */
#ifndef CTL_OPTIONS_H
#define CTL_OPTIONS_H

#include "command.h"

#include <stddef.h>

/* Reads argv[0..argc), what stands behind the command's name: --name, --name=value or --name value, and
 * operands, in any order;
 * `--` ends the options. The operands are moved to the front of argv, and *call (but its settings) is filled;
 * its texts point into argv. Returns false, and a sentence in `why` (at most why_bytes), if anything is not
 * as declared. */
__attribute__((warn_unused_result)) bool options_read(const struct command *command, int argc, char *argv[],
                                                      struct call *call, char *why, size_t why_bytes);

#endif
