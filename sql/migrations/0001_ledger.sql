-- The truth: ledgers, their events, and the accounts and sessions that may reach them.

create extension if not exists unaccent with schema debt;

create table ledgers (
  id uuid primary key,
  epoch uuid not null default gen_random_uuid(),
  head bigint not null default 0 check (head >= 0),
  hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32),
  recorded_at timestamptz not null default '-infinity',
  erased_at timestamptz
) with (fillfactor = 50);  -- the row changes with every event: room for the new version on the same page (HOT)
comment on table ledgers is 'One row a ledger. Its lock is what puts the ledger''s events in order.';
comment on column ledgers.epoch is 'Changes when the database is restored to an earlier state: what a client has seen may then not have happened.';
comment on column ledgers.head is 'seq of the newest event; 0 before the first.';
comment on column ledgers.hash is 'hash of the newest event; 32 zero bytes before the first.';
comment on column ledgers.recorded_at is 'recorded_at of the newest event: the next one''s is never earlier.';
comment on column ledgers.erased_at is 'When the account was deleted; the row stays as a tombstone.';

create table accounts (
  id uuid primary key,
  ledger_id uuid not null unique references ledgers,
  username text not null check (char_length(username) between 1 and 64),
  display_name text not null check (char_length(display_name) between 1 and 200),
  password_hash text,
  created_at timestamptz not null default clock_timestamp(),
  disabled_at timestamptz
);
create unique index accounts_by_username on accounts (lower(username));
comment on table accounts is 'The directory: a user name leads to an account and to its ledger.';
comment on column accounts.password_hash is 'Argon2id in PHC string format; NULL: no sign-in by password.';

create table sessions (
  ledger_id uuid not null references ledgers,
  id uuid not null,
  account_id uuid not null references accounts,
  device text check (char_length(device) <= 200),
  started_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  refresh_generation integer not null default 1,
  refresh_hash bytea check (octet_length(refresh_hash) = 32),
  previous_hash bytea check (octet_length(previous_hash) = 32),
  rotated_at timestamptz not null default clock_timestamp(),
  primary key (ledger_id, id)
);
comment on table sessions is 'Signed-in devices. An ended session stays: events name its device.';
comment on column sessions.device is 'What the device called itself (User-Agent) when it signed in.';
comment on column sessions.last_used_at is 'Last refresh.';
comment on column sessions.refresh_hash is 'SHA-256 of the refresh token of generation refresh_generation; NULL: none was given out.';
comment on column sessions.previous_hash is 'SHA-256 of the one before: good for 30 s after rotated_at, for a device that lost the reply.';

-- No foreign key to ledgers here: append_event holds the ledger's row locked when it inserts.
create table events (
  ledger_id uuid not null,
  seq bigint not null check (seq > 0),
  id uuid not null,
  type text not null check (type in ('CONTACT_CREATED', 'CONTACT_UPDATED', 'CONTACT_DELETED', 'TRANSACTION_CREATED',
                                     'TRANSACTION_UPDATED', 'TRANSACTION_DELETED', 'EVENT_UNDONE')),
  aggregate_type text not null check (aggregate_type in ('contact', 'transaction')),
  aggregate_id uuid not null,
  version bigint not null check (version > 0),
  data json not null,
  comment text,
  account_id uuid not null,
  device text,
  made_at timestamptz,
  recorded_at timestamptz not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (ledger_id, seq),
  constraint events_id unique (ledger_id, id),
  constraint events_version unique (ledger_id, aggregate_id, version)
);
comment on table events is 'What happened, in order, for ever. Rows are inserted by append_event and never changed.';
comment on column events.seq is '1, 2, 3 … in each ledger, without a gap, in the order of the commits.';
comment on column events.id is 'The request''s Idempotency-Key, or the id that an offline client gave, or one drawn here.';
comment on column events.version is '1, 2, 3 … in each aggregate.';
comment on column events.data is 'What the event says, and only that: canonical JSON (RFC 8785), as it was hashed.';
comment on column events.made_at is 'The client''s clock, where it told; orders nothing.';
comment on column events.recorded_at is 'Taken under the ledger''s lock; never decreases with seq.';
comment on column events.hash is 'SHA-256 over the hash before and the canonical form of this row: see event_hash.';

create function events_are_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'events are immutable: % is refused', tg_op using errcode = 'restrict_violation';
end
$$;
create trigger events_are_immutable before update or delete or truncate on events
  for each statement execute function events_are_immutable();
revoke update, delete, truncate on events from current_user;

create table idempotency_keys (
  ledger_id uuid not null,
  event_id uuid not null,
  request bytea not null check (octet_length(request) = 32),
  primary key (ledger_id, event_id)
);
comment on table idempotency_keys is 'Binds an Idempotency-Key (which became the event''s id) to its request.';
comment on column idempotency_keys.request is 'SHA-256 of the operation''s name, its target and its body as jsonb.';
