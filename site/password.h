/* Passwords are kept as Argon2id hashes (RFC 9106) in libsodium's text form, "$argon2id$v=19$m=…,t=…,p=1$…".
 */
#ifndef SITE_PASSWORD_H
#define SITE_PASSWORD_H

#include <stdbool.h>

enum {
    PASSWORD_HASH_BYTES = 128, /* the longest hash, with its NUL (crypto_pwhash_STRBYTES) */
    /* Of a new password, by whatever way it comes. */
    PASSWORD_CHARACTERS_MIN = 10,
    PASSWORD_CHARACTERS_MAX = 1024,
};

/* What one hash costs: memory in KiB, and passes over it. */
struct password_cost {
    long memory_kib;
    long passes;
};

/* Hashes `password` with a fresh salt. Returns false if there is not enough memory. */
__attribute__((warn_unused_result)) bool password_hash(const char *password, struct password_cost cost,
                                                       char hash[PASSWORD_HASH_BYTES]);

/* Whether `password` is the one that `hash` was made of. Takes as long as hashing with that hash's own cost.
 */
__attribute__((warn_unused_result)) bool password_verify(const char *password, const char *hash);

/* Whether `hash` was made at a lower cost than `cost` (less memory or fewer passes), or is of another kind,
 * so that it should be made anew while the password is at hand. */
bool password_is_weaker(const char *hash, struct password_cost cost);

/* Whether `password`, in whatever case, is one of the most common of at least 10 characters
 * (common_passwords.c), or one character again and again: what an attacker tries first (NIST SP 800-63B-4
 * §3.1.1.2). */
bool password_is_common(const char *password);

/* Whether `password` says no more than where it is used, "debt tracker" with or without digits around it, or
 * by whom: `username` (NULL: not known). In whatever case, and with whatever signs and blanks between. */
bool password_is_a_name(const char *password, const char *username);

/* Writes a hash that no password has, at the given cost: to verify against where there is no account, so that
 * the time of an answer does not tell whether the user name exists. */
void password_decoy(struct password_cost cost, char hash[PASSWORD_HASH_BYTES]);

#endif
