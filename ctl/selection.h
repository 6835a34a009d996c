/* The ledgers that a command is about: those of the accounts it names, or all. */
#ifndef CTL_SELECTION_H
#define CTL_SELECTION_H

#include "command.h"
#include "database.h"
#include "site/uuid.h"

#include <stddef.h>

struct selected {
    char id[UUID_TEXT_BYTES];
    char *username;
};

struct selection {
    struct selected *ledgers;
    size_t count;
};

/* Finds the ledgers of the `count` accounts in `names`; with no name, those of all accounts. STATUS_REFUSED
 * if there is no such account, STATUS_DATABASE if asking failed; it has then said so, and *selection is
 * empty.
 */
__attribute__((warn_unused_result)) enum status
selection_init(struct selection *selection, struct database *database, int count, char *const names[]);

void selection_release(struct selection *selection);

/* What a command does for ledgers; its status is the command's. */
typedef enum status selection_work(struct database *database, const struct selection *selection);

/* Does `work` for what selection_init() finds; returns its status, or that of selection_init(). */
__attribute__((warn_unused_result)) enum status selection_do(struct database *database, int count,
                                                             char *const names[], selection_work *work);

/* A command that is about ledgers: does `work`, on a connection of its own, for those of the accounts that
 * the call names, or for all if it has the option --all (the one of that number). STATUS_USAGE if it has both
 * or neither, STATUS_DATABASE without a connection; it has then said so. */
__attribute__((warn_unused_result)) enum status selection_command(const struct call *call, size_t all_option,
                                                                  selection_work *work);

#endif
