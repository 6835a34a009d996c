#include "token.h"

#include <jwt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEX_GENERATION_CHARACTERS = 8,
    SIGNED_CHARACTERS = UUID_HEX_CHARACTERS + UUID_HEX_CHARACTERS + HEX_GENERATION_CHARACTERS,
};

_Static_assert(REFRESH_TOKEN_TEXT_BYTES == SIGNED_CHARACTERS + TOKEN_MAC_TEXT_BYTES,
               "length of a refresh token");

static bool add_claims(jwt_t *jwt, const char *origin, const struct token_claims *claims, int64_t now,
                       long seconds) {
    char id[UUID_TEXT_BYTES];
    uuid_draw(id);
    return jwt_add_grant(jwt, "token_use", "access") == 0 && jwt_add_grant(jwt, "iss", origin) == 0 &&
           jwt_add_grant(jwt, "aud", origin) == 0 && jwt_add_grant(jwt, "sub", claims->account) == 0 &&
           jwt_add_grant(jwt, "sid", claims->session) == 0 &&
           jwt_add_grant(jwt, "led", claims->ledger) == 0 && jwt_add_grant_int(jwt, "iat", (long)now) == 0 &&
           jwt_add_grant_int(jwt, "nbf", (long)now) == 0 &&
           jwt_add_grant_int(jwt, "exp", (long)now + seconds) == 0 && jwt_add_grant(jwt, "jti", id) == 0;
}

bool token_issue(const struct token_keys *keys, const char *origin, const struct token_claims *claims,
                 int64_t now, long seconds, char token[TOKEN_TEXT_BYTES]) {
    bool issued = false;
    jwt_t *jwt = NULL;
    char *text = NULL;
    const struct token_key *key = &keys->keys[0];
    if (jwt_new(&jwt) != 0 || jwt_set_alg(jwt, JWT_ALG_HS256, key->access, (int)sizeof key->access) != 0 ||
        jwt_add_header(jwt, "kid", key->kid) != 0 || !add_claims(jwt, origin, claims, now, seconds)) {
        goto done;
    }
    text = jwt_encode_str(jwt);
    if (text == NULL || strlen(text) > TOKEN_CHARACTERS_MAX) {
        goto done;
    }
    memcpy(token, text, strlen(text) + 1);
    issued = true;
done:
    if (text != NULL) {
        sodium_memzero(text, strlen(text));
    }
    free(text);
    jwt_free(jwt);
    return issued;
}

static bool has_text(const char *value, const char *expected) {
    return value != NULL && strcmp(value, expected) == 0;
}

static bool take_uuid(jwt_t *jwt, const char *name, char uuid[UUID_TEXT_BYTES]) {
    const char *value = jwt_get_grant(jwt, name);
    if (value == NULL || !uuid_is_text(value, strlen(value))) {
        return false;
    }
    memcpy(uuid, value, UUID_TEXT_BYTES);
    return true;
}

/* RFC 7515 §4.1.11: a token with critical extensions is refused by whoever knows none. */
static bool has_critical_extension(jwt_t *jwt) {
    char *critical = jwt_get_headers_json(jwt, "crit");
    free(critical);
    return critical != NULL;
}

/* When a genuine token is good, in unix seconds. */
struct validity {
    int64_t not_before, expires_at;
};

static enum token_verdict judge(const struct validity *validity, int64_t now) {
    if (validity->not_before <= 0 || validity->expires_at <= 0 || now < validity->not_before) {
        return TOKEN_INVALID;
    }
    return now < validity->expires_at ? TOKEN_VALID : TOKEN_EXPIRED;
}

static bool read_claims(jwt_t *jwt, const char *origin, struct token_claims *claims,
                        struct validity *validity) {
    /* RFC 8725 §3.1, §3.11: one algorithm and one type are pinned, whatever the header names. */
    if (jwt_get_alg(jwt) != JWT_ALG_HS256 || !has_text(jwt_get_header(jwt, "typ"), "JWT") ||
        !has_text(jwt_get_grant(jwt, "token_use"), "access") || has_critical_extension(jwt) ||
        !has_text(jwt_get_grant(jwt, "iss"), origin) || !has_text(jwt_get_grant(jwt, "aud"), origin) ||
        !take_uuid(jwt, "sub", claims->account) || !take_uuid(jwt, "sid", claims->session) ||
        !take_uuid(jwt, "led", claims->ledger)) {
        return false;
    }
    validity->not_before = jwt_get_grant_int(jwt, "nbf"); /* 0 where it is missing or no integer */
    validity->expires_at = jwt_get_grant_int(jwt, "exp");
    return true;
}

/* Whichever of the keys it is that signed: there are few, and kid alone proves nothing. It must name that key
 * where it is there; tokens of before there were names have none. */
static jwt_t *decode(const struct token_keys *keys, const char *token) {
    for (size_t i = 0; i < keys->count; i++) {
        const struct token_key *key = &keys->keys[i];
        jwt_t *jwt = NULL;
        if (jwt_decode(&jwt, token, key->access, (int)sizeof key->access) == 0) {
            const char *kid = jwt_get_header(jwt, "kid");
            if (kid == NULL || strcmp(kid, key->kid) == 0) {
                return jwt;
            }
            jwt_free(jwt);
            return NULL;
        }
    }
    return NULL;
}

static enum token_verdict verify(const struct token_keys *keys, const char *origin, const char *token,
                                 int64_t now, struct token_claims *claims, struct validity *validity) {
    *claims = (struct token_claims) { .account = "" };
    *validity = (struct validity) { .expires_at = 0 };
    if (strnlen(token, TOKEN_TEXT_BYTES) > TOKEN_CHARACTERS_MAX) {
        return TOKEN_INVALID;
    }
    jwt_t *jwt = decode(keys, token);
    if (jwt == NULL) {
        return TOKEN_INVALID;
    }
    const enum token_verdict verdict =
        read_claims(jwt, origin, claims, validity) ? judge(validity, now) : TOKEN_INVALID;
    jwt_free(jwt);
    if (verdict == TOKEN_INVALID) {
        *claims = (struct token_claims) { .account = "" };
    }
    return verdict;
}

enum token_verdict token_verify(const struct token_keys *keys, const char *origin, const char *token,
                                int64_t now, struct token_claims *claims) {
    struct validity validity;
    return verify(keys, origin, token, now, claims, &validity);
}

void token_cache_init(struct token_cache *cache) {
    memset(cache, 0, sizeof *cache);
    randombytes_buf(cache->key, sizeof cache->key);
}

enum token_verdict token_verify_cached(struct token_cache *cache, const struct token_keys *keys,
                                       const char *origin, const char *token, int64_t now,
                                       struct token_claims *claims) {
    const size_t bytes = strnlen(token, TOKEN_TEXT_BYTES);
    unsigned char hash[sizeof cache->entries[0][0].hash];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)token, bytes, cache->key, sizeof cache->key);
    const size_t set = (hash[0] | (size_t)hash[1] << 8) % TOKEN_CACHE_SETS;
    struct token_cache_entry *entries = cache->entries[set];
    struct validity validity;
    for (size_t way = 0; way < TOKEN_CACHE_WAYS; way++) {
        if (entries[way].expires_at > 0 && memcmp(entries[way].hash, hash, sizeof hash) == 0) {
            *claims = entries[way].claims;
            validity = (struct validity) { entries[way].not_before, entries[way].expires_at };
            const enum token_verdict verdict = judge(&validity, now);
            if (verdict == TOKEN_INVALID) { /* the clock was set back */
                *claims = (struct token_claims) { .account = "" };
            }
            return verdict;
        }
    }
    const enum token_verdict verdict = verify(keys, origin, token, now, claims, &validity);
    if (verdict == TOKEN_VALID) {
        struct token_cache_entry *entry = &entries[cache->oldest[set]];
        cache->oldest[set] = (unsigned char)((cache->oldest[set] + 1) % TOKEN_CACHE_WAYS);
        *entry = (struct token_cache_entry) { .claims = *claims,
                                              .not_before = validity.not_before,
                                              .expires_at = validity.expires_at };
        memcpy(entry->hash, hash, sizeof hash);
    }
    return verdict;
}

static void write_refresh_token(const struct token_key *key, const struct refresh_token *parts,
                                char text[REFRESH_TOKEN_TEXT_BYTES]) {
    uuid_to_hex(parts->ledger, text);
    uuid_to_hex(parts->session, text + UUID_HEX_CHARACTERS);
    (void)snprintf(text + UUID_HEX_CHARACTERS + UUID_HEX_CHARACTERS, HEX_GENERATION_CHARACTERS + 1, "%08lx",
                   (unsigned long)(uint32_t)parts->generation);
    token_mac_end(key, TOKEN_MAC_REFRESH, text, SIGNED_CHARACTERS);
}

void refresh_token_write(const struct token_keys *keys, const struct refresh_token *parts,
                         char text[REFRESH_TOKEN_TEXT_BYTES]) {
    write_refresh_token(&keys->keys[0], parts, text);
}

bool refresh_token_write_again(const struct token_keys *keys, const struct refresh_token *parts,
                               const char *hash, char text[REFRESH_TOKEN_TEXT_BYTES]) {
    char written[REFRESH_TOKEN_HASH_TEXT_BYTES];
    for (size_t i = 0; i < keys->count; i++) {
        write_refresh_token(&keys->keys[i], parts, text);
        refresh_token_hash(text, written);
        if (strcmp(written, hash) == 0) {
            return true;
        }
    }
    return false;
}

/* Eight lower-case hexadecimal digits; -1 if they are none, or beyond INT32_MAX. */
static int32_t read_generation(const char *hex) {
    int64_t value = 0;
    for (size_t i = 0; i < HEX_GENERATION_CHARACTERS; i++) {
        const char c = hex[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return -1;
        }
        value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value <= INT32_MAX ? (int32_t)value : -1;
}

bool refresh_token_read(const struct token_keys *keys, const char *text, struct refresh_token *parts) {
    *parts = (struct refresh_token) { .generation = 0 };
    if (!token_mac_is_genuine(keys, TOKEN_MAC_REFRESH, text, SIGNED_CHARACTERS)) {
        return false;
    }
    struct refresh_token read = { .generation =
                                      read_generation(text + UUID_HEX_CHARACTERS + UUID_HEX_CHARACTERS) };
    if (!uuid_from_hex(text, read.ledger) || !uuid_from_hex(text + UUID_HEX_CHARACTERS, read.session) ||
        read.generation < 0) {
        return false;
    }
    *parts = read;
    return true;
}

void refresh_token_hash(const char *text, char hash[REFRESH_TOKEN_HASH_TEXT_BYTES]) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    hash[0] = '\\';
    hash[1] = 'x';
    sodium_bin2hex(hash + 2, REFRESH_TOKEN_HASH_TEXT_BYTES - 2, digest, sizeof digest);
}
