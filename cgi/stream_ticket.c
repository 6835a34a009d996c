#include "stream_ticket.h"

#include "problem.h"
#include "routes.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    SECRET_BYTES = 32,
    SECRET_TEXT_BYTES = sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
    TICKET_CHARACTERS = UUID_HEX_CHARACTERS + SECRET_TEXT_BYTES - 1,
    HASH_TEXT_BYTES = REFRESH_TOKEN_HASH_TEXT_BYTES,
    NUMBER_BYTES = 24,
};

static const char *find_ticket(const struct request *request) {
    return request_query_text(request, "ticket");
}

bool stream_ticket_is_sent(const struct request *request) {
    return find_ticket(request) != NULL;
}

static bool refuse(struct exchange *exchange) {
    exchange->response.token_sent = true;
    problem_respond(&exchange->response, PROBLEM_UNAUTHENTICATED,
                    "The ticket is not valid, or was used before.", NULL);
    return false;
}

bool stream_ticket_take(struct exchange *exchange) {
    const char *sent = find_ticket(&exchange->request);
    char ticket[TICKET_CHARACTERS + 1];
    if (sent == NULL || strcspn(sent, "&") != TICKET_CHARACTERS) {
        return refuse(exchange);
    }
    memcpy(ticket, sent, TICKET_CHARACTERS);
    ticket[TICKET_CHARACTERS] = '\0';
    char hash[HASH_TEXT_BYTES];
    refresh_token_hash(ticket, hash);
    if (!uuid_from_hex(ticket, exchange->session.ledger)) {
        return refuse(exchange);
    }
    const char *const arguments[] = { exchange->session.ledger, hash };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_TAKE_STREAM_TICKET, arguments, false, &result);
    if (outcome == DB_EMPTY) {
        return refuse(exchange);
    }
    if (outcome != DB_ROW || result.columns[0] == NULL ||
        !uuid_normalise(result.columns[0], exchange->session.session)) {
        router_respond_failure(exchange, outcome, &result);
        return false;
    }
    return true;
}

static void handle_create_stream_ticket(struct exchange *exchange) {
    unsigned char secret[SECRET_BYTES];
    char ticket[TICKET_CHARACTERS + 1];
    char hash[HASH_TEXT_BYTES];
    char seconds[NUMBER_BYTES];
    randombytes_buf(secret, sizeof secret);
    uuid_to_hex(exchange->session.ledger, ticket);
    sodium_bin2base64(ticket + UUID_HEX_CHARACTERS, SECRET_TEXT_BYTES, secret, sizeof secret,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    refresh_token_hash(ticket, hash);
    (void)snprintf(seconds, sizeof seconds, "%d", STREAM_TICKET_SECONDS);
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, hash, seconds };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_CREATE_STREAM_TICKET, arguments, false, &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    struct buffer body;
    buffer_init(&body, exchange->arena);
    buffer_format(&body, "{\"ticket\":\"%s\",\"expires_in\":%d}", ticket, STREAM_TICKET_SECONDS);
    response_clear(&exchange->response);
    response_json_buffer(&exchange->response, 201, &body);
}

const struct route stream_ticket_routes[] = {
    { .method = "POST",
      .path = "/api/auth/stream-ticket",
      .statement = STATEMENT_CREATE_STREAM_TICKET,
      .handle = handle_create_stream_ticket },
    { .method = NULL },
};
