/* The relay's one connection to PostgreSQL: it listens to the doorbell and asks one query at a time, and
 * never waits. Lost, or silent for too long, it is made again, with a pause that grows to a second.
 *
 * The owner waits until database_socket() is ready for what database_wants_output() tells, or until
 * database_due_ms(), and then calls database_advance() until there is nothing new.
 */
#ifndef WS_DATABASE_H
#define WS_DATABASE_H

#include "query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;

struct database_settings {
    int64_t timeout_ms; /* for connecting, until the first query can be asked */
    size_t page_events; /* of each item of a QUERY_READ; see hub_settings */
    size_t page_bytes;
};

/* Not connected; the first database_advance() begins. NULL if memory is short. */
struct database *database_new(const struct database_settings *settings);

void database_free(struct database *database);

enum database_news {
    DATABASE_NOTHING,
    DATABASE_CONNECTED, /* listening: queries can be asked */
    DATABASE_RANG,      /* database_bell() tells what */
    DATABASE_ANSWERED,  /* database_row() gives the rows, until the next call of database_advance() */
    DATABASE_FAILED,    /* the query in flight will not be answered; database_blames() */
};

/* Goes on with whatever is going on. `ready`: something was seen at the socket since the last call. */
enum database_news database_advance(struct database *database, bool ready, int64_t now_ms);

/* Payload of the doorbell; valid until the next call of database_advance(). */
const char *database_bell(const struct database *database);

/* Whether the query that failed is to blame, not the weather. */
bool database_blames(const struct database *database);

/* Whether a query can be asked: connected, and none in flight. */
bool database_is_idle(const struct database *database);

/* Asks `query`, which must stay as it is until it was answered or failed. */
void database_ask(struct database *database, const struct query *query, int64_t now_ms);

/* The row of that index of the answer; its texts are valid as long as the answer is. Returns false beyond the
 * last row. */
bool database_row(const struct database *database, size_t index, struct answer_row *row);

/* -1 while there is none. It may become another one in any call of database_advance(). */
int database_socket(const struct database *database);
bool database_wants_output(const struct database *database);

/* The time of the next deadline or attempt; -1: none. */
int64_t database_due_ms(const struct database *database);

#endif
