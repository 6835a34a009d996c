/* The most common passwords of at least 10 characters: what is tried first. */
#ifndef SITE_COMMON_PASSWORDS_H
#define SITE_COMMON_PASSWORDS_H

enum { COMMON_PASSWORDS = 1557 };

/* In lower case, in the order of strcmp(). */
extern const char *const common_passwords[COMMON_PASSWORDS];

#endif
