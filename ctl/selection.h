/* The ledgers that a command is about: those of the accounts it names, or all. */
#ifndef CTL_SELECTION_H
#define CTL_SELECTION_H

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

/* Whether the call names either --all (the option of that number) or accounts; says so if not. */
__attribute__((warn_unused_result)) bool selection_is_named(const struct call *call, size_t all_option);

#endif
