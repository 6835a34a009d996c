/* A ticket opens one stream: for a client that can send neither a header nor a cookie with its handshake.
 *
 * Text form: the ledger's 32 hexadecimal digits and 32 random bytes in base64url. The database keeps its
 * SHA-256, for STREAM_TICKET_SECONDS or until it is used.
 */
#ifndef CGI_STREAM_TICKET_H
#define CGI_STREAM_TICKET_H

#include "exchange.h"

#include <stdbool.h>

enum { STREAM_TICKET_SECONDS = 30 };

/* Whether the query of a WebSocket handshake has a ticket, good or not. */
bool stream_ticket_is_sent(const struct request *request);

/* Uses the ticket of the query up: fills ledger and session of exchange->session. Returns false, the response
 * being made (401, or 503), if it was used before, has expired, or is none. */
__attribute__((warn_unused_result)) bool stream_ticket_take(struct exchange *exchange);

#endif
