/* What debtctl migrate does, for commands that end with it. */
#ifndef CTL_MIGRATE_H
#define CTL_MIGRATE_H

#include "command.h"

/* Whether the files that it runs are where they should be; says so if not. */
__attribute__((warn_unused_result)) enum status migrate_check(const struct call *call);

/* Brings the database to the state that the files describe. */
__attribute__((warn_unused_result)) enum status migrate_run(const struct call *call);

#endif
