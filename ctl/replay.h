/* A replay: a ledger's events folded anew, into temporary tables of this session, in batches that commit.
 * What becomes of it is the caller's: operator.swap_replay or operator.compare_replay ends it. */
#ifndef CTL_REPLAY_H
#define CTL_REPLAY_H

#include "database.h"

/* Folds the events of `ledger` (a UUID) as far as they go, showing `what` as progress. Sets *reached to the
 * seq that it has come to. Returns false, after the error was reported, if the database fails. */
__attribute__((warn_unused_result)) bool replay(struct database *database, const char *ledger,
                                                const char *what, long long *reached);

#endif
