#include "statements.h"

/* The columns of api.answer, in the order of enum answer_column. Not `from api.call()`: what a function in
 * FROM returns is copied into a store for rows and read from there. OFFSET 0 keeps the planner from calling
 * the function once for each column. */
#define ANSWER_OF(call)                                                                                      \
    "select (made.answer).body, (made.answer).etag, (made.answer).id, (made.answer).replayed, "              \
    "(made.answer).next from (select api." call " as answer offset 0) as made"

#define READ_COLLECTION "($1::uuid, $2::uuid, $3::text, $4::jsonb)"
#define READ_ITEM "($1::uuid, $2::uuid, $3::text, $4::jsonb, $5::uuid)"
#define WRITE "($1::uuid, $2::uuid, $3::uuid, $4::jsonb)"
#define WRITE_ITEM "($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5::uuid, $6::bigint)"

const struct statement_entry statements[STATEMENT_COUNT] = {
    [STATEMENT_GET_HEALTH] = { .name = "get_health", .sql = ANSWER_OF("get_health()"), .read_only = true },

    [STATEMENT_CHECK_REGISTRATION] = { .name = "check_registration",
                                       .sql = ANSWER_OF("check_registration($1::text, $2::text)"),
                                       .arguments = 2,
                                       .read_only = true },
    [STATEMENT_REGISTER_ACCOUNT] = { .name = "register_account",
                                     .sql = ANSWER_OF(
                                         "register_account($1::text, $2::text, $3::text, $4::text, $5::uuid, "
                                         "$6::uuid, $7::uuid, $8::text, $9::bytea, $10::text)"),
                                     .arguments = 10 },
    [STATEMENT_LOGIN] = { .name = "login",
                          .sql = "select ledger, account, password_hash, is_known "
                                 "from api.login($1::text, $2::text, $3::uuid, $4::uuid)",
                          .arguments = 4,
                          .read_only = true },
    [STATEMENT_START_SESSION] = { .name = "start_session",
                                  .sql = ANSWER_OF("start_session($1::text, $2::uuid, $3::uuid, $4::uuid, "
                                                   "$5::text, $6::bytea, $7::text, $8::text, $9::text, "
                                                   "$10::uuid, $11::uuid)"),
                                  .arguments = 11 },
    [STATEMENT_REFRESH_SESSION] = { .name = "refresh_session",
                                    .sql =
                                        "select * from api.refresh_session($1::uuid, $2::uuid, $3::integer, "
                                        "$4::bytea, $5::bytea, $6::integer, $7::text, $8::integer)",
                                    .arguments = 8 },
    [STATEMENT_LOGOUT] = { .name = "logout",
                           .sql = ANSWER_OF("logout($1::uuid, $2::uuid, $3::text, $4::text)"),
                           .arguments = 4 },
    [STATEMENT_GET_SESSION] = { .name = "get_session",
                                .sql = ANSWER_OF("get_session" READ_COLLECTION),
                                .arguments = 4,
                                .read_only = true },

    [STATEMENT_LIST_SESSIONS] = { .name = "list_sessions",
                                  .sql = ANSWER_OF("list_sessions" READ_COLLECTION),
                                  .arguments = 4,
                                  .read_only = true },
    [STATEMENT_END_SESSION] = { .name = "end_session",
                                .sql = ANSWER_OF(
                                    "end_session($1::uuid, $2::uuid, $3::uuid, $4::text, $5::text)"),
                                .arguments = 5 },
    [STATEMENT_END_OTHER_SESSIONS] = { .name = "end_other_sessions",
                                       .sql = ANSWER_OF(
                                           "end_other_sessions($1::uuid, $2::uuid, $3::text, $4::text)"),
                                       .arguments = 4 },
    [STATEMENT_GET_PASSWORD_HASH] = { .name = "get_password_hash",
                                      .sql = "select api.get_password_hash($1::uuid, $2::uuid, $3::text)",
                                      .arguments = 3,
                                      .read_only = true },
    [STATEMENT_CHANGE_PASSWORD] = { .name = "change_password",
                                    .sql = ANSWER_OF("change_password($1::uuid, $2::uuid, $3::text, "
                                                     "$4::text, $5::text, $6::text)"),
                                    .arguments = 6 },
    [STATEMENT_REFUSE_LOGIN] = { .name = "refuse_login",
                                 .sql = ANSWER_OF(
                                     "refuse_login($1::text, $2::text, $3::text, $4::uuid, $5::uuid)"),
                                 .arguments = 5 },
    [STATEMENT_REFUSE_PASSWORD] = { .name = "refuse_password",
                                    .sql =
                                        ANSWER_OF("refuse_password($1::uuid, $2::uuid, $3::text, $4::text)"),
                                    .arguments = 4 },
    [STATEMENT_LIST_ACTIVITY] = { .name = "list_activity",
                                  .sql = ANSWER_OF("list_activity" READ_COLLECTION),
                                  .arguments = 4,
                                  .read_only = true },
    [STATEMENT_CREATE_STREAM_TICKET] = { .name = "create_stream_ticket",
                                         .sql = ANSWER_OF("create_stream_ticket($1::uuid, $2::uuid, "
                                                          "$3::bytea, $4::integer)"),
                                         .arguments = 4 },
    [STATEMENT_TAKE_STREAM_TICKET] = { .name = "take_stream_ticket",
                                       .sql = "select api.take_stream_ticket($1::uuid, $2::bytea)",
                                       .arguments = 2 },
    [STATEMENT_CHALLENGE_PASSKEY] = { .name = "challenge_passkey",
                                      .sql = "select user_names, known from api.challenge_passkey($1::uuid, "
                                             "$2::uuid)",
                                      .arguments = 2,
                                      .read_only = true },
    [STATEMENT_CREATE_PASSKEY] = { .name = "create_passkey",
                                   .sql = ANSWER_OF(
                                       "create_passkey($1::uuid, $2::uuid, $3::bytea, $4::bigint, $5::jsonb, "
                                       "$6::text)"),
                                   .arguments = 6 },
    [STATEMENT_LIST_PASSKEYS] = { .name = "list_passkeys",
                                  .sql = ANSWER_OF("list_passkeys" READ_COLLECTION),
                                  .arguments = 4,
                                  .read_only = true },
    [STATEMENT_UPDATE_PASSKEY] = { .name = "update_passkey",
                                   .sql = ANSWER_OF(
                                       "update_passkey($1::uuid, $2::uuid, $3::jsonb, $4::uuid, $5::text)"),
                                   .arguments = 5 },
    [STATEMENT_DELETE_PASSKEY] = { .name = "delete_passkey",
                                   .sql = ANSWER_OF("delete_passkey($1::uuid, $2::uuid, $3::uuid, $4::text)"),
                                   .arguments = 4 },
    [STATEMENT_PASSKEY_LOGIN] = { .name = "passkey_login",
                                  .sql = "select account, public_key, sign_count, backup_eligible "
                                         "from api.passkey_login($1::uuid, $2::bytea)",
                                  .arguments = 2,
                                  .read_only = true },
    [STATEMENT_START_PASSKEY_SESSION] = { .name = "start_passkey_session",
                                          .sql = ANSWER_OF(
                                              "start_passkey_session($1::uuid, $2::bytea, $3::bytea, "
                                              "$4::bigint, "
                                              "$5::bigint, $6::boolean, $7::uuid, $8::text, $9::bytea, "
                                              "$10::text)"),
                                          .arguments = 10 },
    [STATEMENT_REFUSE_PASSKEY_LOGIN] = { .name = "refuse_passkey_login",
                                         .sql = ANSWER_OF(
                                             "refuse_passkey_login($1::uuid, $2::bytea, $3::text, $4::text)"),
                                         .arguments = 4 },

    [STATEMENT_CREATE_CONTACT] = { .name = "create_contact",
                                   .sql = ANSWER_OF("create_contact" WRITE),
                                   .arguments = 4,
                                   .shares = true,
                                   .rings = true },
    [STATEMENT_GET_CONTACT] = { .name = "get_contact",
                                .sql = ANSWER_OF("get_contact" READ_ITEM),
                                .arguments = 5,
                                .shares = true,
                                .read_only = true },
    [STATEMENT_LIST_CONTACTS] = { .name = "list_contacts",
                                  .sql = ANSWER_OF("list_contacts" READ_COLLECTION),
                                  .arguments = 4,
                                  .shares = true,
                                  .read_only = true },

    [STATEMENT_UPDATE_CONTACT] = { .name = "update_contact",
                                   .sql = ANSWER_OF("update_contact" WRITE_ITEM),
                                   .arguments = 6,
                                   .shares = true,
                                   .rings = true },
    [STATEMENT_REPLACE_CONTACT] = { .name = "replace_contact",
                                    .sql = ANSWER_OF("replace_contact" WRITE_ITEM),
                                    .arguments = 6,
                                    .shares = true,
                                    .rings = true },
    [STATEMENT_DELETE_CONTACT] = { .name = "delete_contact",
                                   .sql = ANSWER_OF("delete_contact" WRITE_ITEM),
                                   .arguments = 6,
                                   .rings = true },
    [STATEMENT_SETTLE_CONTACT] = { .name = "settle_contact",
                                   .sql = ANSWER_OF("settle_contact" WRITE_ITEM),
                                   .arguments = 6,
                                   .rings = true },
    [STATEMENT_LIST_CONTACT_EVENTS] = { .name = "list_contact_events",
                                        .sql = ANSWER_OF("list_contact_events" READ_ITEM),
                                        .arguments = 5,
                                        .read_only = true },

    [STATEMENT_CREATE_TRANSACTION] = { .name = "create_transaction",
                                       .sql = ANSWER_OF("create_transaction" WRITE),
                                       .arguments = 4,
                                       .shares = true,
                                       .rings = true },
    [STATEMENT_GET_TRANSACTION] = { .name = "get_transaction",
                                    .sql = ANSWER_OF("get_transaction" READ_ITEM),
                                    .arguments = 5,
                                    .shares = true,
                                    .read_only = true },
    [STATEMENT_LIST_TRANSACTIONS] = { .name = "list_transactions",
                                      .sql = ANSWER_OF("list_transactions" READ_COLLECTION),
                                      .arguments = 4,
                                      .shares = true,
                                      .read_only = true },

    [STATEMENT_UPDATE_TRANSACTION] = { .name = "update_transaction",
                                       .sql = ANSWER_OF("update_transaction" WRITE_ITEM),
                                       .arguments = 6,
                                       .shares = true,
                                       .rings = true },
    [STATEMENT_REPLACE_TRANSACTION] = { .name = "replace_transaction",
                                        .sql = ANSWER_OF("replace_transaction" WRITE_ITEM),
                                        .arguments = 6,
                                        .shares = true,
                                        .rings = true },
    [STATEMENT_DELETE_TRANSACTION] = { .name = "delete_transaction",
                                       .sql = ANSWER_OF("delete_transaction" WRITE_ITEM),
                                       .arguments = 6,
                                       .rings = true },
    [STATEMENT_LIST_TRANSACTION_EVENTS] = { .name = "list_transaction_events",
                                            .sql = ANSWER_OF("list_transaction_events" READ_ITEM),
                                            .arguments = 5,
                                            .read_only = true },

    [STATEMENT_LIST_EVENTS] = { .name = "list_events",
                                .sql = ANSWER_OF("list_events" READ_COLLECTION),
                                .arguments = 4,
                                .shares = true,
                                .read_only = true },
    [STATEMENT_APPEND_EVENTS] = { .name = "append_events",
                                  .sql = ANSWER_OF("append_events($1::uuid, $2::uuid, $3::jsonb, $4::jsonb)"),
                                  .arguments = 4,
                                  .shares = true,
                                  .rings = true },
    [STATEMENT_UNDO_EVENT] = { .name = "undo_event",
                               .sql = ANSWER_OF("undo_event" WRITE_ITEM),
                               .arguments = 6,
                               .rings = true },
    [STATEMENT_GET_SUMMARY] = { .name = "get_summary",
                                .sql = ANSWER_OF("get_summary" READ_COLLECTION),
                                .arguments = 4,
                                .read_only = true },
    [STATEMENT_LIST_SUMMARY_HISTORY] = { .name = "list_summary_history",
                                         .sql = ANSWER_OF("list_summary_history" READ_COLLECTION),
                                         .arguments = 4,
                                         .read_only = true },
    [STATEMENT_GET_SETTINGS] = { .name = "get_settings",
                                 .sql = ANSWER_OF("get_settings" READ_COLLECTION),
                                 .arguments = 4,
                                 .read_only = true },
    [STATEMENT_REPLACE_SETTINGS] = { .name = "replace_settings",
                                     .sql = ANSWER_OF(
                                         "replace_settings($1::uuid, $2::uuid, $3::jsonb, $4::bigint)"),
                                     .arguments = 4 },
    [STATEMENT_EXPORT_LEDGER] = { .name = "export_ledger",
                                  .sql = ANSWER_OF(
                                      "export_ledger($1::uuid, $2::uuid, $3::text, $4::jsonb, $5::text)"),
                                  .arguments = 5,
                                  .read_only = true },
    [STATEMENT_IMPORT_LEDGER] = { .name = "import_ledger",
                                  .sql = ANSWER_OF("import_ledger($1::uuid, $2::uuid, $3::jsonb)"),
                                  .arguments = 3,
                                  .rings = true },
    [STATEMENT_GET_SYNC] = { .name = "get_sync",
                             .sql = ANSWER_OF("get_sync" READ_COLLECTION),
                             .arguments = 4,
                             .shares = true,
                             .read_only = true },
};

const struct statement_entry statement_ring = {
    .name = "ring",
    .sql = "select api.ring($1::uuid[])",
    .arguments = 1,
};

const struct statement_entry statement_share = {
    .name = "share",
    .sql = "select api.share()",
};
