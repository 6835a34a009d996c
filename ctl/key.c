/* debtctl key rotate: a new key for tokens, without signing anyone out. */
#include "site/key.h"
#include "command.h"
#include "token_key.h"

#include <sodium.h>
#include <stdio.h>
#include <time.h>

enum { DAY_SECONDS = 24 * 60 * 60 };

static enum status run(const struct call *call);

const struct command key_rotate_command = {
    .name = "key rotate",
    .arguments = "",
    .summary = "sign tokens with a new key, and sign nobody out",
    .text =
        "The keys before it go on verifying until the longest life of a token (refresh_token_days) is over.\n"
        "The workers take the new key up by themselves.",
    .run = run,
};

static enum status run(const struct call *call) {
    const char *path = call->settings->token_key_file;
    if (!token_key_is_there(path)) {
        return STATUS_REFUSED;
    }
    struct key_ring ring;
    const int64_t keep_seconds = (int64_t)(call->settings->refresh_token_days + 1) * DAY_SECONDS;
    if (!key_ring_rotate(path, 0600, (int64_t)time(NULL), keep_seconds, &ring)) {
        return STATUS_REFUSED;
    }
    (void)printf("a new key signs; %zu older one%s verif%s\n", ring.count - 1, ring.count == 2 ? "" : "s",
                 ring.count == 2 ? "ies" : "y");
    sodium_memzero(&ring, sizeof ring);
    return STATUS_DONE;
}
