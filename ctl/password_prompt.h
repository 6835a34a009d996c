/* A password from the operator. */
#ifndef CTL_PASSWORD_PROMPT_H
#define CTL_PASSWORD_PROMPT_H

#include "command.h"
#include "site/password.h"

#include <stdbool.h>
#include <stdio.h>

enum {
    /* In UTF-8, with the NUL, and with room for one character too many, so that such a password shows. */
    PASSWORD_TEXT_BYTES = (PASSWORD_CHARACTERS_MAX + 1) * 4 + 1,
};

/* Reads the first line of `in`, without its line feed. Returns false after it has said why: nothing there,
 * not UTF-8, too short, too long. */
__attribute__((warn_unused_result)) bool password_read(FILE *in, char password[PASSWORD_TEXT_BYTES]);

/* Asks at the terminal, without echo, twice. Returns false after it has said why: no terminal, not UTF-8, too
 * short, too long, or two different answers. A signal that would end the program still does, with the
 * terminal's echo back on. */
__attribute__((warn_unused_result)) bool password_prompt(char password[PASSWORD_TEXT_BYTES]);

/* Takes a password for `username` by one of the two and hashes it at the cost that the settings say;
 * STATUS_REFUSED after it has said why not: also of what the site itself would refuse, the most common ones,
 * its own name and the user's. */
__attribute__((warn_unused_result)) enum status password_hash_new(const struct settings *settings,
                                                                  const char *username, bool from_stdin,
                                                                  char hash[PASSWORD_HASH_BYTES]);

#endif
