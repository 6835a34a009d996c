/* A ledger as a file: export and import. */
#include "etag.h"
#include "offline_event.h"
#include "routes.h"
#include "settings_fields.h"
#include "site/log.h"

#include <string.h>

static const char *const export_formats[] = { "json", "csv", NULL };

static const struct parameter export_parameters[] = {
    { .name = "format", .type = PARAMETER_CHOICE, .choices = export_formats },
    { .name = "account", .type = PARAMETER_UUID }, /* looked at with the session: see session.h */
    { .name = NULL },
};

static bool is_csv(const struct exchange *exchange) {
    const char *format = parameters_value(&exchange->parameters, "format");
    return format != NULL && strcmp(format, "csv") == 0;
}

/* --- export: the answer is sent piece by piece, one call each --- */

/* Asks for the piece at exchange->place (NULL: the first) and keeps the place of the next. */
static enum db_outcome read_piece(struct exchange *exchange, const char *none_match,
                                  struct db_result *result) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, none_match,
                                      is_csv(exchange) ? "{\"format\":\"csv\"}" : "{\"format\":\"json\"}",
                                      exchange->place };
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_EXPORT_LEDGER, arguments, true, result);
    if (outcome == DB_ROW) {
        const char *next = result->columns[ANSWER_NEXT];
        exchange->place = next == NULL ? NULL : arena_copy(exchange->arena, next, strlen(next));
        exchange->response.body = result->columns[ANSWER_BODY];
        exchange->response.body_bytes = result->bytes[ANSWER_BODY];
    }
    return outcome;
}

static enum piece next_piece(struct exchange *exchange) {
    if (exchange->arena->exhausted) {
        return PIECE_FAILED;
    }
    if (exchange->place == NULL) {
        return PIECE_NONE;
    }
    struct db_result result;
    if (read_piece(exchange, NULL, &result) != DB_ROW) {
        log_line(LOG_WARNING, "export_ledger: broken off: SQLSTATE %s",
                 result.sqlstate == NULL ? "?" : result.sqlstate);
        return PIECE_FAILED;
    }
    return PIECE_READ;
}

/* RFC 6266: the file is saved, under this name. */
static void add_headers(struct exchange *exchange, const char *etag) {
    struct response *response = &exchange->response;
    struct buffer value;
    buffer_init(&value, exchange->arena);
    buffer_format(&value, "\"%s%s\"", etag, is_csv(exchange) ? ".csv" : ".json");
    response_header(response, "ETag", value.text);
    response->validated = true;
    response_header(response, "Content-Disposition",
                    is_csv(exchange) ? "attachment; filename=\"debt-tracker.csv\""
                                     : "attachment; filename=\"debt-tracker.json\"");
}

/* Without the ending that tells the formats apart. */
static const char *known_tags(struct exchange *exchange, bool *any) {
    struct none_match none_match;
    etag_read_none_match(request_parameter(&exchange->request, "HTTP_IF_NONE_MATCH"), exchange->arena,
                         &none_match);
    *any = none_match.any;
    const char *ending = is_csv(exchange) ? ".csv" : ".json";
    const size_t bytes = none_match.tags == NULL ? 0 : strlen(none_match.tags);
    if (bytes <= strlen(ending) || strcmp(none_match.tags + bytes - strlen(ending), ending) != 0) {
        return NULL;
    }
    return arena_copy(exchange->arena, none_match.tags, bytes - strlen(ending));
}

static void handle_export_ledger(struct exchange *exchange) {
    struct response *response = &exchange->response;
    struct db_result result;
    bool any = false;
    const enum db_outcome outcome = read_piece(exchange, known_tags(exchange, &any), &result);
    if (outcome != DB_ROW) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    response_clear(response);
    add_headers(exchange, result.columns[ANSWER_ETAG]);
    if (any || result.columns[ANSWER_BODY] == NULL) {
        response->status = 304;
        return;
    }
    response_json(response, 200, result.columns[ANSWER_BODY], result.bytes[ANSWER_BODY]);
    response->media_type = is_csv(exchange) ? "text/csv; charset=utf-8; header=present" : "application/json";
    response->in_pieces = true;
    exchange->next_piece = next_piece;
}

/* --- import: the form of the file is checked here; chain and rules are the database's to check --- */

static const char *const import_formats[] = { "debt-tracker", NULL };

static const struct field import_fields[] = {
    { .name = "format", .type = FIELD_CHOICE, .choices = import_formats, .required = true },
    { .name = "version", .type = FIELD_INTEGER, .min = 1, .max = 1, .required = true },
    { .name = "exported_at", .type = FIELD_INSTANT, .nullable = true },
    { .name = "epoch", .type = FIELD_UUID, .nullable = true },
    { .name = "head", .type = FIELD_INTEGER, .max = AMOUNT_MAX },
    { .name = "hash", .type = FIELD_TEXT, .max = 64, .nullable = true },
    { .name = "settings", .type = FIELD_OBJECT, .nullable = true },
    { .name = "events", .type = FIELD_LIST, .max = AMOUNT_MAX, .required = true },
    { .name = "contacts", .type = FIELD_LIST, .max = AMOUNT_MAX, .nullable = true },
    { .name = "transactions", .type = FIELD_LIST, .max = AMOUNT_MAX, .nullable = true },
    { .name = NULL },
};

static void check_file(struct json_object *body, struct faults *faults) {
    struct json_object *events = NULL;
    struct json_object *settings = json_object_object_get(body, "settings");
    if (json_object_is_type(settings, json_type_object)) {
        faults_prefix(faults, "settings.");
        fields_check(settings_fields, settings, faults);
        faults_no_prefix(faults);
    }
    if (!json_object_object_get_ex(body, "events", &events) ||
        !json_object_is_type(events, json_type_array)) {
        return;
    }
    for (size_t i = 0; i < json_object_array_length(events); i++) {
        offline_event_check_exported(json_object_array_get_idx(events, i), i, faults);
    }
}

static void handle_import_ledger(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      exchange->request.body };
    router_call_with(exchange, arguments, true); /* a repeat finds its own events */
}

const struct route ledger_file_routes[] = {
    { .method = "GET",
      .path = "/api/export",
      .statement = STATEMENT_EXPORT_LEDGER,
      .shape = SHAPE_READ,
      .parameters = export_parameters,
      .handle = handle_export_ledger },
    { .method = "POST",
      .path = "/api/import",
      .statement = STATEMENT_IMPORT_LEDGER,
      .shape = SHAPE_WRITE,
      .fields = import_fields,
      .body_bytes_max = 1048576,
      .check_body = check_file,
      .handle = handle_import_ledger },
    { .method = NULL },
};
