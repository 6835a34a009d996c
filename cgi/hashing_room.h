/* Who may have a password hashed, where not everybody can.
 *
 * Hashing takes tens of milliseconds of a worker, on purpose, and anybody may ask for it. So a worker's time
 * is shared out: strangers have a part of it together, and those whose device or network the account knows a
 * part of the same size, which no flood of strangers can take from them; one account has a small part of
 * that, so that nobody can take the others' by accounts of their own. What is counted is time, not tries: on
 * a machine that is busy a hash takes longer, and fewer are begun.
 *
 * Each part fills at its rate, up to a few hashes' worth, and is spent by those who are let in.
 */
#ifndef CGI_HASHING_ROOM_H
#define CGI_HASHING_ROOM_H

#include "site/uuid.h"

#include <stdint.h>

enum { HASHING_ACCOUNTS = 64 };

#define SECOND_NS INT64_C(1000000000)

/* What is left of a part, as it was at a time. In nanoseconds; less than 0: the last one took longer. */
struct hashing_share {
    int64_t left, at;
};

struct hashing_room {
    int64_t percent; /* of a worker's time, for each of the two parts */
    struct hashing_share strangers, known;
    struct {
        char id[UUID_TEXT_BYTES];
        struct hashing_share share;
    } accounts[HASHING_ACCOUNTS]; /* that were let in last; of others the share is whole */
    int64_t entered;              /* when who is inside was let in */
    struct hashing_share *charged[2];
};

/* All parts are full. `percent` is 1 to 100, and `now` whatever clock goes on evenly (nanoseconds). */
void hashing_room_init(struct hashing_room *room, long percent, int64_t now);

/* Lets one in and returns 0; or returns in how many whole seconds there will be room. `account` is whose
 * device or network it is that asks; NULL: a stranger. Who finds the part of those who are known empty may
 * have of the strangers'. */
__attribute__((warn_unused_result)) long hashing_room_enter(struct hashing_room *room, const char *account,
                                                            int64_t now);

/* Who was let in has done: what it took is taken off. Does nothing if nobody was. */
void hashing_room_leave(struct hashing_room *room, int64_t now);

#endif
