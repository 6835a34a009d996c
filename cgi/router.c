#include "router.h"

#include "etag.h"
#include "problem.h"
#include "session.h"
#include "site/log.h"
#include "strict_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SHARED_BODY_BYTES_MAX = 4096, /* a batch of so many bytes has some twenty events */
};

/* --- which route --- */

static const char id_place[] = "{id}";

static bool path_matches(const char *pattern, const char *path, char id[UUID_TEXT_BYTES]) {
    const char *place = strstr(pattern, id_place);
    if (place == NULL) {
        return strcmp(pattern, path) == 0;
    }
    const size_t before = (size_t)(place - pattern);
    if (strncmp(pattern, path, before) != 0) {
        return false;
    }
    const char *segment = path + before;
    const size_t bytes = strcspn(segment, "/");
    if (!uuid_is_text(segment, bytes) || strcmp(segment + bytes, place + sizeof id_place - 1) != 0) {
        return false;
    }
    memcpy(id, segment, bytes);
    id[bytes] = '\0';
    return true;
}

static bool method_matches(const struct route *route, const char *method) {
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

const struct route *router_match(const char *method, const char *path, bool internal, struct arena *arena,
                                 char id[UUID_TEXT_BYTES], const char **allowed) {
    struct buffer methods;
    buffer_init(&methods, arena);
    *allowed = NULL;
    for (const struct route *const *table = route_tables; *table != NULL; table++) {
        for (const struct route *route = *table; route->method != NULL; route++) {
            if ((route->access == ACCESS_STREAM && !internal) || !path_matches(route->path, path, id)) {
                continue;
            }
            if (method_matches(route, method)) {
                return route;
            }
            buffer_format(&methods, "%s%s, ", route->method,
                          strcmp(route->method, "GET") == 0 ? ", HEAD" : "");
        }
    }
    if (methods.bytes > 0) {
        buffer_text(&methods, "OPTIONS");
        *allowed = methods.text;
    }
    return NULL;
}

bool router_find(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct response *response = &exchange->response;
    const char *allowed = NULL;
    const bool internal = request_parameter(request, "DEBT_INTERNAL") != NULL;
    exchange->route =
        router_match(request->method, request->path, internal, exchange->arena, exchange->id, &allowed);
    if (exchange->route != NULL) {
        return true;
    }
    if (allowed == NULL) {
        problem_respond(response, PROBLEM_NOT_FOUND, NULL, NULL);
        return false;
    }
    if (strcmp(request->method, "OPTIONS") == 0) {
        response_clear(response);
        response->status = 204;
    } else {
        problem_respond(response, PROBLEM_METHOD_NOT_ALLOWED, NULL, NULL);
    }
    response_header(response, "Allow", allowed);
    return false;
}

/* --- what a route declares --- */

static bool read_parameters(struct exchange *exchange) {
    const struct route *route = exchange->route;
    if (route->access == ACCESS_STREAM) {
        return true; /* the query is nginx's own */
    }
    struct faults faults;
    faults_init(&faults, exchange->arena);
    parameters_read(route->parameters, exchange->request.query, exchange->arena, &exchange->parameters,
                    &faults);
    if (route->check_parameters != NULL && faults.count == 0) {
        route->check_parameters(&exchange->parameters, &faults);
    }
    if (faults.count > 0) {
        problem_respond_faults(&exchange->response, PROBLEM_INVALID_PARAMETER, NULL, &faults);
        return false;
    }
    return true;
}

static bool receive_body(struct exchange *exchange) {
    struct request *request = &exchange->request;
    struct response *response = &exchange->response;
    if (exchange->route->body_optional && request_has_no_body(request)) {
        request->body = "{}";
        request->body_bytes = 2;
        return true;
    }
    if (!request_is_json(request)) {
        problem_respond(response, PROBLEM_UNSUPPORTED_MEDIA_TYPE,
                        "Send application/json in UTF-8, without a content encoding.", NULL);
        return false;
    }
    const size_t bytes_max = exchange->route->body_bytes_max > 0
                                 ? exchange->route->body_bytes_max
                                 : (size_t)exchange->worker->settings->body_bytes_max;
    switch (request_read_body(request, exchange->arena, bytes_max)) {
    case BODY_READ:
        return true;
    case BODY_TOO_LARGE: {
        char detail[64];
        (void)snprintf(detail, sizeof detail, "The body may have at most %zu bytes.", bytes_max);
        problem_respond(response, PROBLEM_TOO_LARGE, detail, NULL);
        return false;
    }
    default:
        problem_respond(response, PROBLEM_MALFORMED_JSON, "The body is not as long as Content-Length says.",
                        NULL);
        return false;
    }
}

static bool parse_body(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct json_fault fault;
    if (!strict_json_parse(request->body, request->body_bytes, &exchange->body, &fault)) {
        char detail[128];
        (void)snprintf(detail, sizeof detail, "At byte %zu: %s.", fault.offset, fault.reason);
        problem_respond(&exchange->response, PROBLEM_MALFORMED_JSON, detail, NULL);
        return false;
    }
    if (!json_object_is_type(exchange->body, json_type_object)) {
        problem_respond(&exchange->response, PROBLEM_INVALID_FIELD, "The body must be a JSON object.", NULL);
        return false;
    }
    return true;
}

static bool check_body(struct exchange *exchange) {
    struct faults faults;
    faults_init(&faults, exchange->arena);
    fields_check(exchange->route->fields, exchange->body, &faults);
    if (exchange->route->check_body != NULL) {
        exchange->route->check_body(exchange->body, &faults);
    }
    if (faults.count > 0) {
        problem_respond_faults(&exchange->response, PROBLEM_INVALID_FIELD, NULL, &faults);
        return false;
    }
    return true;
}

static bool read_body(struct exchange *exchange) {
    return exchange->route->fields == NULL ||
           (receive_body(exchange) && parse_body(exchange) && check_body(exchange));
}

/* --- what the statement says --- */

void router_respond_failure(struct exchange *exchange, enum db_outcome outcome,
                            const struct db_result *result) {
    const char *statement = statements[exchange->route->statement].name;
    struct response *response = &exchange->response;
    if (outcome == DB_REFUSED) {
        const enum problem_code code = problem_of_sqlstate(result->sqlstate);
        if (strncmp(result->sqlstate == NULL ? "" : result->sqlstate, "LD", 2) == 0) {
            problem_respond(response, code, result->message, result->detail);
            return;
        }
        log_line(code == PROBLEM_UNAVAILABLE ? LOG_WARNING : LOG_ERROR, "%s: SQLSTATE %s: %s",
                 statement == NULL ? "statement" : statement,
                 result->sqlstate == NULL ? "?" : result->sqlstate,
                 result->message == NULL ? "?" : result->message);
        problem_respond(response, code, NULL, NULL);
        return;
    }
    if (outcome == DB_UNAVAILABLE) {
        problem_respond(response, PROBLEM_UNAVAILABLE, NULL, NULL);
        return;
    }
    log_line(LOG_ERROR, "%s: no row came back", statement == NULL ? "statement" : statement);
    problem_respond(response, PROBLEM_INTERNAL_ERROR, NULL, NULL);
}

static void respond_fault(struct exchange *exchange, const char *header, const char *message) {
    struct faults faults;
    faults_init(&faults, exchange->arena);
    faults_add(&faults, header, "format", "%s", message);
    problem_respond_faults(&exchange->response, PROBLEM_INVALID_PARAMETER, NULL, &faults);
}

/* Reads the conditions and the key that the headers carry. */
static bool read_conditions(struct exchange *exchange) {
    struct conditions *conditions = &exchange->conditions;
    const struct request *request = &exchange->request;
    const enum shape shape = exchange->route->shape;
    if (shape == SHAPE_READ || shape == SHAPE_READ_ITEM) {
        if (!exchange->route->no_store) {
            etag_read_none_match(request_parameter(request, "HTTP_IF_NONE_MATCH"), exchange->arena,
                                 &conditions->none_match);
        }
        return true;
    }
    const char *key = shape == SHAPE_REPLACE ? NULL : request_parameter(request, "HTTP_IDEMPOTENCY_KEY");
    if (key != NULL && !uuid_normalise(key, conditions->key)) {
        respond_fault(exchange, "Idempotency-Key", "Must be a UUID.");
        return false;
    }
    int64_t version = 0;
    const char *match = shape == SHAPE_WRITE ? NULL : request_parameter(request, "HTTP_IF_MATCH");
    switch (etag_read_match(match, &version)) {
    case MATCH_MALFORMED:
        respond_fault(exchange, "If-Match",
                      "Must be a version in double quotes, or an ETag of this resource.");
        return false;
    case MATCH_VERSION:
        (void)snprintf(conditions->if_match, sizeof conditions->if_match, "%" PRId64, version);
        return true;
    default:
        return true;
    }
}

static const char *query_json(struct exchange *exchange) {
    struct buffer json;
    buffer_init(&json, exchange->arena);
    parameters_json(&exchange->parameters, &json);
    return json.text;
}

static const char *null_if_empty(const char *text) {
    return *text == '\0' ? NULL : text;
}

static void fill_arguments(struct exchange *exchange, const char *arguments[STATEMENT_ARGUMENTS_MAX]) {
    const struct conditions *conditions = &exchange->conditions;
    if (exchange->route->shape == SHAPE_REPLACE) {
        arguments[0] = exchange->session.ledger;
        arguments[1] = exchange->session.session;
        arguments[2] = exchange->request.body;
        arguments[3] = null_if_empty(conditions->if_match);
        return;
    }
    const bool writes = exchange->route->shape == SHAPE_WRITE || exchange->route->shape == SHAPE_WRITE_ITEM;
    arguments[0] = exchange->session.ledger;
    arguments[1] = exchange->session.session;
    arguments[2] = writes ? null_if_empty(conditions->key) : conditions->none_match.tags;
    arguments[3] = exchange->route->fields != NULL ? exchange->request.body : query_json(exchange);
    arguments[4] = exchange->id;
    arguments[5] = null_if_empty(conditions->if_match);
}

static void add_links(struct exchange *exchange, const struct db_result *result) {
    struct response *response = &exchange->response;
    struct buffer value;
    buffer_init(&value, exchange->arena);
    if (exchange->route->location != NULL && result->columns[ANSWER_ID] != NULL) {
        buffer_format(&value, "%s%s", exchange->route->location, result->columns[ANSWER_ID]);
        response_header(response, "Location", value.text);
    }
    if (result->columns[ANSWER_NEXT] != NULL) {
        buffer_init(&value, exchange->arena);
        buffer_format(&value, "<%s?", exchange->request.path);
        parameters_next_page(&exchange->parameters, result->columns[ANSWER_NEXT], &value);
        buffer_text(&value, ">; rel=\"next\""); /* RFC 8288 */
        response_header(response, "Link", value.text);
    }
    if (result->columns[ANSWER_REPLAYED] != NULL && *result->columns[ANSWER_REPLAYED] == 't') {
        response_header(response, "Idempotency-Replayed", "true");
    }
}

/* Sets the ETag of an answer and tells whether there is one. */
static bool add_etag(struct exchange *exchange, const struct db_result *result) {
    const char *etag = exchange->route->no_store ? NULL : result->columns[ANSWER_ETAG];
    if (etag == NULL) {
        return false;
    }
    struct buffer quoted;
    buffer_init(&quoted, exchange->arena);
    buffer_format(&quoted, "\"%s\"", etag);
    response_header(&exchange->response, "ETag", quoted.text);
    exchange->response.validated = strcmp(exchange->route->method, "GET") == 0;
    return true;
}

static void respond_row(struct exchange *exchange, const struct db_result *result) {
    struct response *response = &exchange->response;
    const struct route *route = exchange->route;
    const bool reads = statements[route->statement].read_only;
    response_clear(response);
    const bool has_etag = add_etag(exchange, result);
    const char *body = result->columns[ANSWER_BODY];
    if (reads && has_etag && (body == NULL || exchange->conditions.none_match.any)) {
        response->status = 304;
    } else if (body == NULL) {
        response->status = 204;
    } else {
        response_json(response, route->status == 0 ? 200 : route->status, body, result->bytes[ANSWER_BODY]);
    }
    add_links(exchange, result);
}

void router_answer(struct exchange *exchange) {
    const struct db_call *call = &exchange->call;
    if (call->outcome == DB_ROW) {
        respond_row(exchange, &call->result);
    } else {
        router_respond_failure(exchange, call->outcome, &call->result);
    }
}

/* Others would have to wait for one that takes long: one that looks back, or a large batch. */
static bool may_share(const struct exchange *exchange) {
    return statements[exchange->route->statement].shares &&
           exchange->request.body_bytes <= SHARED_BODY_BYTES_MAX &&
           parameters_value(&exchange->parameters, "at") == NULL &&
           parameters_value(&exchange->parameters, "on") == NULL;
}

/* Makes the call whose arguments are set, or leaves it to be made. */
static void call(struct exchange *exchange, bool repeatable) {
    struct db_call *const call = &exchange->call;
    if (exchange->arena->exhausted) { /* an argument may have been cut */
        problem_respond(&exchange->response, PROBLEM_TOO_LARGE, NULL, NULL);
        return;
    }
    call->statement = exchange->route->statement;
    call->repeatable = repeatable;
    if (may_share(exchange)) {
        exchange->call_is_left = true;
        return;
    }
    db_call_all(exchange->worker->db, &call, 1);
    router_answer(exchange);
}

void router_call_with(struct exchange *exchange, const char *const arguments[], bool repeatable) {
    const int count = statements[exchange->route->statement].arguments;
    memcpy(exchange->call.arguments, arguments, (size_t)count * sizeof arguments[0]);
    call(exchange, repeatable);
}

/* Calls the route's statement by its shape. */
static void call_by_shape(struct exchange *exchange) {
    if (!read_conditions(exchange)) {
        return;
    }
    fill_arguments(exchange, exchange->call.arguments);
    /* A key tells a repeat; replacing the same by the same changes nothing. */
    const struct conditions *conditions = &exchange->conditions;
    call(exchange,
         exchange->route->shape == SHAPE_REPLACE ? *conditions->if_match == '\0' : *conditions->key != '\0');
}

static void serve_route(struct exchange *exchange) {
    const struct route *route = exchange->route;
    if (!session_authenticate(exchange) || !read_parameters(exchange) || !read_body(exchange) ||
        !session_read_body(exchange)) {
        return;
    }
    if (route->handle != NULL) {
        route->handle(exchange);
    } else {
        call_by_shape(exchange);
    }
}

bool router_serve(struct exchange *exchange) {
    serve_route(exchange);
    const struct response *response = &exchange->response;
    if (exchange->route->access == ACCESS_STREAM && response->problem != NULL) {
        /* nginx asked by auth_request: it sees status and headers, and answers the client itself. */
        response_header(&exchange->response, "X-Debt-Problem", response->problem);
    }
    return !exchange->call_is_left;
}

void exchange_release(struct exchange *exchange) {
    json_object_put(exchange->body);
    exchange->body = NULL;
    db_call_release(&exchange->call);
    db_clear(exchange->worker->db);
}
