#include "statements.h"

/* The columns of api.answer, in the order of enum answer_column. */
#define ANSWER_OF "select body, etag, id, replayed, next from api."

#define READ_COLLECTION "($1::uuid, $2::uuid, $3::text, $4::jsonb)"
#define READ_ITEM "($1::uuid, $2::uuid, $3::text, $4::jsonb, $5::uuid)"
#define WRITE "($1::uuid, $2::uuid, $3::uuid, $4::jsonb)"
#define WRITE_ITEM "($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5::uuid, $6::bigint)"

const struct statement_entry statements[STATEMENT_COUNT] = {
    [STATEMENT_GET_HEALTH] = { .name = "get_health", .sql = ANSWER_OF "get_health()", .read_only = true },

    [STATEMENT_CHECK_REGISTRATION] = { .name = "check_registration",
                                       .sql = ANSWER_OF "check_registration($1::text, $2::text)",
                                       .arguments = 2,
                                       .read_only = true },
    [STATEMENT_REGISTER_ACCOUNT] = { .name = "register_account",
                                     .sql = ANSWER_OF
                                     "register_account($1::text, $2::text, $3::text, $4::text, $5::uuid, "
                                     "$6::uuid, $7::uuid, $8::text, $9::bytea)",
                                     .arguments = 9 },
    [STATEMENT_LOGIN] = { .name = "login",
                          .sql = "select ledger, account, password_hash from api.login($1::text)",
                          .arguments = 1,
                          .read_only = true },
    [STATEMENT_START_SESSION] = { .name = "start_session",
                                  .sql = ANSWER_OF "start_session($1::text, $2::uuid, $3::uuid, $4::uuid, "
                                                   "$5::text, $6::bytea, $7::text)",
                                  .arguments = 7 },
    [STATEMENT_REFRESH_SESSION] = { .name = "refresh_session",
                                    .sql =
                                        "select * from api.refresh_session($1::uuid, $2::uuid, $3::integer, "
                                        "$4::bytea, $5::bytea, $6::integer)",
                                    .arguments = 6 },
    [STATEMENT_LOGOUT] = { .name = "logout", .sql = ANSWER_OF "logout($1::uuid, $2::uuid)", .arguments = 2 },
    [STATEMENT_GET_SESSION] = { .name = "get_session",
                                .sql = ANSWER_OF "get_session" READ_COLLECTION,
                                .arguments = 4,
                                .read_only = true },

    [STATEMENT_CREATE_CONTACT] = { .name = "create_contact",
                                   .sql = ANSWER_OF "create_contact" WRITE,
                                   .arguments = 4,
                                   .rings = true },
    [STATEMENT_GET_CONTACT] = { .name = "get_contact",
                                .sql = ANSWER_OF "get_contact" READ_ITEM,
                                .arguments = 5,
                                .read_only = true },
    [STATEMENT_LIST_CONTACTS] = { .name = "list_contacts",
                                  .sql = ANSWER_OF "list_contacts" READ_COLLECTION,
                                  .arguments = 4,
                                  .read_only = true },

    [STATEMENT_UPDATE_CONTACT] = { .name = "update_contact",
                                   .sql = ANSWER_OF "update_contact" WRITE_ITEM,
                                   .arguments = 6,
                                   .rings = true },
    [STATEMENT_REPLACE_CONTACT] = { .name = "replace_contact",
                                    .sql = ANSWER_OF "replace_contact" WRITE_ITEM,
                                    .arguments = 6,
                                    .rings = true },
    [STATEMENT_DELETE_CONTACT] = { .name = "delete_contact",
                                   .sql = ANSWER_OF "delete_contact" WRITE_ITEM,
                                   .arguments = 6,
                                   .rings = true },
    [STATEMENT_SETTLE_CONTACT] = { .name = "settle_contact",
                                   .sql = ANSWER_OF "settle_contact" WRITE_ITEM,
                                   .arguments = 6,
                                   .rings = true },
    [STATEMENT_LIST_CONTACT_EVENTS] = { .name = "list_contact_events",
                                        .sql = ANSWER_OF "list_contact_events" READ_ITEM,
                                        .arguments = 5,
                                        .read_only = true },

    [STATEMENT_CREATE_TRANSACTION] = { .name = "create_transaction",
                                       .sql = ANSWER_OF "create_transaction" WRITE,
                                       .arguments = 4,
                                       .rings = true },
    [STATEMENT_GET_TRANSACTION] = { .name = "get_transaction",
                                    .sql = ANSWER_OF "get_transaction" READ_ITEM,
                                    .arguments = 5,
                                    .read_only = true },
    [STATEMENT_LIST_TRANSACTIONS] = { .name = "list_transactions",
                                      .sql = ANSWER_OF "list_transactions" READ_COLLECTION,
                                      .arguments = 4,
                                      .read_only = true },

    [STATEMENT_UPDATE_TRANSACTION] = { .name = "update_transaction",
                                       .sql = ANSWER_OF "update_transaction" WRITE_ITEM,
                                       .arguments = 6,
                                       .rings = true },
    [STATEMENT_REPLACE_TRANSACTION] = { .name = "replace_transaction",
                                        .sql = ANSWER_OF "replace_transaction" WRITE_ITEM,
                                        .arguments = 6,
                                        .rings = true },
    [STATEMENT_DELETE_TRANSACTION] = { .name = "delete_transaction",
                                       .sql = ANSWER_OF "delete_transaction" WRITE_ITEM,
                                       .arguments = 6,
                                       .rings = true },
    [STATEMENT_LIST_TRANSACTION_EVENTS] = { .name = "list_transaction_events",
                                            .sql = ANSWER_OF "list_transaction_events" READ_ITEM,
                                            .arguments = 5,
                                            .read_only = true },

    [STATEMENT_LIST_EVENTS] = { .name = "list_events",
                                .sql = ANSWER_OF "list_events" READ_COLLECTION,
                                .arguments = 4,
                                .read_only = true },
    [STATEMENT_APPEND_EVENTS] = { .name = "append_events",
                                  .sql = ANSWER_OF "append_events($1::uuid, $2::uuid, $3::jsonb, $4::jsonb)",
                                  .arguments = 4,
                                  .rings = true },
    [STATEMENT_UNDO_EVENT] = { .name = "undo_event",
                               .sql = ANSWER_OF "undo_event" WRITE_ITEM,
                               .arguments = 6,
                               .rings = true },
    [STATEMENT_GET_SUMMARY] = { .name = "get_summary",
                                .sql = ANSWER_OF "get_summary" READ_COLLECTION,
                                .arguments = 4,
                                .read_only = true },
    [STATEMENT_LIST_SUMMARY_HISTORY] = { .name = "list_summary_history",
                                         .sql = ANSWER_OF "list_summary_history" READ_COLLECTION,
                                         .arguments = 4,
                                         .read_only = true },
    [STATEMENT_GET_SETTINGS] = { .name = "get_settings",
                                 .sql = ANSWER_OF "get_settings" READ_COLLECTION,
                                 .arguments = 4,
                                 .read_only = true },
    [STATEMENT_REPLACE_SETTINGS] = { .name = "replace_settings",
                                     .sql = ANSWER_OF
                                     "replace_settings($1::uuid, $2::uuid, $3::jsonb, $4::bigint)",
                                     .arguments = 4 },
    [STATEMENT_GET_SYNC] = { .name = "get_sync",
                             .sql = ANSWER_OF "get_sync" READ_COLLECTION,
                             .arguments = 4,
                             .read_only = true },
};

/* In the implicit transaction of a pipeline this needs no BEGIN and COMMIT around it, so a read that fails
 * leaves no transaction open. */
const struct statement_entry statement_read_only = {
    .name = "read_only",
    .sql = "select pg_catalog.set_config('transaction_read_only', 'on', true)",
};

const struct statement_entry statement_ring = {
    .name = "ring",
    .sql = "select api.ring($1::uuid)",
    .arguments = 1,
};
