/* An answer, put together in the request's arena and sent in one piece. */
#ifndef CGI_RESPONSE_H
#define CGI_RESPONSE_H

#include "buffer.h"

#include <stdbool.h>

struct response {
    struct arena *arena;
    int status;
    const char *media_type; /* of the body */
    const char *problem;    /* of a refusal: its code */
    const char *body;       /* NULL: none. Lives as long as it is not sent. */
    size_t body_bytes;
    bool in_pieces; /* the body is only its first piece: its length is not known */
    bool failed;    /* its body could not be put together: there was no memory left */
    bool validated; /* it has an ETag and is a GET's: may be kept, and is asked for again before it is used */
    bool token_sent;     /* the request carried an access token */
    struct buffer lines; /* further header lines, each with its CRLF */
};

void response_init(struct response *response, struct arena *arena);

/* Takes back what was set since response_init(), token_sent excepted. */
void response_clear(struct response *response);

/* Adds a header line. Control characters in `value` are left out: no value can end its line. */
void response_header(struct response *response, const char *name, const char *value);

/* Sets a JSON body of the given status. The body is not copied. */
void response_json(struct response *response, int status, const char *body, size_t body_bytes);

/* The same with a text that was put together; `failed` is taken over from it. */
void response_json_buffer(struct response *response, int status, const struct buffer *body);

/* Appends the header block as a FastCGI responder gives it (RFC 3875 §6: a Status line first), with the empty
 * line that ends it. */
void response_write_head(const struct response *response, struct buffer *head);

/* Whether a body is sent: not to HEAD, and not with 204 and 304. */
bool response_has_body(const struct response *response, bool to_head);

#endif
