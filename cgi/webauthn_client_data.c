#include "webauthn_client_data.h"

#include "fields.h"
#include "strict_json.h"

#include <string.h>

static bool has_text(struct json_object *json, const char *name, const char *expected) {
    const char *text = fields_text(json, name);
    return text != NULL && strcmp(text, expected) == 0;
}

/* crossOrigin is missing or false. */
static bool is_same_origin(struct json_object *json) {
    struct json_object *value = NULL;
    return !json_object_object_get_ex(json, "crossOrigin", &value) ||
           (json_object_is_type(value, json_type_boolean) && !json_object_get_boolean(value));
}

static enum webauthn_verdict verify(const struct webauthn_expected *expected, const char *type,
                                    struct json_object *json, struct passkey_challenge *challenge) {
    /* Step 7, step 10: the ceremony is this one. */
    if (!has_text(json, "type", type)) {
        return WEBAUTHN_OTHER_TYPE;
    }
    /* Step 8, step 11: the challenge is one that was given out, for this, not long ago. */
    const char *text = fields_text(json, "challenge");
    switch (passkey_challenge_read(expected->challenge_key, &expected->scope, text == NULL ? "" : text,
                                   expected->now, challenge)) {
    case CHALLENGE_GENUINE:
        break;
    case CHALLENGE_EXPIRED:
        return WEBAUTHN_EXPIRED_CHALLENGE;
    default:
        return WEBAUTHN_FOREIGN_CHALLENGE;
    }
    /* Step 9, step 12: the origin is the site's own. */
    if (!has_text(json, "origin", expected->origin)) {
        return WEBAUTHN_OTHER_ORIGIN;
    }
    /* Steps 10 and 11, steps 13 and 14: the site is never used inside a page of another one. */
    if (!is_same_origin(json) || json_object_object_get_ex(json, "topOrigin", NULL)) {
        return WEBAUTHN_CROSS_ORIGIN;
    }
    return WEBAUTHN_VERIFIED;
}

enum webauthn_verdict client_data_verify(const struct webauthn_expected *expected, const char *type,
                                         struct bytes client_data, struct passkey_challenge *challenge) {
    /* Steps 5 and 6, steps 8 and 9: UTF-8 decode, which takes a byte order mark off, then JSON. */
    if (client_data.count >= 3 && memcmp(client_data.at, "\xef\xbb\xbf", 3) == 0) {
        client_data = (struct bytes) { .at = client_data.at + 3, .count = client_data.count - 3 };
    }
    struct json_object *json = NULL;
    struct json_fault fault;
    enum webauthn_verdict verdict = WEBAUTHN_CLIENT_DATA_MALFORMED;
    if (client_data.count > 0 && client_data.count <= CLIENT_DATA_BYTES_MAX &&
        strict_json_parse((const char *)client_data.at, client_data.count, &json, &fault) &&
        json_object_is_type(json, json_type_object)) {
        verdict = verify(expected, type, json, challenge);
    }
    json_object_put(json);
    return verdict;
}
