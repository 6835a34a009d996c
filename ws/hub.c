#include "hub.h"

#include "site/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    GREETING_MS = 5000, /* for the SUBSCRIBE line */
    WAITING_MS = 10000, /* for the database */
    CLOSING_MS = 2000,  /* for the error frame to be taken */
    NONCES_MIN = 65536,
    SOCKET_BUFFER_BYTES = 65536,
};

/* --- the clients ------------------------------------------------------------------------------------------
 */

bool hub_init(struct hub *hub, const struct hub_settings *settings, int64_t now_ms) {
    *hub = (struct hub) { .settings = *settings, .now_ms = now_ms };
    wheel_init(&hub->wheel, now_ms);
    nonces_init(&hub->nonces, NONCES_MIN + 4 * settings->streams_max);
    TAILQ_INIT(&hub->all);
    TAILQ_INIT(&hub->gone);
    TAILQ_INIT(&hub->opening);
    TAILQ_INIT(&hub->due);
    for (size_t i = 0; i < QUERY_OPEN_MAX; i++) {
        TAILQ_INIT(&hub->pages[i].sharers);
    }
    return ledgers_init(&hub->ledgers, settings->streams_max);
}

void hub_set_time(struct hub *hub, int64_t now_ms) {
    hub->now_ms = now_ms;
}

static struct subscriber_list *place_list(struct hub *hub, const struct subscriber *subscriber) {
    switch (subscriber->place) {
    case PLACE_OPENING:
        return &hub->opening;
    case PLACE_DUE:
        return &hub->due;
    case PLACE_ASKED:
        return &hub->pages[subscriber->asked_item].sharers;
    case PLACE_NONE:
        break;
    }
    return NULL;
}

/* Takes it out of the list it stands in, and puts it at the end of another. */
static void move(struct hub *hub, struct subscriber *subscriber, enum subscriber_place place) {
    struct subscriber_list *list = place_list(hub, subscriber);
    if (list != NULL) {
        TAILQ_REMOVE(list, subscriber, in_place);
    }
    subscriber->place = place;
    list = place_list(hub, subscriber);
    if (list != NULL) {
        TAILQ_INSERT_TAIL(list, subscriber, in_place);
    }
}

static void move_to_item(struct hub *hub, struct subscriber *subscriber, size_t item) {
    move(hub, subscriber, PLACE_NONE);
    subscriber->asked_item = item;
    move(hub, subscriber, PLACE_ASKED);
}

/* No longer anything to the database. */
static void withdraw(struct hub *hub, struct subscriber *subscriber) {
    move(hub, subscriber, PLACE_NONE);
    if (subscriber->ledger != NULL) {
        ledgers_leave(&hub->ledgers, subscriber);
    }
}

static void close_subscriber(struct hub *hub, struct subscriber *subscriber) {
    if (subscriber->state == SUBSCRIBER_GONE) {
        return;
    }
    withdraw(hub, subscriber);
    wheel_disarm(&hub->wheel, &subscriber->timer);
    (void)close(subscriber->socket); /* which takes it out of epoll too */
    subscriber->socket = -1;
    subscriber->state = SUBSCRIBER_GONE;
    TAILQ_REMOVE(&hub->all, subscriber, in_hub);
    TAILQ_INSERT_TAIL(&hub->gone, subscriber, in_hub);
    hub->stream_count--;
}

void hub_prune(struct hub *hub) {
    struct subscriber *subscriber = TAILQ_FIRST(&hub->gone);
    while (subscriber != NULL) {
        struct subscriber *next = TAILQ_NEXT(subscriber, in_hub);
        subscriber_free(subscriber);
        subscriber = next;
    }
    TAILQ_INIT(&hub->gone);
    ledgers_prune(&hub->ledgers);
}

void hub_release(struct hub *hub) {
    while (!TAILQ_EMPTY(&hub->all)) {
        close_subscriber(hub, TAILQ_FIRST(&hub->all));
    }
    hub_prune(hub);
    ledgers_release(&hub->ledgers);
    nonces_release(&hub->nonces);
    free(hub->frames);
    hub->frames = NULL;
}

/* --- what is sent to them ---------------------------------------------------------------------------------
 */

static void arm_timer(struct hub *hub, struct subscriber *subscriber) {
    int64_t due_ms = subscriber->deadline_ms;
    if (subscriber->state == SUBSCRIBER_STREAMING) {
        const int64_t slow_ms = subscriber->progress_ms + hub->settings.slow_consumer_ms;
        const bool waits = outbox_bytes(&subscriber->outbox) > 0;
        due_ms = waits && slow_ms < subscriber->heartbeat_ms ? slow_ms : subscriber->heartbeat_ms;
    }
    wheel_arm(&hub->wheel, &subscriber->timer, due_ms);
}

static bool watch(const struct hub *hub, struct subscriber *subscriber, int operation, bool output) {
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = subscriber };
    if (output) {
        event.events |= EPOLLOUT;
    }
    subscriber->watches_output = output;
    return epoll_ctl(hub->settings.epoll, operation, subscriber->socket, &event) == 0;
}

/* Does what the outbox's new state asks for. Returns false if the subscriber has gone. */
static bool settle(struct hub *hub, struct subscriber *subscriber, enum outbox_state state) {
    if (state == OUTBOX_BROKEN || (state == OUTBOX_EMPTY && subscriber->state == SUBSCRIBER_CLOSING)) {
        close_subscriber(hub, subscriber);
        return false;
    }
    const bool waits = state == OUTBOX_WAITING;
    if (waits != subscriber->watches_output && !watch(hub, subscriber, EPOLL_CTL_MOD, waits)) {
        close_subscriber(hub, subscriber);
        return false;
    }
    return true;
}

static bool send_frames(struct hub *hub, struct subscriber *subscriber, const char *frames, size_t bytes) {
    const size_t waiting = outbox_bytes(&subscriber->outbox);
    if (!settle(hub, subscriber, outbox_send(&subscriber->outbox, subscriber->socket, frames, bytes))) {
        return false;
    }
    if (waiting == 0 && outbox_bytes(&subscriber->outbox) > 0) {
        subscriber->progress_ms = hub->now_ms;
        arm_timer(hub, subscriber);
    }
    return true;
}

/* Says why, as the last frame, and closes once that was taken. What waits and was not begun is dropped: the
 * client asks for it again, from the last event that it has seen. */
static void end_subscriber(struct hub *hub, struct subscriber *subscriber, enum frame_error error) {
    if (subscriber->state == SUBSCRIBER_CLOSING || subscriber->state == SUBSCRIBER_GONE) {
        return;
    }
    withdraw(hub, subscriber);
    outbox_drop(&subscriber->outbox);
    subscriber->state = SUBSCRIBER_CLOSING;
    subscriber->deadline_ms = hub->now_ms + CLOSING_MS;
    char frame[FRAME_BYTES];
    if (send_frames(hub, subscriber, frame, frame_error(frame, error))) {
        arm_timer(hub, subscriber);
    }
}

void hub_end_all(struct hub *hub, enum frame_error error) {
    struct subscriber *subscriber = TAILQ_FIRST(&hub->all);
    while (subscriber != NULL) {
        struct subscriber *next = TAILQ_NEXT(subscriber, in_hub);
        end_subscriber(hub, subscriber, error);
        subscriber = next;
    }
}

/* --- the beginning of a stream ----------------------------------------------------------------------------
 */

static void refuse_connection(int socket) {
    char frame[FRAME_BYTES];
    const size_t bytes = frame_error(frame, FRAME_UNAVAILABLE);
    (void)send(socket, frame, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)close(socket);
}

void hub_accept(struct hub *hub, int socket) {
    struct subscriber *subscriber =
        hub->stream_count < hub->settings.streams_max ? subscriber_new(socket) : NULL;
    if (subscriber == NULL) {
        refuse_connection(socket);
        return;
    }
    /* A small one: what waits in the kernel is memory too, and hides that a reader is slow. */
    const int buffer_bytes = SOCKET_BUFFER_BYTES;
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes);
    TAILQ_INSERT_TAIL(&hub->all, subscriber, in_hub);
    hub->stream_count++;
    subscriber->deadline_ms = hub->now_ms + GREETING_MS;
    arm_timer(hub, subscriber);
    if (!watch(hub, subscriber, EPOLL_CTL_ADD, false)) {
        close_subscriber(hub, subscriber);
    }
}

/* Whether the grant holds; else which error to answer with. */
static bool verify_grant(struct hub *hub, struct subscriber *subscriber, enum frame_error *error) {
    struct grant grant;
    const int64_t now = (int64_t)time(NULL);
    *error = FRAME_UNAUTHENTICATED;
    if (grant_open(&grant, hub->settings.grant_key, subscriber->asked.grant, now) != GRANT_VALID) {
        return false;
    }
    const enum nonce_verdict verdict = nonces_take(&hub->nonces, grant.nonce, grant.expires_at, now);
    if (verdict != NONCE_NEW) {
        *error = verdict == NONCE_SEEN ? FRAME_UNAUTHENTICATED : FRAME_UNAVAILABLE;
        return false;
    }
    memcpy(subscriber->ledger_id, grant.ledger, sizeof subscriber->ledger_id);
    memcpy(subscriber->session, grant.session, sizeof subscriber->session);
    return true;
}

static void greet(struct hub *hub, struct subscriber *subscriber) {
    const enum subscribe_verdict verdict =
        subscribe_parse(&subscriber->asked, subscriber->line, subscriber->line_bytes);
    enum frame_error error = FRAME_UNAUTHENTICATED;
    if (verdict == SUBSCRIBE_MALFORMED || !verify_grant(hub, subscriber, &error)) {
        end_subscriber(hub, subscriber, error);
    } else if (verdict == SUBSCRIBE_INVALID) {
        end_subscriber(hub, subscriber, FRAME_INVALID_PARAMETER);
    } else {
        subscriber->state = SUBSCRIBER_WAITING;
        subscriber->deadline_ms = hub->now_ms + WAITING_MS;
        arm_timer(hub, subscriber);
        move(hub, subscriber, PLACE_OPENING);
    }
}

/* --- positions --------------------------------------------------------------------------------------------
 */

/* Puts it in the queue if it wants a page and can take one. */
static void consider(struct hub *hub, struct subscriber *subscriber) {
    if (subscriber->place == PLACE_NONE && subscriber_has_room(subscriber) &&
        subscriber->sent_seq < ledger_reach(subscriber->ledger)) {
        move(hub, subscriber, PLACE_DUE);
    }
}

/* The database tells that the ledger's newest event is `head`. */
static void learn_head(struct hub *hub, struct ledger *ledger, int64_t head) {
    if (head == ledger->head) {
        return;
    }
    ledger->head = head;
    struct subscriber *subscriber = TAILQ_FIRST(&ledger->subscribers);
    while (subscriber != NULL) {
        struct subscriber *next = TAILQ_NEXT(subscriber, in_ledger);
        if (subscriber->sent_seq > head) {
            end_subscriber(hub, subscriber, FRAME_DIVERGED);
        } else {
            consider(hub, subscriber);
        }
        subscriber = next;
    }
}

static void end_ledger(struct hub *hub, struct ledger *ledger, enum frame_error error) {
    struct subscriber *subscriber = TAILQ_FIRST(&ledger->subscribers);
    while (subscriber != NULL) {
        struct subscriber *next = TAILQ_NEXT(subscriber, in_ledger);
        end_subscriber(hub, subscriber, error);
        subscriber = next;
    }
}

/* The database tells where the ledger stands: in another epoch, all that was sent may not have happened. */
static void learn(struct hub *hub, struct ledger *ledger, const char *epoch, int64_t head) {
    if (strcmp(ledger->epoch, epoch) != 0) {
        end_ledger(hub, ledger, FRAME_DIVERGED);
        (void)snprintf(ledger->epoch, sizeof ledger->epoch, "%s", epoch);
        ledger->rung = 0;
    }
    learn_head(hub, ledger, head);
}

void hub_ring(struct hub *hub, const struct doorbell *doorbell) {
    struct ledger *ledger = ledgers_find(&hub->ledgers, doorbell->ledger);
    if (ledger == NULL || doorbell->head <= ledger_reach(ledger)) {
        return;
    }
    ledger->rung = doorbell->head;
    struct subscriber *subscriber = NULL;
    TAILQ_FOREACH(subscriber, &ledger->subscribers, in_ledger) {
        consider(hub, subscriber);
    }
}

/* --- asking the database ----------------------------------------------------------------------------------
 */

static struct query_item *add_item(struct query *query, const char *ledger) {
    struct query_item *item = &query->items[query->count++];
    memcpy(item->ledger, ledger, sizeof item->ledger);
    return item;
}

static void ask_open(struct hub *hub, size_t max) {
    struct query *query = &hub->query;
    while (query->count < max && !TAILQ_EMPTY(&hub->opening)) {
        struct subscriber *subscriber = TAILQ_FIRST(&hub->opening);
        move_to_item(hub, subscriber, query->count);
        struct query_item *item = add_item(query, subscriber->ledger_id);
        memcpy(item->session, subscriber->session, sizeof item->session);
    }
}

static void ask_sweep(struct hub *hub, size_t max) {
    struct query *query = &hub->query;
    while (hub->sweeping && query->count < max) {
        const struct subscriber *subscriber = ledgers_sweep_next(&hub->ledgers);
        if (subscriber == NULL) {
            break;
        }
        struct query_item *item = add_item(query, subscriber->ledger->id);
        memcpy(item->session, subscriber->session, sizeof item->session);
    }
}

/* One page for the first in the queue and for all who stand where it stands. */
static void ask_page(struct hub *hub, struct subscriber *first) {
    const size_t index = hub->query.count;
    struct ledger *ledger = first->ledger;
    hub->pages[index] = (struct page) {
        .ledger = ledger,
        .after = first->sent_seq,
        .last = first->sent_seq,
        .rung = ledger->rung,
    };
    TAILQ_INIT(&hub->pages[index].sharers);
    struct subscriber *subscriber = NULL;
    TAILQ_FOREACH(subscriber, &ledger->subscribers, in_ledger) {
        if (subscriber->place == PLACE_DUE && subscriber->sent_seq == first->sent_seq) {
            move_to_item(hub, subscriber, index);
        }
    }
    add_item(&hub->query, ledger->id)->after = first->sent_seq;
}

static void ask_read(struct hub *hub, size_t max) {
    while (hub->verified && hub->query.count < max && !TAILQ_EMPTY(&hub->due)) {
        ask_page(hub, TAILQ_FIRST(&hub->due));
    }
}

static const struct asker {
    enum query_kind kind;
    size_t max;
    void (*ask)(struct hub *hub, size_t max);
} askers[] = {
    { .kind = QUERY_OPEN, .max = QUERY_OPEN_MAX, .ask = ask_open },
    { .kind = QUERY_SWEEP, .max = QUERY_SWEEP_MAX, .ask = ask_sweep },
    { .kind = QUERY_READ, .max = QUERY_READ_MAX, .ask = ask_read },
};

enum { ASKERS = sizeof askers / sizeof askers[0] };

const struct query *hub_ask(struct hub *hub) {
    if (hub->sweeping && !hub->asking && hub->ledgers.sweep_next == NULL) {
        hub->sweeping = false; /* and all that was asked is answered */
        hub->verified = true;
    }
    for (unsigned i = 0; i < ASKERS && !hub->asking; i++) {
        const struct asker *asker = &askers[(hub->first_asker + i) % ASKERS];
        const bool single = hub->single_asks > 0 && asker->kind != QUERY_SWEEP;
        hub->query.kind = asker->kind;
        hub->query.count = 0;
        hub->page_item = 0;
        hub->frames_bytes = 0;
        asker->ask(hub, single ? 1 : asker->max);
        if (hub->query.count > 0) {
            hub->first_asker = (unsigned)(asker - askers) + 1;
            hub->single_asks -= single ? 1 : 0;
            hub->asking = true;
            return &hub->query;
        }
    }
    return NULL;
}

void hub_sweep(struct hub *hub) {
    if (!hub->sweeping) {
        hub->sweeping = true;
        ledgers_sweep_begin(&hub->ledgers);
    }
}

void hub_connected(struct hub *hub) {
    hub->verified = false;
    hub->sweeping = false;
    hub_sweep(hub);
}

/* --- what it answers --------------------------------------------------------------------------------------
 */

/* Heartbeats are spread out, even those of clients that came all at once. */
static int64_t first_heartbeat_ms(const struct hub *hub) {
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random) {
        random = (uint32_t)hub->stream_count * UINT32_C(2654435761);
    }
    return hub->now_ms + hub->settings.heartbeat_ms / 2 + random % (hub->settings.heartbeat_ms / 2 + 1);
}

static void start_stream(struct hub *hub, struct subscriber *subscriber, struct ledger *ledger) {
    const struct subscribe *asked = &subscriber->asked;
    ledgers_join(&hub->ledgers, ledger, subscriber);
    subscriber->state = SUBSCRIBER_STREAMING;
    subscriber->sent_seq = asked->has_after ? asked->after : ledger->head;
    subscriber->heartbeat_ms = first_heartbeat_ms(hub);
    arm_timer(hub, subscriber);
    char frame[FRAME_BYTES];
    if (send_frames(hub, subscriber, frame, frame_hello(frame, ledger->epoch, ledger->head))) {
        consider(hub, subscriber);
    }
}

static void take_open_row(struct hub *hub, const struct answer_row *row) {
    struct subscriber *subscriber = TAILQ_FIRST(&hub->pages[row->item].sharers);
    if (subscriber == NULL) {
        return; /* it has gone meanwhile */
    }
    move(hub, subscriber, PLACE_NONE);
    if (!row->alive || row->epoch == NULL) {
        end_subscriber(hub, subscriber, FRAME_SESSION_ENDED);
        return;
    }
    const struct subscribe *asked = &subscriber->asked;
    struct ledger *ledger = ledgers_find_or_add(&hub->ledgers, subscriber->ledger_id, row->epoch, row->head);
    if (ledger == NULL) {
        end_subscriber(hub, subscriber, FRAME_UNAVAILABLE);
        return;
    }
    learn(hub, ledger, row->epoch, row->head);
    if ((asked->epoch[0] != '\0' && strcmp(asked->epoch, row->epoch) != 0) ||
        (asked->has_after && asked->after > row->head)) {
        end_subscriber(hub, subscriber, FRAME_DIVERGED);
    } else {
        start_stream(hub, subscriber, ledger);
    }
}

static void end_session(struct hub *hub, struct ledger *ledger, const char *session) {
    struct subscriber *subscriber = TAILQ_FIRST(&ledger->subscribers);
    while (subscriber != NULL) {
        struct subscriber *next = TAILQ_NEXT(subscriber, in_ledger);
        if (strcmp(subscriber->session, session) == 0) {
            end_subscriber(hub, subscriber, FRAME_SESSION_ENDED);
        }
        subscriber = next;
    }
}

static void take_sweep_row(struct hub *hub, const struct answer_row *row) {
    const struct query_item *item = &hub->query.items[row->item];
    struct ledger *ledger = ledgers_find(&hub->ledgers, item->ledger);
    if (ledger == NULL) {
        return;
    }
    if (!row->alive) {
        end_session(hub, ledger, item->session);
    }
    if (row->epoch != NULL) {
        learn(hub, ledger, row->epoch, row->head);
    }
}

static bool make_frame_room(struct hub *hub, size_t event_bytes) {
    const size_t needed = hub->frames_bytes + event_bytes + FRAME_BYTES;
    if (needed <= hub->frames_room) {
        return true;
    }
    const size_t room = needed > 2 * hub->frames_room ? needed : 2 * hub->frames_room;
    char *frames = realloc(hub->frames, room);
    if (frames == NULL) {
        return false;
    }
    hub->frames = frames;
    hub->frames_room = room;
    return true;
}

/* An unusually large page leaves no memory behind. */
static void shrink_frames(struct hub *hub) {
    if (hub->frames_room > 2 * hub->settings.page_bytes) {
        free(hub->frames);
        hub->frames = NULL;
        hub->frames_room = 0;
    }
}

/* Whether the page ended because the log does. */
static bool is_short(const struct hub *hub, const struct page *page) {
    return page->events < hub->settings.page_events && page->event_bytes < hub->settings.page_bytes;
}

/* What a page tells of its ledger besides its events. */
static void learn_from_page(struct hub *hub, const struct page *page) {
    struct ledger *ledger = page->ledger;
    if (!is_short(hub, page)) {
        learn_head(hub, ledger, page->last > ledger->head ? page->last : ledger->head);
        return;
    }
    if (ledger->rung == page->rung) {
        ledger->rung = 0; /* it has been followed up, or was a lie */
    }
    learn_head(hub, ledger, page->last);
}

static void end_sharers(struct hub *hub, struct page *page) {
    struct subscriber *subscriber = NULL;
    while ((subscriber = TAILQ_FIRST(&page->sharers)) != NULL) {
        end_subscriber(hub, subscriber, page->error);
    }
}

/* Gives the page of that item, whose frames are composed, to those who share it. */
static void deliver(struct hub *hub, size_t item) {
    struct page *page = &hub->pages[item];
    if (TAILQ_EMPTY(&page->sharers)) {
        return;
    }
    if (page->failed) {
        end_sharers(hub, page);
        return;
    }
    learn_from_page(hub, page);
    struct subscriber *subscriber = NULL;
    while ((subscriber = TAILQ_FIRST(&page->sharers)) != NULL) {
        move(hub, subscriber, PLACE_NONE);
        subscriber->sent_seq = page->last;
        if (page->events == 0 || send_frames(hub, subscriber, hub->frames, hub->frames_bytes)) {
            consider(hub, subscriber);
        }
    }
}

/* Delivers the pages up to `item`, which is the next to be composed. */
static void turn_pages(struct hub *hub, size_t item) {
    while (hub->page_item < item) {
        deliver(hub, hub->page_item++);
        hub->frames_bytes = 0;
    }
}

static void fail_page(struct page *page, enum frame_error error) {
    page->failed = true;
    page->error = error;
}

static void take_read_row(struct hub *hub, const struct answer_row *row) {
    turn_pages(hub, row->item);
    struct page *page = &hub->pages[row->item];
    if (TAILQ_EMPTY(&page->sharers) || page->failed) {
        return;
    }
    if (row->seq != page->last + 1) {
        log_line(LOG_ERROR, "ledger %s: event %lld stands where %lld must be", page->ledger->id,
                 (long long)row->seq, (long long)page->last + 1);
        fail_page(page, FRAME_DIVERGED);
        return;
    }
    if (!make_frame_room(hub, row->event_bytes)) {
        fail_page(page, FRAME_UNAVAILABLE);
        return;
    }
    hub->frames_bytes += frame_event(hub->frames + hub->frames_bytes, row->seq, row->event, row->event_bytes);
    page->last = row->seq;
    page->events++;
    page->event_bytes += row->event_bytes;
}

void hub_take_row(struct hub *hub, const struct answer_row *row) {
    switch (hub->query.kind) {
    case QUERY_OPEN:
        take_open_row(hub, row);
        break;
    case QUERY_SWEEP:
        take_sweep_row(hub, row);
        break;
    case QUERY_READ:
        take_read_row(hub, row);
        break;
    }
}

void hub_answered(struct hub *hub) {
    if (hub->query.kind == QUERY_READ) {
        turn_pages(hub, hub->query.count);
        shrink_frames(hub);
    }
    hub->asking = false;
}

/* Back to where they came from, to be asked for again. */
static void give_back(struct hub *hub, struct page *page) {
    struct subscriber *subscriber = NULL;
    while ((subscriber = TAILQ_FIRST(&page->sharers)) != NULL) {
        move(hub, subscriber, subscriber->state == SUBSCRIBER_WAITING ? PLACE_OPENING : PLACE_DUE);
    }
}

void hub_failed(struct hub *hub, bool blamed) {
    hub->asking = false;
    hub->sweeping = false;
    if (hub->query.kind == QUERY_SWEEP) {
        return;
    }
    if (blamed && hub->query.count == 1) {
        fail_page(&hub->pages[0], FRAME_UNAVAILABLE);
        end_sharers(hub, &hub->pages[0]);
        return;
    }
    for (size_t i = 0; i < hub->query.count; i++) {
        give_back(hub, &hub->pages[i]);
    }
    hub->single_asks = blamed ? hub->query.count : hub->single_asks;
}

/* --- events and timers ------------------------------------------------------------------------------------
 */

static void handle_input(struct hub *hub, struct subscriber *subscriber) {
    switch (subscriber_read(subscriber)) {
    case INPUT_NONE:
        break;
    case INPUT_LINE:
        greet(hub, subscriber);
        break;
    case INPUT_TOO_LONG:
        end_subscriber(hub, subscriber, FRAME_UNAUTHENTICATED);
        break;
    case INPUT_END:
        close_subscriber(hub, subscriber);
        break;
    }
}

static void flush(struct hub *hub, struct subscriber *subscriber) {
    const size_t waiting = outbox_bytes(&subscriber->outbox);
    if (!settle(hub, subscriber, outbox_flush(&subscriber->outbox, subscriber->socket))) {
        return;
    }
    if (outbox_bytes(&subscriber->outbox) < waiting) {
        subscriber->progress_ms = hub->now_ms;
    }
    if (subscriber->state == SUBSCRIBER_STREAMING) {
        consider(hub, subscriber);
    }
}

void hub_handle(struct hub *hub, struct subscriber *subscriber, uint32_t events) {
    if (subscriber->state != SUBSCRIBER_GONE && (events & (EPOLLERR | EPOLLHUP)) != 0) {
        close_subscriber(hub, subscriber);
    }
    if (subscriber->state != SUBSCRIBER_GONE && (events & (EPOLLIN | EPOLLRDHUP)) != 0) {
        handle_input(hub, subscriber);
    }
    if (subscriber->state != SUBSCRIBER_GONE && (events & EPOLLOUT) != 0) {
        flush(hub, subscriber);
    }
}

/* The socket tells that it is writable only when it is nearly empty, so a reader that takes little looks like
 * one that takes nothing: what counts is whether it takes something now. */
static bool is_slow(struct hub *hub, struct subscriber *subscriber) {
    if (outbox_bytes(&subscriber->outbox) == 0 ||
        hub->now_ms < subscriber->progress_ms + hub->settings.slow_consumer_ms) {
        return false;
    }
    flush(hub, subscriber);
    return subscriber->state == SUBSCRIBER_STREAMING && outbox_bytes(&subscriber->outbox) > 0 &&
           hub->now_ms >= subscriber->progress_ms + hub->settings.slow_consumer_ms;
}

/* To one that has not read what it was sent, a heartbeat would say nothing new. */
static void beat(struct hub *hub, struct subscriber *subscriber) {
    if (hub->now_ms < subscriber->heartbeat_ms) {
        return;
    }
    subscriber->heartbeat_ms = hub->now_ms + hub->settings.heartbeat_ms;
    if (subscriber_has_room(subscriber)) {
        char frame[FRAME_BYTES];
        (void)send_frames(hub, subscriber, frame, frame_heartbeat(frame, subscriber->ledger->head));
    }
}

static void expire(struct hub *hub, struct subscriber *subscriber) {
    switch (subscriber->state) {
    case SUBSCRIBER_GREETING:
        end_subscriber(hub, subscriber, FRAME_UNAUTHENTICATED);
        break;
    case SUBSCRIBER_WAITING:
        end_subscriber(hub, subscriber, FRAME_UNAVAILABLE);
        break;
    case SUBSCRIBER_STREAMING:
        if (is_slow(hub, subscriber)) {
            end_subscriber(hub, subscriber, FRAME_SLOW_CONSUMER);
        } else if (subscriber->state == SUBSCRIBER_STREAMING) {
            beat(hub, subscriber);
        }
        if (subscriber->state == SUBSCRIBER_STREAMING) {
            arm_timer(hub, subscriber);
        }
        break;
    case SUBSCRIBER_CLOSING:
        close_subscriber(hub, subscriber);
        break;
    case SUBSCRIBER_GONE:
        break;
    }
}

void hub_expire(struct hub *hub) {
    struct timer *timer = NULL;
    while ((timer = wheel_expired(&hub->wheel, hub->now_ms)) != NULL) {
        expire(hub, (struct subscriber *)(void *)((char *)timer - offsetof(struct subscriber, timer)));
    }
}

int64_t hub_wait_ms(const struct hub *hub) {
    return wheel_wait_ms(&hub->wheel, hub->now_ms);
}
