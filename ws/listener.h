/* The Unix socket on which the relay is reached, and what the process needs to serve many. */
#ifndef WS_LISTENER_H
#define WS_LISTENER_H

#include "site/settings.h"

#include <stddef.h>
#include <sys/types.h>

struct listener {
    int socket; /* non-blocking; -1 if not open */
    char path[SETTING_TEXT_BYTES];
    dev_t device; /* of the file at `path`: it is removed only if it is still this one */
    ino_t inode;
};

/* Listens at `path`, mode 0660. A socket that nobody listens to any more is replaced. Returns false after it
 * has logged why: a listener is there, or a file that is no socket, or the folder refuses. */
__attribute__((warn_unused_result)) bool listener_open(struct listener *listener, const char *path);

/* Closes the socket and removes its file. */
void listener_close(struct listener *listener);

/* Raises the limit of open files as far as it goes. Returns how many of `streams` streams there is room for;
 * at least 1. */
size_t listener_raise_limit(size_t streams);

#endif
