/* The connections to nginx: libfcgi behind a narrow door. Many may be kept open, on the listening socket that
 * is file descriptor 0; each carries one request at a time, and they are served in the order in which they
 * announce them. */
#ifndef CGI_FASTCGI_H
#define CGI_FASTCGI_H

#include <stdbool.h>
#include <stddef.h>

struct fastcgi;

/* Takes over file descriptor 0. stop_descriptor: can be read when the worker is to end; it stays the
 * caller's, and open. Returns NULL, after logging why, if descriptor 0 is no listening socket. */
__attribute__((warn_unused_result)) struct fastcgi *fastcgi_new(int stop_descriptor);

/* Closes what is open and frees; NULL is allowed. */
void fastcgi_free(struct fastcgi *fastcgi);

enum fastcgi_arrival {
    ARRIVAL_REQUEST,
    ARRIVAL_NONE,   /* another worker was faster, or the peer has gone; wait again */
    ARRIVAL_FAILED, /* the socket cannot be used any more; logged */
};

/* One connection; it carries one request at a time. */
struct fastcgi_connection;

/* Waits until requests announce themselves, on the socket or on connections that are kept, and writes up to
 * `most` of those connections to `arrived`. Returns their number; 0 when the worker is to end, or waiting has
 * failed, which is logged. Each is to be accepted, and what is accepted to be finished or broken off, before
 * the next call. */
__attribute__((warn_unused_result)) size_t fastcgi_wait(struct fastcgi *fastcgi,
                                                        struct fastcgi_connection *arrived[], size_t most);

/* Takes the request that has announced itself. Does not wait for one. */
__attribute__((warn_unused_result)) enum fastcgi_arrival
fastcgi_accept(struct fastcgi *fastcgi, struct fastcgi_connection *connection);

/* The parameters of the request: "NAME=value", NULL at the end. They live until fastcgi_finish(). */
char *const *fastcgi_parameters(const struct fastcgi_connection *connection);

/* Reads up to `bytes` bytes of the body of a request; fewer only at its end. Of type body_reader. */
size_t fastcgi_read(void *connection, char *memory, size_t bytes);

/* Writes to the answer. A client that has gone is no error. */
void fastcgi_write(struct fastcgi_connection *connection, const char *text, size_t bytes);

/* Breaks the answer off: the connection is closed without an end of the request, so that nginx tells the
 * client that it is not whole. */
void fastcgi_break(struct fastcgi_connection *connection);

/* Ends the answer: the client has it all. The connection is kept where nginx asked for that
 * (fastcgi_keep_conn). */
void fastcgi_finish(struct fastcgi *fastcgi, struct fastcgi_connection *connection);

#endif
