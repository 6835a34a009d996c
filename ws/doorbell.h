/* The doorbell: what NOTIFY debt_doorbell carries. It only says where to look; the log tells what happened.
 */
#ifndef WS_DOORBELL_H
#define WS_DOORBELL_H

#include "site/grant.h"

#include <stdbool.h>
#include <stdint.h>

struct doorbell {
    char ledger[GRANT_UUID_BYTES];
    int64_t head;
};

/* Reads `<ledger uuid> <head>`. Returns false, *doorbell all zero, if that is not what `payload` is: any
 * role of the database may ring. */
__attribute__((warn_unused_result)) bool doorbell_parse(struct doorbell *doorbell, const char *payload);

#endif
