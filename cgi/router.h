/* Routes are declared, in the file of their noun, and enforced here: method, session, media type, size of the
 * body, parameters and fields. Most need no code beyond that: their answer is what their statement says. */
#ifndef CGI_ROUTER_H
#define CGI_ROUTER_H

#include "exchange.h"
#include "fields.h"
#include "statements.h"

#include <stdbool.h>

enum access {
    ACCESS_SESSION =
        0,          /* an access token: a bearer's, or the cookie's in a request of the site's own pages */
    ACCESS_OPEN,    /* nobody is asked */
    ACCESS_SIGN_IN, /* nobody is asked; cookies are not set for another site's page */
    ACCESS_REFRESH, /* as ACCESS_SIGN_IN, with a refresh token: the body's, or the cookie's as above */
    ACCESS_STREAM, /* as ACCESS_SESSION, and only nginx itself may ask (DEBT_INTERNAL), about a WebSocket: its
                      cookie counts with the exact Origin, and a ticket of its query is used up */
};

/* How a statement is called. `query` is the JSON object of the parameters, `body` the request's own JSON, or
 * for a route without fields the object of its parameters. */
enum shape {
    SHAPE_READ = 0,   /* (ledger, session, if_none_match, query) */
    SHAPE_READ_ITEM,  /* (ledger, session, if_none_match, query, id) */
    SHAPE_WRITE,      /* (ledger, session, key, body) */
    SHAPE_WRITE_ITEM, /* (ledger, session, key, body, id, if_match) */
    SHAPE_REPLACE,    /* (ledger, session, body, if_match): of what is there once, and no event tells of */
};

struct route {
    const char *method; /* GET answers HEAD too; NULL ends a table */
    const char *path;   /* may have one segment {id}, a lower-case UUID */
    enum statement statement;
    enum shape shape;
    enum access access;
    int status;                         /* of success with a body; 0: 200 */
    const char *location;               /* of what was created: this, followed by its id; NULL: no Location */
    const struct parameter *parameters; /* NULL: none known */
    const struct field *fields;         /* NULL: there is no body, and one that is sent is not looked at */
    bool body_optional;                 /* none means {} */
    size_t body_bytes_max;              /* 0: the setting */
    bool no_store;                      /* never kept by a cache, and without an ETag */
    /* Rules about several parameters, or several fields, at once; NULL: none. */
    void (*check_parameters)(const struct parameters *parameters, struct faults *faults);
    void (*check_body)(struct json_object *body, struct faults *faults);
    /* Fills the response; NULL: the statement is called by its shape. */
    void (*handle)(struct exchange *exchange);
};

/* The tables of all nouns; NULL at the end. */
extern const struct route *const route_tables[];

/* The route for a method and path, whose {id} is written to `id`. `internal`: nginx itself asks. NULL if the
 * path is unknown, or, with *allowed set, if it knows other methods only: then *allowed is the value of
 * Allow, in the arena. */
const struct route *router_match(const char *method, const char *path, bool internal, struct arena *arena,
                                 char id[UUID_TEXT_BYTES], const char **allowed);

/* Finds the route of a request. Returns false if exchange->response is the answer: 404, 405, or what OPTIONS
 * is told. */
__attribute__((warn_unused_result)) bool router_find(struct exchange *exchange);

/* Answers a request whose route is found: exchange->response is filled. Or returns false: exchange->call may
 * be made together with others', by db_call_all(), and then router_answer() fills the response. */
__attribute__((warn_unused_result)) bool router_serve(struct exchange *exchange);

/* Makes the answer of what exchange->call has returned. */
void router_answer(struct exchange *exchange);

/* Calls the route's statement with arguments of the handler's own, and answers; or leaves the call to be
 * made, so that the arguments of a statement that `shares` must live as long as the exchange. `repeatable`: a
 * call whose answer was lost may be made again. */
void router_call_with(struct exchange *exchange, const char *const arguments[], bool repeatable);

/* Makes a response of a call that brought no row. */
void router_respond_failure(struct exchange *exchange, enum db_outcome outcome,
                            const struct db_result *result);

/* Gives back what does not live in the arena. */
void exchange_release(struct exchange *exchange);

#endif
