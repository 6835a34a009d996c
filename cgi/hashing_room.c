#include "hashing_room.h"

#include <stdbool.h>
#include <string.h>

/* A class of pupils on their first day: some hundred hashes at once by the usual cost, and ten where a small
 * machine is busy. */
#define ROOM_NS (5 * SECOND_NS)

/* Of one account: some forty, and then one a second. */
#define ACCOUNT_NS (2 * SECOND_NS)
enum { ACCOUNT_PERCENT = 5 };

/* What is left at `now`, having filled since at `percent`. */
static void fill(struct hashing_share *share, int64_t whole, int64_t percent, int64_t now) {
    const int64_t missing = whole - share->left;
    const int64_t filled = (now - share->at) / 100 * percent;
    share->left = filled < missing ? share->left + filled : whole;
    share->at = now;
}

static long seconds_until_left(const struct hashing_share *share, int64_t percent) {
    const int64_t rate = SECOND_NS / 100 * percent;
    return (long)(1 - share->left / rate);
}

/* The share of an account; the one that was used longest ago is given away for it. */
static struct hashing_share *share_of(struct hashing_room *room, const char *account, int64_t now) {
    size_t oldest = 0;
    for (size_t i = 0; i < HASHING_ACCOUNTS; i++) {
        if (strcmp(room->accounts[i].id, account) == 0) {
            return &room->accounts[i].share;
        }
        if (room->accounts[i].share.at < room->accounts[oldest].share.at) {
            oldest = i;
        }
    }
    memcpy(room->accounts[oldest].id, account, UUID_TEXT_BYTES);
    room->accounts[oldest].share = (struct hashing_share) { .left = ACCOUNT_NS, .at = now };
    return &room->accounts[oldest].share;
}

void hashing_room_init(struct hashing_room *room, long percent, int64_t now) {
    const struct hashing_share whole = { .left = ROOM_NS, .at = now };
    *room = (struct hashing_room) { .percent = percent, .strangers = whole, .known = whole };
}

static void let_in(struct hashing_room *room, struct hashing_share *part, struct hashing_share *account,
                   int64_t now) {
    room->entered = now;
    room->charged[0] = part;
    room->charged[1] = account;
}

/* Whether who is known was let in. */
static bool enter_known(struct hashing_room *room, const char *account, int64_t now) {
    struct hashing_share *own = share_of(room, account, now);
    fill(own, ACCOUNT_NS, ACCOUNT_PERCENT, now);
    fill(&room->known, ROOM_NS, room->percent, now);
    if (own->left <= 0 || room->known.left <= 0) {
        return false;
    }
    let_in(room, &room->known, own, now);
    return true;
}

long hashing_room_enter(struct hashing_room *room, const char *account, int64_t now) {
    if (account != NULL && enter_known(room, account, now)) {
        return 0;
    }
    fill(&room->strangers, ROOM_NS, room->percent, now);
    if (room->strangers.left <= 0) {
        return seconds_until_left(&room->strangers, room->percent);
    }
    let_in(room, &room->strangers, NULL, now);
    return 0;
}

void hashing_room_leave(struct hashing_room *room, int64_t now) {
    for (size_t i = 0; i < sizeof room->charged / sizeof room->charged[0]; i++) {
        if (room->charged[i] != NULL) {
            room->charged[i]->left -= now - room->entered;
            room->charged[i] = NULL;
        }
    }
}
