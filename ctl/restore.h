/* Restoring a backup into a database that is dropped again. (debtctl restore is in the same file.) */
#ifndef CTL_RESTORE_H
#define CTL_RESTORE_H

#include "command.h"

/* Restores the file `from` into a new database, verifies all ledgers there, and drops it. The running
 * database is not touched. Reports what is wrong. */
__attribute__((warn_unused_result)) enum status restore_verify(const char *from, const char *identity);

#endif
