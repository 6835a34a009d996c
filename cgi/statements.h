/* Every statement that a worker sends: one call of one function of schema api. The word is the same in the
 * route, here, and in sql/api/. */
#ifndef CGI_STATEMENTS_H
#define CGI_STATEMENTS_H

#include <stdbool.h>

enum statement {
    STATEMENT_NONE, /* of a route that asks the database nothing */
    STATEMENT_GET_HEALTH,
    STATEMENT_CHECK_REGISTRATION,
    STATEMENT_REGISTER_ACCOUNT,
    STATEMENT_LOGIN,
    STATEMENT_START_SESSION,
    STATEMENT_REFRESH_SESSION,
    STATEMENT_LOGOUT,
    STATEMENT_GET_SESSION,
    STATEMENT_LIST_SESSIONS,
    STATEMENT_END_SESSION,
    STATEMENT_END_OTHER_SESSIONS,
    STATEMENT_GET_PASSWORD_HASH,
    STATEMENT_CHANGE_PASSWORD,
    STATEMENT_REFUSE_LOGIN,
    STATEMENT_REFUSE_PASSWORD,
    STATEMENT_LIST_ACTIVITY,
    STATEMENT_CREATE_STREAM_TICKET,
    STATEMENT_TAKE_STREAM_TICKET,
    STATEMENT_CHALLENGE_PASSKEY,
    STATEMENT_CREATE_PASSKEY,
    STATEMENT_LIST_PASSKEYS,
    STATEMENT_UPDATE_PASSKEY,
    STATEMENT_DELETE_PASSKEY,
    STATEMENT_PASSKEY_LOGIN,
    STATEMENT_START_PASSKEY_SESSION,
    STATEMENT_REFUSE_PASSKEY_LOGIN,
    STATEMENT_CREATE_CONTACT,
    STATEMENT_GET_CONTACT,
    STATEMENT_LIST_CONTACTS,
    STATEMENT_UPDATE_CONTACT,
    STATEMENT_REPLACE_CONTACT,
    STATEMENT_DELETE_CONTACT,
    STATEMENT_SETTLE_CONTACT,
    STATEMENT_LIST_CONTACT_EVENTS,
    STATEMENT_CREATE_TRANSACTION,
    STATEMENT_GET_TRANSACTION,
    STATEMENT_LIST_TRANSACTIONS,
    STATEMENT_UPDATE_TRANSACTION,
    STATEMENT_REPLACE_TRANSACTION,
    STATEMENT_DELETE_TRANSACTION,
    STATEMENT_LIST_TRANSACTION_EVENTS,
    STATEMENT_LIST_EVENTS,
    STATEMENT_APPEND_EVENTS,
    STATEMENT_UNDO_EVENT,
    STATEMENT_GET_SYNC,
    STATEMENT_GET_SUMMARY,
    STATEMENT_LIST_SUMMARY_HISTORY,
    STATEMENT_GET_SETTINGS,
    STATEMENT_REPLACE_SETTINGS,
    STATEMENT_EXPORT_LEDGER,
    STATEMENT_IMPORT_LEDGER,
    STATEMENT_COUNT,
};

enum {
    STATEMENT_ARGUMENTS_MAX = 11,
    STATEMENTS_TOGETHER_MAX = 32, /* in one transaction: see db_call_all() */
};

struct statement_entry {
    const char *name; /* of the prepared statement, and of the function */
    const char *sql;
    int arguments;  /* all sent as text */
    bool read_only; /* its function sets transaction_read_only; may be sent again after a lost connection */
    bool shares;    /* is short: may share its transaction; its first argument is the ledger */
    bool rings;     /* appends an event: api.ring() follows; its first argument is the ledger */
};

/* Indexed by enum statement. */
extern const struct statement_entry statements[STATEMENT_COUNT];

/* Rings the doorbell for the ledgers $1, behind the calls. */
extern const struct statement_entry statement_ring;

/* Goes before calls that write and share a transaction. */
extern const struct statement_entry statement_share;

#endif
