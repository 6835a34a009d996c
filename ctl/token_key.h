/* The site's token key, as debtctl finds it. */
#ifndef CTL_TOKEN_KEY_H
#define CTL_TOKEN_KEY_H

#include <stdbool.h>

/* Whether there is a file at `path`; says what to do if there is none. The workers make the key: made here it
 * would belong to whoever runs this, and be closed to them. */
__attribute__((warn_unused_result)) bool token_key_is_there(const char *path);

#endif
