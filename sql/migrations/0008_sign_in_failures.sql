-- Guessing passwords: what failed lately, so that the next guess can be refused before it is hashed.

create unlogged table sign_in_failures (
  username_hash bytea not null check (octet_length(username_hash) = 32),
  address text not null check (char_length(address) <= 64),
  since timestamptz not null default clock_timestamp(),
  count integer not null default 1 check (count > 0),
  primary key (username_hash, address)
);
create index sign_in_failures_by_age on sign_in_failures (since);
comment on table sign_in_failures is 'Failed sign-ins of the last ten minutes. Not part of the record, and lost in a crash.';
comment on column sign_in_failures.username_hash is 'SHA-256 of the user name in lower case, whether there is such an account or not.';
comment on column sign_in_failures.since is 'The first of them; ten minutes later the row counts no more.';

drop function if exists api.login(text);
