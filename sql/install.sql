-- The order in which the database is built: reading this list is reading the architecture.
-- `debtctl migrate` runs it in one transaction; `psql --single-transaction -f install.sql` does too, on an empty database.
-- Files under migrations/ run once, in order, and are never edited once released; all others run every time.
\ir roles.sql

-- tables
\ir migrations/0001_ledger.sql
\ir migrations/0002_projections.sql
\ir migrations/0003_listeners.sql
\ir migrations/0005_settings.sql
\ir migrations/0006_search.sql
\ir migrations/0007_activity.sql
\ir migrations/0008_sign_in_failures.sql
\ir migrations/0009_passkeys.sql
\ir migrations/0010_erasure.sql
\ir migrations/0011_erasure_search_path.sql
\ir migrations/0012_passkey_activity.sql
\ir migrations/0013_sign_in_networks.sql
\ir migrations/0014_session_lifetime.sql
\ir migrations/0015_transaction_orders.sql
\ir migrations/0016_ring.sql
\ir migrations/0017_account_activity.sql
\ir migrations/0018_find_contacts.sql
\ir migrations/0019_known_devices.sql
\ir migrations/0020_history_by_month.sql
\ir migrations/0021_days_and_counts.sql
\ir migrations/0022_contact_columns.sql
\ir migrations/0023_domains.sql

-- the log: what an event is, how it is written, hashed and shown
\ir log/refuse.sql
\ir log/canonical_json.sql
\ir log/rfc3339.sql
\ir log/event_json.sql
\ir log/event_hash.sql
\ir log/open_ledger.sql
\ir log/replayed_seq.sql
\ir log/new_id.sql
\ir log/new_aggregate_id.sql
\ir log/append_event.sql

-- the fold: what events make of the projections; the same on append and on rebuild
\ir fold/render_contact.sql
\ir fold/render_transaction.sql
\ir fold/searchable.sql
\ir fold/move_gross.sql
\ir fold/move_balance.sql
\ir fold/move_day.sql
\ir fold/refresh_contact.sql
\ir fold/aggregate_state.sql
\ir fold/resettle.sql
\ir fold/put_transaction.sql
\ir fold/put_contact.sql
\ir fold/know_growth.sql
\ir fold/apply_event.sql

-- reading: moments in time, pages, cursors, answers
\ir query/answer.sql
\ir query/read_ledger.sql
\ir query/sync_json.sql
\ir query/settings_json.sql
\ir query/not_modified.sql
\ir query/moment.sql
\ir query/search.sql
\ir query/contacts_at.sql
\ir query/transactions_at.sql
\ir query/transactions_on.sql
\ir query/contacts_on.sql
\ir query/cursor.sql
\ir query/read_page.sql
\ir query/find_contacts.sql
\ir query/aggregate_history.sql
\ir query/contact_answer.sql
\ir query/transaction_answer.sql
\ir query/csv.sql
\ir query/summary.sql
\ir query/export_piece.sql

-- deciding: what may happen
\ir decide/check_version.sql
\ir decide/contact_fields.sql
\ir decide/transaction_fields.sql
\ir decide/check_contact_reference.sql
\ir decide/check_settles.sql
\ir decide/check_sum.sql
\ir decide/check_kind.sql
\ir decide/new_transaction.sql
\ir decide/changed_transaction.sql
\ir decide/undo.sql
\ir decide/problem_code.sql
\ir decide/put_settings.sql
\ir decide/check_form.sql
\ir decide/import_events.sql
\ir decide/offline_event.sql

-- accounts: their sessions, and what happens to them
\ir account/record_activity.sql
\ir account/check_failures.sql
\ir account/begin_session.sql
\ir account/close_sessions.sql
\ir account/check_recent_sign_in.sql

-- api: what the workers may call
\ir api/get_health.sql
\ir api/check_registration.sql
\ir api/register_account.sql
\ir api/login.sql
\ir api/start_session.sql
\ir api/refresh_session.sql
\ir api/logout.sql
\ir api/get_session.sql
\ir api/list_sessions.sql
\ir api/end_session.sql
\ir api/end_other_sessions.sql
\ir api/get_password_hash.sql
\ir api/change_password.sql
\ir api/refuse_login.sql
\ir api/refuse_password.sql
\ir api/list_activity.sql
\ir api/create_stream_ticket.sql
\ir api/take_stream_ticket.sql
\ir api/challenge_passkey.sql
\ir api/create_passkey.sql
\ir api/list_passkeys.sql
\ir api/update_passkey.sql
\ir api/delete_passkey.sql
\ir api/passkey_login.sql
\ir api/refuse_passkey_login.sql
\ir api/start_passkey_session.sql
\ir api/create_contact.sql
\ir api/update_contact.sql
\ir api/replace_contact.sql
\ir api/delete_contact.sql
\ir api/settle_contact.sql
\ir api/get_contact.sql
\ir api/list_contacts.sql
\ir api/create_transaction.sql
\ir api/update_transaction.sql
\ir api/replace_transaction.sql
\ir api/delete_transaction.sql
\ir api/get_transaction.sql
\ir api/list_transactions.sql
\ir api/undo_event.sql
\ir api/append_events.sql
\ir api/list_events.sql
\ir api/list_contact_events.sql
\ir api/list_transaction_events.sql
\ir api/get_sync.sql
\ir api/get_summary.sql
\ir api/list_summary_history.sql
\ir api/get_settings.sql
\ir api/replace_settings.sql
\ir api/export_ledger.sql
\ir api/import_ledger.sql
\ir api/ring.sql
\ir api/share.sql

-- relay: what the host's one listener may call
\ir relay/open_stream.sql
\ir relay/read_events.sql
\ir relay/sweep.sql

-- operator: what debtctl calls
\ir operator/list_ledgers.sql
\ir operator/list_accounts.sql
\ir operator/add_account.sql
\ir operator/named_account.sql
\ir operator/set_password.sql
\ir operator/disable_account.sql
\ir operator/enable_account.sql
\ir operator/delete_account.sql
\ir operator/list_activity.sql
\ir operator/issue_session.sql
\ir operator/replay.sql
\ir operator/rebuild.sql
\ir operator/verify_log.sql
\ir operator/verify_projections.sql
\ir operator/verify.sql
\ir operator/import_ledger.sql

\ir grants.sql
