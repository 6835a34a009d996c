#include "problem.h"

#include <json-c/json.h>
#include <string.h>

enum { RETRY_AFTER_SECONDS = 1 }; /* where nobody knows better */

const struct problem_entry problems[PROBLEM_COUNT] = {
    [PROBLEM_MALFORMED_JSON] = { 400, "malformed_json", "The body is not acceptable JSON",
                                 "The body cannot be read as JSON." },
    [PROBLEM_INVALID_PARAMETER] = { 400, "invalid_parameter", "A parameter cannot be accepted",
                                    "`errors` names each parameter or header at fault." },
    [PROBLEM_UNAUTHENTICATED] = { 401, "unauthenticated", "Sign in first",
                                  "This needs a valid access token: Authorization: Bearer." },
    [PROBLEM_INVALID_CREDENTIALS] = { 401, "invalid_credentials", "The credentials are wrong",
                                      "Nobody is signed in by these." },
    [PROBLEM_TOKEN_EXPIRED] = { 401, "token_expired", "The access token has expired",
                                "Refresh it, or sign in again." },
    [PROBLEM_OTHER_ACCOUNT] = { 401, "other_account", "The session is of another account",
                                "Sign in as the account that Debt-Account, or the parameter account, "
                                "names." },
    [PROBLEM_FORBIDDEN] = { 403, "forbidden", "This is not allowed", "This session may not do this." },
    [PROBLEM_REGISTRATION_CLOSED] = { 403, "registration_closed", "Registration is closed",
                                      "The operator of this server adds accounts." },
    [PROBLEM_CROSS_SITE] = { 403, "cross_site", "The request comes from another site",
                             "What a cookie signs in must come from the site's own pages (Sec-Fetch-Site, or "
                             "Origin)." },
    [PROBLEM_NOT_FOUND] = { 404, "not_found", "There is nothing here", "There is nothing at this address." },
    [PROBLEM_METHOD_NOT_ALLOWED] = { 405, "method_not_allowed", "The method is not allowed here",
                                     "The header Allow lists the methods that are." },
    [PROBLEM_ID_TAKEN] = { 409, "id_taken", "The id is taken", "Choose another id, or leave it out." },
    [PROBLEM_CONTACT_NOT_SETTLED] = { 409, "contact_not_settled", "The contact is not settled",
                                      "Settle first, or delete it with its transactions." },
    [PROBLEM_LINKED] = { 409, "linked", "The transaction is linked to others",
                         "Undo or delete the link first." },
    [PROBLEM_CANNOT_UNDO] = { 409, "cannot_undo", "The event cannot be undone", "Later events need it." },
    [PROBLEM_DIVERGED] = { 409, "diverged", "The ledger has another history",
                           "Fold it again from 0, and send your own events once more." },
    [PROBLEM_USERNAME_TAKEN] = { 409, "username_taken", "The user name is taken",
                                 "Choose another user name." },
    [PROBLEM_VERSION_MISMATCH] = { 412, "version_mismatch", "The resource has changed meanwhile",
                                   "Read it again, and repeat the change on what it is now." },
    [PROBLEM_TOO_LARGE] = { 413, "too_large", "The request is too large", "Send less at once." },
    [PROBLEM_UNSUPPORTED_MEDIA_TYPE] = { 415, "unsupported_media_type", "The body must be JSON",
                                         "Send application/json in UTF-8, without a content encoding." },
    [PROBLEM_INVALID_FIELD] = { 422, "invalid_field", "A field cannot be accepted",
                                "`errors` names each field at fault." },
    [PROBLEM_SUM_TOO_LARGE] = { 422, "sum_too_large", "The sum would be too large",
                                "The amounts of one currency add up to 9007199254740991 at most." },
    [PROBLEM_IDEMPOTENCY_KEY_REUSED] = { 422, "idempotency_key_reused",
                                         "The key was used for another request",
                                         "Draw a new key for a new request." },
    [PROBLEM_RATE_LIMITED] = { 429, "rate_limited", "Too many requests",
                               "Wait a little, then repeat the request." },
    [PROBLEM_INTERNAL_ERROR] = { 500, "internal_error", "Something went wrong on the server",
                                 "It has been logged." },
    [PROBLEM_UNAVAILABLE] = { 503, "unavailable", "The service is not available for a moment",
                              "Nothing was lost: repeat the request, a write with the same "
                              "Idempotency-Key." },
};

/* A whole SQLSTATE, or its class (the first two characters). A whole one wins over its class. */
static const struct {
    const char *sqlstate;
    enum problem_code code;
} meanings[] = {
    { "LD001", PROBLEM_UNAUTHENTICATED },
    { "LD002", PROBLEM_INVALID_CREDENTIALS },
    { "LD003", PROBLEM_TOKEN_EXPIRED },
    { "LD004", PROBLEM_FORBIDDEN },
    { "LD005", PROBLEM_REGISTRATION_CLOSED },
    { "LD006", PROBLEM_NOT_FOUND },
    { "LD007", PROBLEM_ID_TAKEN },
    { "LD008", PROBLEM_CONTACT_NOT_SETTLED },
    { "LD009", PROBLEM_LINKED },
    { "LD010", PROBLEM_CANNOT_UNDO },
    { "LD011", PROBLEM_DIVERGED },
    { "LD012", PROBLEM_USERNAME_TAKEN },
    { "LD013", PROBLEM_VERSION_MISMATCH },
    { "LD014", PROBLEM_INVALID_FIELD },
    { "LD015", PROBLEM_SUM_TOO_LARGE },
    { "LD016", PROBLEM_IDEMPOTENCY_KEY_REUSED },
    { "LD017", PROBLEM_INVALID_PARAMETER },
    { "LD018", PROBLEM_RATE_LIMITED },
    { "40001", PROBLEM_UNAVAILABLE }, /* serialization_failure */
    { "40P01", PROBLEM_UNAVAILABLE }, /* deadlock_detected */
    { "55P03", PROBLEM_UNAVAILABLE }, /* lock_not_available */
    { "25006", PROBLEM_UNAVAILABLE }, /* read_only_sql_transaction: a standby that is not promoted yet */
    { "08", PROBLEM_UNAVAILABLE },    /* connection_exception */
    { "53", PROBLEM_UNAVAILABLE },    /* insufficient_resources */
    { "57", PROBLEM_UNAVAILABLE },    /* operator_intervention; 57014 is the statement timeout */
    { "58", PROBLEM_UNAVAILABLE },    /* system_error */
};

enum problem_code problem_of_sqlstate(const char *sqlstate) {
    for (size_t i = 0; sqlstate != NULL && i < sizeof meanings / sizeof *meanings; i++) {
        if (strncmp(meanings[i].sqlstate, sqlstate, strlen(meanings[i].sqlstate)) == 0) {
            return meanings[i].code;
        }
    }
    return PROBLEM_INTERNAL_ERROR;
}

/* RFC 9110 §15.5.2: a 401 names a scheme; RFC 6750 §3: and tells a token that was not accepted from none. */
static void challenge(struct response *response, enum problem_code code) {
    const bool refused_token = response->token_sent && code != PROBLEM_INVALID_CREDENTIALS;
    response_header(response, "WWW-Authenticate",
                    refused_token ? "Bearer realm=\"debt-tracker\", error=\"invalid_token\""
                                  : "Bearer realm=\"debt-tracker\"");
}

/* Whether `members` has at least one member; *bytes is its length. */
static bool has_members(const char *members, size_t *bytes) {
    *bytes = members == NULL ? 0 : strlen(members);
    return *bytes > 2 && members[0] == '{' && members[*bytes - 1] == '}';
}

/* When to come again (RFC 9110 §10.2.3): as the member retry_after says, else soon. */
static void add_retry_after(struct response *response, const char *members) {
    struct json_object *told = members == NULL ? NULL : json_tokener_parse(members);
    struct json_object *seconds = NULL;
    struct buffer value;
    buffer_init(&value, response->arena);
    const bool known = json_object_object_get_ex(told, "retry_after", &seconds);
    buffer_format(&value, "%d", known ? json_object_get_int(seconds) : RETRY_AFTER_SECONDS);
    response_header(response, "Retry-After", value.text);
    json_object_put(told);
}

void problem_respond(struct response *response, enum problem_code code, const char *detail,
                     const char *members) {
    const struct problem_entry *problem = &problems[code];
    struct buffer json;
    buffer_init(&json, response->arena);
    buffer_format(&json,
                  "{\"type\":\"urn:debt-tracker:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\"",
                  problem->code, problem->title, problem->status, problem->code);
    const char *told = detail == NULL ? problem->detail : detail;
    buffer_text(&json, ",\"detail\":");
    buffer_json_string(&json, told, strlen(told));
    size_t members_bytes;
    if (has_members(members, &members_bytes)) {
        buffer_text(&json, ",");
        buffer_append(&json, members + 1, members_bytes - 2);
    }
    buffer_text(&json, "}");
    response_clear(response);
    response_json_buffer(response, problem->status, &json);
    response->media_type = "application/problem+json";
    response->problem = problem->code;
    if (problem->status == 401) {
        challenge(response, code);
    }
    if (problem->status == 429 || problem->status == 503) {
        add_retry_after(response, members);
    }
}

void problem_respond_faults(struct response *response, enum problem_code code, const char *detail,
                            const struct faults *faults) {
    struct buffer members;
    buffer_init(&members, response->arena);
    buffer_text(&members, "{\"errors\":[");
    buffer_append(&members, faults->json.text, faults->json.bytes);
    buffer_text(&members, "]}");
    problem_respond(response, code, detail, members.text);
}
