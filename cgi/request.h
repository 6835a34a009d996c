/* A request as nginx hands it over: its FastCGI parameters, and a body that is read when a route asks for it.
 */
#ifndef CGI_REQUEST_H
#define CGI_REQUEST_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads up to `bytes` bytes of the body; fewer only at its end, 0 behind it. */
typedef size_t body_reader(void *connection, char *memory, size_t bytes);

struct request {
    char *const *parameters; /* "NAME=value", NULL at the end */
    const char *method;
    const char *path;  /* decoded by nginx, without the query */
    const char *query; /* as it was sent, without the question mark; "" if there is none */
    bool head_only;    /* HEAD */
    body_reader *reader;
    void *connection; /* handed to the reader */
    const char *body; /* after request_read_body() */
    size_t body_bytes;
};

/* `parameters` must outlive the request. */
void request_init(struct request *request, char *const *parameters, body_reader *reader, void *connection);

/* The value of a FastCGI parameter; of a header as HTTP_NAME. NULL if it was not sent. */
const char *request_parameter(const struct request *request, const char *name);

/* What the query gives for `name`, as it was sent: it ends with the query or at an ampersand. NULL if it
 * gives nothing. For what must be known before the route's parameters are read. */
const char *request_query_text(const struct request *request, const char *name);

/* Whether the client sends no body, or an empty one. */
bool request_has_no_body(const struct request *request);

enum body_verdict {
    BODY_READ,      /* body and body_bytes are set; the text has a NUL behind it */
    BODY_TOO_LARGE, /* more than bytes_max, or than the arena can give */
    BODY_BROKEN,    /* CONTENT_LENGTH is no number, or less came than it says */
};

/* Reads exactly CONTENT_LENGTH bytes. */
__attribute__((warn_unused_result)) enum body_verdict
request_read_body(struct request *request, struct arena *arena, size_t bytes_max);

/* Reads and drops what is left of the body, up to a bound. */
void request_drain(struct request *request);

/* Whether Content-Type says JSON in UTF-8 and no Content-Encoding says otherwise. */
bool request_is_json(const struct request *request);

/* The token of "Authorization: Bearer …"; NULL if there is none. */
const char *request_bearer_token(const struct request *request);

/* The client's address, as nginx saw it; NULL if nothing told. */
const char *request_address(const struct request *request);

/* Writes User-Agent as the label of a device: valid UTF-8 of one line, at most 200 characters. NULL if
 * nothing is left. */
const char *request_device(const struct request *request, struct arena *arena);

#endif
