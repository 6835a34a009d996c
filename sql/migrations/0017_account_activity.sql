-- That the operator disabled or enabled an account is part of what happened to it.
alter table activity drop constraint activity_kind_check;
alter table activity add constraint activity_kind_check
  check (kind in ('registered', 'signed_in', 'sign_in_failed', 'signed_out', 'session_ended', 'token_reused', 'password_changed', 'password_failed',
                  'passkey_added', 'passkey_renamed', 'passkey_removed', 'account_disabled', 'account_enabled'));
