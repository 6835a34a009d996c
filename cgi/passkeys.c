#include "passkey_challenge.h"

#include "cose_key.h"
#include "problem.h"
#include "routes.h"
#include "sign_in.h"
#include "site/log.h"
#include "webauthn.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    CREDENTIAL_BODY_BYTES_MAX = 32768, /* a real one has some 2 KB; with a chain of certificates 6 KB */
    USER_HANDLE_BYTES = 16,
    TRANSPORTS_MAX = 8,
    TRANSPORT_CHARACTERS_MAX = 32,
    NUMBER_BYTES = 24,
    CHALLENGE_HEX_BYTES = 2 + 2 * PASSKEY_CHALLENGE_RANDOM_BYTES + 1,
};

static const struct field create_passkey_fields[] = {
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 100, .required = true },
    { .name = "credential", .type = FIELD_OBJECT, .required = true },
    { .name = NULL },
};

static const struct field update_passkey_fields[] = {
    { .name = "name", .type = FIELD_TEXT, .min = 1, .max = 100, .required = true },
    { .name = NULL },
};

static const struct field passkey_login_fields[] = {
    { .name = "credential", .type = FIELD_OBJECT, .required = true },
    SIGN_IN_COOKIES,
    { .name = NULL },
};

/* --- a credential in JSON (WebAuthn L3 §5.1, RegistrationResponseJSON and AuthenticationResponseJSON).
 * Browsers put more into it than is looked at. --- */

/* Members of base64url that must be there; NULL at the end. */
static const char *const registration_members[] = { "clientDataJSON", "attestationObject", NULL };
static const char *const assertion_members[] = { "clientDataJSON", "authenticatorData", "signature", NULL };

static void check_binary(struct json_object *parent, const char *name, struct faults *faults) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(parent, name, &value)) {
        faults_add(faults, name, "required", "Must be given.");
    } else if (!json_object_is_type(value, json_type_string)) {
        faults_add(faults, name, "type", "Must be a string.");
    } else if (!base64url_is_text(json_object_get_string(value), (size_t)json_object_get_string_len(value))) {
        faults_add(faults, name, "format", "Must be base64url without padding.");
    }
}

static void check_credential(struct json_object *body, const char *const *members, struct faults *faults) {
    struct json_object *credential = NULL;
    if (!json_object_object_get_ex(body, "credential", &credential) ||
        !json_object_is_type(credential, json_type_object)) {
        return; /* told already */
    }
    (void)snprintf(faults->prefix, sizeof faults->prefix, "credential.");
    const char *type = fields_text(credential, "type");
    if (type == NULL || strcmp(type, "public-key") != 0) {
        faults_add(faults, "type", "choice", "Must be public-key.");
    }
    check_binary(credential, "rawId", faults);
    struct json_object *response = NULL;
    if (!json_object_object_get_ex(credential, "response", &response) ||
        !json_object_is_type(response, json_type_object)) {
        faults_add(faults, "response", "type", "Must be an object.");
    } else {
        (void)snprintf(faults->prefix, sizeof faults->prefix, "credential.response.");
        for (const char *const *member = members; *member != NULL; member++) {
            check_binary(response, *member, faults);
        }
    }
    faults->prefix[0] = '\0';
}

static void check_registration_body(struct json_object *body, struct faults *faults) {
    check_credential(body, registration_members, faults);
}

static void check_assertion_body(struct json_object *body, struct faults *faults) {
    check_credential(body, assertion_members, faults);
}

/* A member of the credential, or of its response, in bytes; {NULL, 0} if it is not there. */
static struct bytes binary(struct exchange *exchange, bool of_response, const char *name) {
    struct json_object *parent = NULL;
    struct bytes decoded = { .at = NULL };
    (void)json_object_object_get_ex(exchange->body, "credential", &parent);
    if (of_response) {
        (void)json_object_object_get_ex(parent, "response", &parent);
    }
    const char *text = fields_text(parent, name);
    if (text == NULL || !base64url_decode(text, exchange->arena, &decoded)) {
        return (struct bytes) { .at = NULL };
    }
    return decoded;
}

/* --- challenges --- */

static void expect(const struct exchange *exchange, const struct passkey_scope *scope,
                   struct webauthn_expected *expected) {
    const struct worker *worker = exchange->worker;
    webauthn_expect(expected, worker->settings->public_origin, worker->challenge_key, scope, time(NULL));
}

/* Appends the members that both kinds of options have, with a fresh challenge. */
static void append_challenge(const struct exchange *exchange, const struct passkey_scope *scope,
                             const struct webauthn_expected *expected, struct buffer *json) {
    const long seconds = exchange->worker->settings->passkey_challenge_seconds;
    char challenge[PASSKEY_CHALLENGE_TEXT_BYTES];
    passkey_challenge_draw(exchange->worker->challenge_key, scope, expected->now + seconds, challenge);
    buffer_format(json, "\"challenge\":\"%s\",\"timeout\":%ld", challenge, seconds * 1000);
}

static struct passkey_scope registration_scope(const struct exchange *exchange) {
    return (struct passkey_scope) { .ledger = exchange->session.ledger,
                                    .session = exchange->session.session };
}

/* Appends the account's user handle: the 16 bytes of its ledger's id. */
static void append_user_handle(const char *ledger, struct buffer *json) {
    char hex[UUID_HEX_CHARACTERS];
    unsigned char handle[USER_HANDLE_BYTES] = { 0 };
    uuid_to_hex(ledger, hex);
    (void)sodium_hex2bin(handle, sizeof handle, hex, sizeof hex, NULL, NULL, NULL);
    base64url_append(json, (struct bytes) { .at = handle, .count = sizeof handle });
}

/* PublicKeyCredentialCreationOptionsJSON (WebAuthn L3 §5.1.8). */
static void respond_creation_options(struct exchange *exchange, const char *user, const char *known) {
    const struct passkey_scope scope = registration_scope(exchange);
    struct webauthn_expected expected;
    expect(exchange, &scope, &expected);
    struct buffer json;
    buffer_init(&json, exchange->arena);
    buffer_format(&json, "{\"rp\":{\"id\":\"%s\",\"name\":\"Debt Tracker\"},\"user\":{\"id\":\"",
                  expected.rp_id);
    append_user_handle(exchange->session.ledger, &json);
    buffer_format(&json, "\",%s},", user);
    append_challenge(exchange, &scope, &expected, &json);
    buffer_text(&json, ",\"pubKeyCredParams\":[");
    for (size_t i = 0; i < COSE_ALGORITHMS; i++) {
        buffer_format(&json, "%s{\"type\":\"public-key\",\"alg\":%d}", i == 0 ? "" : ",",
                      (int)cose_algorithms[i]);
    }
    buffer_format(&json,
                  "],\"excludeCredentials\":%s,\"authenticatorSelection\":{\"residentKey\":\"required\","
                  "\"requireResidentKey\":true,\"userVerification\":\"required\"},\"attestation\":\"none\"}",
                  known);
    response_clear(&exchange->response);
    response_json_buffer(&exchange->response, 200, &json);
}

static void handle_challenge_passkey(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_CHALLENGE_PASSKEY, arguments, true, &result);
    enum { CHALLENGE_USER, CHALLENGE_KNOWN };
    if (outcome != DB_ROW || result.columns[CHALLENGE_USER] == NULL ||
        result.columns[CHALLENGE_KNOWN] == NULL) {
        router_respond_failure(exchange, outcome, &result);
        return;
    }
    respond_creation_options(exchange, result.columns[CHALLENGE_USER], result.columns[CHALLENGE_KNOWN]);
}

/* PublicKeyCredentialRequestOptionsJSON (WebAuthn L3 §5.1.9). No credential is named: the passkey says whose
 * it is. */
static void handle_challenge_passkey_login(struct exchange *exchange) {
    const struct passkey_scope scope = { .ledger = NULL };
    struct webauthn_expected expected;
    expect(exchange, &scope, &expected);
    struct buffer json;
    buffer_init(&json, exchange->arena);
    buffer_format(&json, "{\"rpId\":\"%s\",\"userVerification\":\"required\",\"allowCredentials\":[],",
                  expected.rp_id);
    append_challenge(exchange, &scope, &expected, &json);
    buffer_text(&json, "}");
    response_clear(&exchange->response);
    response_json_buffer(&exchange->response, 200, &json);
}

/* --- registering --- */

static void append_hex(struct buffer *json, struct bytes bytes) {
    for (size_t i = 0; i < bytes.count; i++) {
        buffer_format(json, "%02x", bytes.at[i]);
    }
}

static bool is_transport(const char *text) {
    const size_t characters = strlen(text);
    return characters > 0 && characters <= TRANSPORT_CHARACTERS_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == characters;
}

/* How the browser may reach the authenticator again; a hint, of which what is no word is left out. */
static void append_transports(struct exchange *exchange, struct buffer *json) {
    struct json_object *node = NULL;
    (void)json_object_object_get_ex(exchange->body, "credential", &node);
    (void)json_object_object_get_ex(node, "response", &node);
    struct json_object *transports = NULL;
    size_t count = 0;
    if (json_object_object_get_ex(node, "transports", &transports) &&
        json_object_is_type(transports, json_type_array)) {
        count = json_object_array_length(transports);
    }
    const char *comma = "";
    for (size_t i = 0; i < count && i < TRANSPORTS_MAX; i++) {
        struct json_object *transport = json_object_array_get_idx(transports, i);
        if (json_object_is_type(transport, json_type_string) &&
            is_transport(json_object_get_string(transport))) {
            buffer_format(json, "%s\"%s\"", comma, json_object_get_string(transport));
            comma = ",";
        }
    }
}

/* The record as api.create_passkey takes it. */
static void write_record(struct exchange *exchange, const struct webauthn_credential *credential,
                         struct buffer *json) {
    const char *name = fields_text(exchange->body, "name");
    buffer_init(json, exchange->arena);
    buffer_text(json, "{\"name\":");
    buffer_json_string(json, name, strlen(name));
    buffer_text(json, ",\"credential_id\":\"");
    append_hex(json, credential->id);
    buffer_text(json, "\",\"public_key\":\"");
    append_hex(json, credential->public_key);
    buffer_format(json, "\",\"sign_count\":%lu,\"backup_eligible\":%s,\"backed_up\":%s,\"transports\":[",
                  (unsigned long)credential->sign_count, credential->backup_eligible ? "true" : "false",
                  credential->backed_up ? "true" : "false");
    append_transports(exchange, json);
    buffer_text(json, "]}");
}

/* A challenge that was met, as the statements take it. */
struct met_challenge {
    char random[CHALLENGE_HEX_BYTES]; /* as PostgreSQL reads a bytea */
    char expires_at[NUMBER_BYTES];
};

static void write_challenge(const struct passkey_challenge *challenge, struct met_challenge *met) {
    memcpy(met->random, "\\x", 2);
    (void)sodium_bin2hex(met->random + 2, sizeof met->random - 2, challenge->random,
                         sizeof challenge->random);
    (void)snprintf(met->expires_at, sizeof met->expires_at, "%lld", (long long)challenge->expires_at);
}

static void refuse_registration(struct exchange *exchange, enum webauthn_verdict verdict) {
    struct faults faults;
    faults_init(&faults, exchange->arena);
    (void)snprintf(faults.prefix, sizeof faults.prefix, "credential.");
    faults_add(&faults, webauthn_verdicts[verdict].member, webauthn_verdicts[verdict].code, "%s",
               webauthn_verdicts[verdict].message);
    problem_respond_faults(&exchange->response, PROBLEM_INVALID_FIELD, NULL, &faults);
}

static void handle_create_passkey(struct exchange *exchange) {
    const struct passkey_scope scope = registration_scope(exchange);
    struct webauthn_expected expected;
    expect(exchange, &scope, &expected);
    const struct webauthn_registration registration = {
        .credential_id = binary(exchange, false, "rawId"),
        .client_data = binary(exchange, true, "clientDataJSON"),
        .attestation_object = binary(exchange, true, "attestationObject"),
    };
    struct webauthn_credential credential;
    struct passkey_challenge challenge;
    const enum webauthn_verdict verdict =
        webauthn_verify_registration(&expected, &registration, exchange->arena, &credential, &challenge);
    if (verdict != WEBAUTHN_VERIFIED) {
        log_line(LOG_INFO, "a passkey was not registered: %s", webauthn_verdicts[verdict].code);
        refuse_registration(exchange, verdict);
        return;
    }
    struct buffer record;
    write_record(exchange, &credential, &record);
    struct met_challenge met;
    write_challenge(&challenge, &met);
    const char *const arguments[] = { exchange->session.ledger,
                                      exchange->session.session,
                                      met.random,
                                      met.expires_at,
                                      record.text,
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, false);
}

/* --- changing --- */

static void handle_update_passkey(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session,
                                      exchange->request.body, exchange->id,
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, true);
}

static void handle_delete_passkey(struct exchange *exchange) {
    const char *const arguments[] = { exchange->session.ledger, exchange->session.session, exchange->id,
                                      request_address(&exchange->request) };
    router_call_with(exchange, arguments, false);
}

/* --- signing in --- */

/* Writes `count` bytes as PostgreSQL reads a bytea. */
static const char *bytea(struct exchange *exchange, struct bytes bytes) {
    struct buffer text;
    buffer_init(&text, exchange->arena);
    buffer_text(&text, "\\x");
    append_hex(&text, bytes);
    return text.text;
}

/* Says no, and has it recorded if the ledger has the passkey; whatever is wrong, the answer is the same. */
static void refuse_sign_in(struct exchange *exchange, const char *ledger, struct bytes credential_id) {
    const char *const arguments[] = { ledger, bytea(exchange, credential_id),
                                      request_device(&exchange->request, exchange->arena),
                                      request_address(&exchange->request) };
    sign_in_refuse(exchange, STATEMENT_REFUSE_PASSKEY_LOGIN, arguments, NULL);
}

static bool read_ledger(struct bytes user_handle, char ledger[UUID_TEXT_BYTES]) {
    char hex[2 * USER_HANDLE_BYTES + 1];
    if (user_handle.count != USER_HANDLE_BYTES) {
        return false;
    }
    (void)sodium_bin2hex(hex, sizeof hex, user_handle.at, user_handle.count);
    return uuid_from_hex(hex, ledger);
}

/* A passkey that signs in, and whose it is. */
struct passkey_owner {
    char ledger[UUID_TEXT_BYTES];
    char account[UUID_TEXT_BYTES];
    struct webauthn_credential credential;
};

/* WebAuthn L3 §7.2 step 6: the user handle says whose passkey it is, and that account has one of this id.
 * Returns false, with the response made, if not. Step 5 does not apply: no credential was named. */
static bool find_passkey(struct exchange *exchange, struct passkey_owner *owner) {
    *owner = (struct passkey_owner) { .credential = { .id = binary(exchange, false, "rawId") } };
    const struct bytes id = owner->credential.id;
    if (!read_ledger(binary(exchange, true, "userHandle"), owner->ledger) || id.count == 0 ||
        id.count > WEBAUTHN_CREDENTIAL_ID_BYTES_MAX) {
        problem_respond(&exchange->response, PROBLEM_INVALID_CREDENTIALS, NULL, NULL);
        return false;
    }
    const char *const arguments[] = { owner->ledger, bytea(exchange, id) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_PASSKEY_LOGIN, arguments, true, &result);
    enum { LOGIN_ACCOUNT, LOGIN_PUBLIC_KEY, LOGIN_SIGN_COUNT, LOGIN_BACKUP_ELIGIBLE };
    if (outcome == DB_EMPTY) {
        refuse_sign_in(exchange, owner->ledger, id);
        return false;
    }
    if (outcome != DB_ROW || result.columns[LOGIN_PUBLIC_KEY] == NULL ||
        !uuid_normalise(result.columns[LOGIN_ACCOUNT], owner->account) ||
        !base64url_decode(result.columns[LOGIN_PUBLIC_KEY], exchange->arena, &owner->credential.public_key)) {
        router_respond_failure(exchange, outcome, &result);
        return false;
    }
    owner->credential.sign_count = (uint32_t)strtoul(result.columns[LOGIN_SIGN_COUNT], NULL, 10);
    owner->credential.backup_eligible = *result.columns[LOGIN_BACKUP_ELIGIBLE] == 't';
    return true;
}

static void start_session(struct exchange *exchange, const struct passkey_owner *owner,
                          const struct passkey_challenge *challenge) {
    struct met_challenge met;
    write_challenge(challenge, &met);
    struct sign_in sign_in;
    sign_in_begin(exchange->worker, owner->ledger, owner->account, &sign_in);
    char sign_count[NUMBER_BYTES];
    (void)snprintf(sign_count, sizeof sign_count, "%lu", (unsigned long)owner->credential.sign_count);
    const char *const arguments[] = { owner->ledger,
                                      bytea(exchange, owner->credential.id),
                                      met.random,
                                      met.expires_at,
                                      sign_count,
                                      owner->credential.backed_up ? "true" : "false",
                                      sign_in.claims.session,
                                      request_device(&exchange->request, exchange->arena),
                                      sign_in.refresh_hash,
                                      request_address(&exchange->request) };
    struct db_result result;
    const enum db_outcome outcome =
        db_call(exchange->worker->db, STATEMENT_START_PASSKEY_SESSION, arguments, false, &result);
    if (outcome == DB_REFUSED && problem_of_sqlstate(result.sqlstate) == PROBLEM_INVALID_CREDENTIALS) {
        refuse_sign_in(exchange, owner->ledger, owner->credential.id);
        return;
    }
    sign_in_respond(exchange, 200, &sign_in, outcome, &result);
}

static void handle_passkey_login(struct exchange *exchange) {
    struct passkey_owner owner;
    if (!find_passkey(exchange, &owner)) {
        return;
    }
    const struct passkey_scope scope = { .ledger = NULL };
    struct webauthn_expected expected;
    expect(exchange, &scope, &expected);
    const struct webauthn_assertion assertion = {
        .client_data = binary(exchange, true, "clientDataJSON"),
        .authenticator_data = binary(exchange, true, "authenticatorData"),
        .signature = binary(exchange, true, "signature"),
    };
    struct passkey_challenge challenge;
    const enum webauthn_verdict verdict =
        webauthn_verify_assertion(&expected, &assertion, &owner.credential, &challenge);
    if (verdict != WEBAUTHN_VERIFIED) {
        log_line(LOG_INFO, "a sign-in by passkey was refused: %s", webauthn_verdicts[verdict].code);
        refuse_sign_in(exchange, owner.ledger, owner.credential.id);
        return;
    }
    start_session(exchange, &owner, &challenge);
}

const struct route passkeys_routes[] = {
    { .method = "POST",
      .path = "/api/auth/passkeys/challenge",
      .statement = STATEMENT_CHALLENGE_PASSKEY,
      .handle = handle_challenge_passkey },
    { .method = "POST",
      .path = "/api/auth/passkeys",
      .statement = STATEMENT_CREATE_PASSKEY,
      .status = 201,
      .location = "/api/auth/passkeys/",
      .fields = create_passkey_fields,
      .body_bytes_max = CREDENTIAL_BODY_BYTES_MAX,
      .check_body = check_registration_body,
      .handle = handle_create_passkey },
    { .method = "GET",
      .path = "/api/auth/passkeys",
      .statement = STATEMENT_LIST_PASSKEYS,
      .shape = SHAPE_READ,
      .no_store = true },
    { .method = "PATCH",
      .path = "/api/auth/passkeys/{id}",
      .statement = STATEMENT_UPDATE_PASSKEY,
      .fields = update_passkey_fields,
      .handle = handle_update_passkey },
    { .method = "DELETE",
      .path = "/api/auth/passkeys/{id}",
      .statement = STATEMENT_DELETE_PASSKEY,
      .handle = handle_delete_passkey },
    { .method = "POST",
      .path = "/api/auth/passkey-login/challenge",
      .statement = STATEMENT_NONE,
      .access = ACCESS_OPEN,
      .handle = handle_challenge_passkey_login },
    { .method = "POST",
      .path = "/api/auth/passkey-login",
      .statement = STATEMENT_PASSKEY_LOGIN,
      .access = ACCESS_SIGN_IN,
      .fields = passkey_login_fields,
      .body_bytes_max = CREDENTIAL_BODY_BYTES_MAX,
      .check_body = check_assertion_body,
      .handle = handle_passkey_login },
    { .method = NULL },
};
