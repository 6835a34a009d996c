#include "wheel.h"

#include <stddef.h>

void wheel_init(struct wheel *wheel, int64_t now_ms) {
    for (size_t i = 0; i < WHEEL_SLOTS; i++) {
        TAILQ_INIT(&wheel->slots[i]);
    }
    wheel->tick = now_ms / WHEEL_TICK_MS;
}

void wheel_arm(struct wheel *wheel, struct timer *timer, int64_t due_ms) {
    wheel_disarm(wheel, timer);
    /* Rounded up. A due time beyond one turn waits in the farthest slot, and is filed again from there. */
    int64_t tick = (due_ms + WHEEL_TICK_MS - 1) / WHEEL_TICK_MS;
    if (tick <= wheel->tick) {
        tick = wheel->tick + 1;
    } else if (tick >= wheel->tick + WHEEL_SLOTS) {
        tick = wheel->tick + WHEEL_SLOTS - 1;
    }
    timer->due_ms = due_ms;
    timer->slot = (unsigned)(tick % WHEEL_SLOTS);
    timer->armed = true;
    TAILQ_INSERT_TAIL(&wheel->slots[timer->slot], timer, in_slot);
}

void wheel_disarm(struct wheel *wheel, struct timer *timer) {
    if (timer->armed) {
        TAILQ_REMOVE(&wheel->slots[timer->slot], timer, in_slot);
        timer->armed = false;
    }
}

struct timer *wheel_expired(struct wheel *wheel, int64_t now_ms) {
    while (wheel->tick * WHEEL_TICK_MS <= now_ms) {
        struct timer *timer = TAILQ_FIRST(&wheel->slots[wheel->tick % WHEEL_SLOTS]);
        if (timer == NULL) {
            wheel->tick++;
        } else if (timer->due_ms > now_ms) {
            wheel_arm(wheel, timer, timer->due_ms);
        } else {
            wheel_disarm(wheel, timer);
            return timer;
        }
    }
    return NULL;
}

int64_t wheel_wait_ms(const struct wheel *wheel, int64_t now_ms) {
    for (int64_t tick = wheel->tick; tick < wheel->tick + WHEEL_SLOTS; tick++) {
        if (!TAILQ_EMPTY(&wheel->slots[tick % WHEEL_SLOTS])) {
            const int64_t wait_ms = tick * WHEEL_TICK_MS - now_ms;
            return wait_ms > 0 ? wait_ms : 0;
        }
    }
    return -1;
}
