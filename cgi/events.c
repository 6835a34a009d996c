#include "offline_event.h"
#include "problem.h"
#include "routes.h"

static const struct parameter list_parameters[] = {
    { .name = "after", .type = PARAMETER_INTEGER, .max = INT64_MAX },
    { .name = "limit", .type = PARAMETER_INTEGER, .min = 1, .max = 1000 },
    { .name = "epoch", .type = PARAMETER_UUID },
    { .name = NULL },
};

static const struct field undo_fields[] = {
    { .name = "comment", .type = FIELD_LINES, .max = 1000, .nullable = true },
    { .name = NULL },
};

static const struct field batch_fields[] = {
    { .name = "epoch", .type = FIELD_UUID, .nullable = true },
    { .name = "events", .type = FIELD_LIST, .min = 0, .max = 1000, .required = true },
    { .name = NULL },
};

/* An envelope that cannot be read is a fault of the whole request: nobody could say which event is meant. */
static void check_envelopes(struct json_object *body, struct faults *faults) {
    struct json_object *events = NULL;
    if (faults->count > 0 || !json_object_object_get_ex(body, "events", &events)) {
        return;
    }
    for (size_t i = 0; i < json_object_array_length(events); i++) {
        offline_event_check_envelope(json_object_array_get_idx(events, i), i, faults);
    }
}

/* What is wrong with the data of single events is told event by event, and does not stop the others. */
static void handle_append_events(struct exchange *exchange) {
    struct json_object *events = json_object_object_get(exchange->body, "events");
    struct buffer rejected;
    buffer_init(&rejected, exchange->arena);
    buffer_text(&rejected, "{");
    for (size_t i = 0; i < json_object_array_length(events); i++) {
        struct faults faults;
        faults_init(&faults, exchange->arena);
        offline_event_check_data(json_object_array_get_idx(events, i), &faults);
        if (faults.count > 0) {
            buffer_format(&rejected, "%s\"%zu\":{\"code\":\"invalid_field\",\"errors\":[%s]}",
                          rejected.bytes > 1 ? "," : "", i, faults.json.text);
        }
    }
    buffer_text(&rejected, "}");
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      exchange->request.body, rejected.text };
    router_call_with(exchange, arguments, true); /* every event brings its id */
}

const struct route events_routes[] = {
    { .method = "GET",
      .path = "/api/events",
      .statement = STATEMENT_LIST_EVENTS,
      .shape = SHAPE_READ,
      .parameters = list_parameters },
    { .method = "POST",
      .path = "/api/events",
      .statement = STATEMENT_APPEND_EVENTS,
      .shape = SHAPE_WRITE,
      .fields = batch_fields,
      .body_bytes_max = 1048576,
      .check_body = check_envelopes,
      .handle = handle_append_events },
    { .method = "POST",
      .path = "/api/events/{id}/undo",
      .statement = STATEMENT_UNDO_EVENT,
      .shape = SHAPE_WRITE_ITEM,
      .fields = undo_fields,
      .body_optional = true,
      .status = 201 },
    { .method = "GET", .path = "/api/sync", .statement = STATEMENT_GET_SYNC, .shape = SHAPE_READ },
    { .method = NULL },
};
