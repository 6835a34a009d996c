/* One request and its answer, with all that a handler may use. */
#ifndef CGI_EXCHANGE_H
#define CGI_EXCHANGE_H

#include "arena.h"
#include "db.h"
#include "device_token.h"
#include "etag.h"
#include "hashing_room.h"
#include "parameters.h"
#include "request.h"
#include "response.h"
#include "site/key.h"
#include "site/password.h"
#include "site/settings.h"
#include "site/token.h"
#include "site/uuid.h"

#include <json-c/json.h>
#include <sys/stat.h>

struct route;
struct exchange;

/* Of an answer that is sent in pieces. */
enum piece {
    PIECE_READ,   /* response.body is the next one */
    PIECE_NONE,   /* the last one was the last */
    PIECE_FAILED, /* there is none, and the answer is not whole */
};

/* What a worker has for all its life. */
struct worker {
    const struct settings *settings;
    struct db *db;
    struct token_keys token_keys;
    struct stat token_key_file; /* as it was when they were read */
    struct token_cache token_cache;
    struct hashing_room hashing_room;
    unsigned char grant_key[KEY_BYTES];
    unsigned char challenge_key[KEY_BYTES]; /* of passkeys */
};

/* What the headers say about what the client has. */
struct conditions {
    struct none_match none_match;
    char key[UUID_TEXT_BYTES]; /* the Idempotency-Key; "": none */
    char if_match[24];         /* a version; "": none */
};

struct exchange {
    struct worker *worker;
    struct arena *arena; /* of everything below but the JSON objects and the database's results */
    struct request request;
    struct response response;
    const struct route *route;
    char id[UUID_TEXT_BYTES];     /* of the path's {id} */
    struct token_claims session;  /* where the route needs one */
    bool cookies;                 /* its tokens are in the browser's cookies, or are to be kept there */
    struct device_token device;   /* where somebody signs in; empty: the browser is not known */
    const char *refresh_token;    /* where the route needs one; not looked at yet */
    struct parameters parameters; /* of the query */
    struct json_object *body;     /* where the route declares fields */
    struct conditions conditions;
    struct db_call call; /* of the route's statement */
    bool call_is_left;   /* to be made together with others' */
    /* Sets response.body to the piece behind the one that was sent; NULL: the body is whole. */
    enum piece (*next_piece)(struct exchange *exchange);
    const char *place; /* of the next piece; NULL: there is none */
};

#endif
