/* What debtctl verify does, for commands that need its word. */
#ifndef CTL_VERIFY_H
#define CTL_VERIFY_H

#include "database.h"

/* Verifies the ledgers of all accounts, and prints what is wrong and a last line. STATUS_REFUSED if anything
 * is, STATUS_DATABASE if they could not be read, which it has then said. */
__attribute__((warn_unused_result)) enum status verify_ledgers(struct database *database);

#endif
