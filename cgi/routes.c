#include "routes.h"

const struct route *const route_tables[] = {
    accounts_routes,
    sessions_routes,
    passwords_routes,
    stream_ticket_routes,
    passkeys_routes,
    contacts_routes,
    transactions_routes,
    events_routes,
    overview_routes,
    ledger_file_routes,
    health_routes,
    stream_grant_routes,
    NULL,
};
