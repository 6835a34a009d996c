/* What debtctl verify does, for commands that need its word. */
#ifndef CTL_VERIFY_H
#define CTL_VERIFY_H

#include "database.h"

/* Verifies the ledgers of the `count` accounts in `names`, all with none, and prints what is wrong and a last
 * line. STATUS_REFUSED if anything is. */
__attribute__((warn_unused_result)) enum status verify_ledgers(struct database *database, int count,
                                                               char *const names[]);

#endif
