-- Passkeys (WebAuthn), and the challenges that they have met.

create table passkeys (
  ledger_id uuid not null references ledgers,
  id uuid not null,
  name text not null check (char_length(name) between 1 and 100),
  credential_id bytea not null check (octet_length(credential_id) between 1 and 1023),
  public_key bytea not null check (octet_length(public_key) between 1 and 1024),
  sign_count bigint not null check (sign_count between 0 and 4294967295),
  backup_eligible boolean not null,
  backed_up boolean not null check (backup_eligible or not backed_up),
  transports text[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  primary key (ledger_id, id),
  constraint passkeys_credential unique (ledger_id, credential_id)
);
comment on table passkeys is 'Credential records (WebAuthn L3 §4) of the account of a ledger. The user handle is the ledger''s id.';
comment on column passkeys.public_key is 'COSE_Key, as the authenticator gave it.';
comment on column passkeys.sign_count is 'The authenticator''s counter at the last sign-in; 0 for ever where it has none.';

create table used_challenges (
  ledger_id uuid not null references ledgers,
  challenge bytea not null check (octet_length(challenge) = 32),
  expires_at timestamptz not null,
  primary key (ledger_id, challenge)
);
comment on table used_challenges is 'Challenges that were met, so that none is met twice. Those that are only open are stored nowhere.';
