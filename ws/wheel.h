/* A timer wheel: any number of timers, each armed, moved and disarmed at constant cost. */
#ifndef WS_WHEEL_H
#define WS_WHEEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

enum {
    WHEEL_SLOTS = 512,
    WHEEL_TICK_MS = 50, /* a timer is up to this much late */
};

/* Lives in its owner; all zero: not armed. */
struct timer {
    TAILQ_ENTRY(timer) in_slot;
    int64_t due_ms;
    unsigned slot;
    bool armed;
};

TAILQ_HEAD(timer_list, timer);

struct wheel {
    struct timer_list slots[WHEEL_SLOTS];
    int64_t tick; /* the first that was not worked off */
};

/* Times are milliseconds of one clock that never goes back. */
void wheel_init(struct wheel *wheel, int64_t now_ms);

/* Arms the timer, or moves it, to go off at due_ms, and not before the next tick. */
void wheel_arm(struct wheel *wheel, struct timer *timer, int64_t due_ms);

/* Nothing happens to a timer that is not armed. */
void wheel_disarm(struct wheel *wheel, struct timer *timer);

/* Disarms and returns a timer that is due, or NULL: call it until then. */
struct timer *wheel_expired(struct wheel *wheel, int64_t now_ms);

/* When to look again: milliseconds from now_ms to the next timer, 0 for one that is due, -1 for none. */
int64_t wheel_wait_ms(const struct wheel *wheel, int64_t now_ms);

#endif
