#include "token_key.h"

#include <stdio.h>
#include <unistd.h>

bool token_key_is_there(const char *path) {
    if (access(path, F_OK) == 0) {
        return true;
    }
    (void)fprintf(stderr,
                  "debtctl: there is no token key %s: a worker (debt-api) makes it when it first starts.\n"
                  "The setting token_key_file says where it is.\n",
                  path);
    return false;
}
