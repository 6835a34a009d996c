#include "password.h"

#include "common_passwords.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "PASSWORD_HASH_BYTES is libsodium's length");

enum { KIB_BYTES = 1024 };

bool password_hash(const char *password, struct password_cost cost, char hash[PASSWORD_HASH_BYTES]) {
    return crypto_pwhash_str_alg(hash, password, strlen(password), (unsigned long long)cost.passes,
                                 (size_t)cost.memory_kib * KIB_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool password_verify(const char *password, const char *hash) {
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

/* Reads "<label><number>" at *text and moves *text behind it. Returns -1 if it is not there. */
static long read_cost(const char **text, const char *label) {
    const size_t bytes = strlen(label);
    if (strncmp(*text, label, bytes) != 0) {
        return -1;
    }
    char *end = NULL;
    const long value = strtol(*text + bytes, &end, 10);
    *text = end;
    return value;
}

static int compare(const void *key, const void *element) {
    return strcmp(key, *(const char *const *)element);
}

/* One character of UTF-8 again and again. */
static bool is_one_character(const char *password) {
    const size_t bytes = strlen(password);
    size_t width = 1;
    while (width < bytes && ((unsigned char)password[width] & 0xc0) == 0x80) {
        width++;
    }
    return bytes > width && memcmp(password, password + width, bytes - width) == 0;
}

bool password_is_common(const char *password) {
    char lower[PASSWORD_HASH_BYTES]; /* longer than any of them */
    const size_t bytes = strlen(password);
    if (is_one_character(password)) {
        return true;
    }
    if (bytes >= sizeof lower) {
        return false;
    }
    for (size_t i = 0; i <= bytes; i++) {
        lower[i] = (char)tolower((unsigned char)password[i]);
    }
    const bool found =
        bsearch(lower, common_passwords, COMMON_PASSWORDS, sizeof *common_passwords, compare) != NULL;
    sodium_memzero(lower, sizeof lower);
    return found;
}

/* Writes the letters and digits of `text`, in lower case, as far as they fit. What is not ASCII stays. */
static void fold(const char *text, char folded[PASSWORD_HASH_BYTES]) {
    size_t bytes = 0;
    for (; *text != '\0' && bytes + 1 < PASSWORD_HASH_BYTES; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c >= 0x80 || isalnum(c)) {
            folded[bytes++] = (char)tolower(c);
        }
    }
    folded[bytes] = '\0';
}

bool password_is_a_name(const char *password, const char *username) {
    static const char site[] = "debttracker";
    static const char digits[] = "0123456789";
    char said[PASSWORD_HASH_BYTES];
    char name[PASSWORD_HASH_BYTES];
    fold(password, said);
    fold(username == NULL ? "" : username, name);
    const char *word = said + strspn(said, digits);
    const size_t behind = strncmp(word, site, sizeof site - 1) == 0 ? sizeof site - 1 : 0;
    const bool is_site = behind > 0 && word[behind + strspn(word + behind, digits)] == '\0';
    const bool is_user = *name != '\0' && strcmp(said, name) == 0;
    sodium_memzero(said, sizeof said);
    return is_site || is_user;
}

bool password_is_weaker(const char *hash, struct password_cost cost) {
    const char *at = hash;
    const long memory_kib = read_cost(&at, "$argon2id$v=19$m=");
    const long passes = read_cost(&at, ",t=");
    return memory_kib < cost.memory_kib || passes < cost.passes;
}

void password_decoy(struct password_cost cost, char hash[PASSWORD_HASH_BYTES]) {
    /* Salt (16 bytes) and hash (32 bytes) are all zero bits in base64: well-formed, and nobody's. */
    memset(hash, 0, PASSWORD_HASH_BYTES);
    (void)snprintf(hash, PASSWORD_HASH_BYTES, "$argon2id$v=19$m=%ld,t=%ld,p=1$%.*s$%.*s", cost.memory_kib,
                   cost.passes, 22, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 43,
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}
