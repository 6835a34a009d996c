/* The nouns: each file declares a table of routes, which ends with a row whose method is NULL. */
#ifndef CGI_ROUTES_H
#define CGI_ROUTES_H

#include "router.h"

extern const struct route accounts_routes[];
extern const struct route passkeys_routes[];
extern const struct route contacts_routes[];
extern const struct route events_routes[];
extern const struct route health_routes[];
extern const struct route ledger_file_routes[];
extern const struct route overview_routes[];
extern const struct route passwords_routes[];
extern const struct route sessions_routes[];
extern const struct route stream_grant_routes[];
extern const struct route stream_ticket_routes[];
extern const struct route transactions_routes[];

#endif
