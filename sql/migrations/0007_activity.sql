-- What happens to an account's sessions and credentials; where its sessions are; tickets for streams.

alter table sessions add column address text check (char_length(address) <= 64);
comment on column sessions.address is 'Where it signed in, or refreshed last; NULL: not known.';
create index sessions_living on sessions (ledger_id, last_used_at) where ended_at is null;

-- No foreign key to ledgers: PostgreSQL would lock rows of this table to check it, and nobody has the right to that (below).
create table activity (
  ledger_id uuid not null,
  seq bigint generated always as identity,
  kind text not null check (kind in ('registered', 'signed_in', 'sign_in_failed', 'signed_out', 'session_ended', 'token_reused',
                                     'password_changed', 'password_failed', 'passkey_added', 'passkey_renamed', 'passkey_removed')),
  method text check (method in ('password', 'passkey')),
  session_id uuid,
  device text check (char_length(device) <= 200),
  address text check (char_length(address) <= 64),
  detail text check (char_length(detail) <= 200),
  happened_at timestamptz not null default clock_timestamp(),
  primary key (ledger_id, seq)
);
create index activity_failures on activity (ledger_id, happened_at) where kind in ('sign_in_failed', 'password_failed');
comment on table activity is 'Sign-ins, good and bad, and changes of credentials. Rows are inserted by record_activity and never changed.';
comment on column activity.seq is 'Orders the rows of an account. Not shown: it counts for all accounts together.';
comment on column activity.method is 'By what somebody signed in, or tried to.';
comment on column activity.session_id is 'The session that it happened to; NULL: none, as of a sign-in that failed.';
comment on column activity.device is 'What the device called itself (User-Agent).';
comment on column activity.detail is 'The name of the passkey, and the like.';

create function activity_is_immutable() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select from ledgers l where l.id = old.ledger_id and l.erased_at is not null) then
    return old;
  end if;
  raise exception 'activity is immutable: % is refused', tg_op using errcode = 'restrict_violation';
end
$$;
comment on function activity_is_immutable is 'Only with its whole ledger does a row go.';
create trigger activity_is_immutable before update or delete on activity for each row execute function activity_is_immutable();
create trigger activity_is_not_emptied before truncate on activity for each statement execute function activity_is_immutable();
revoke update, truncate on activity from current_user;

create unlogged table stream_tickets (
  ledger_id uuid not null,
  hash bytea not null check (octet_length(hash) = 32),
  session_id uuid not null,
  expires_at timestamptz not null,
  primary key (ledger_id, hash)
);
comment on table stream_tickets is 'Tickets that may still open a stream, each once. Not part of the record, and lost in a crash: a client asks for another.';
comment on column stream_tickets.hash is 'SHA-256 of the ticket.';

-- These take the address too now.
drop function if exists api.register_account(text, text, text, text, uuid, uuid, uuid, text, bytea);
drop function if exists api.start_session(text, uuid, uuid, uuid, text, bytea, text);
drop function if exists api.refresh_session(uuid, uuid, integer, bytea, bytea, integer);
drop function if exists api.logout(uuid, uuid);
