-- How a person wants to see the ledger. Not part of the record: no event tells of it.

create table settings (
  ledger_id uuid primary key references ledgers,
  version bigint not null check (version > 1),
  chosen jsonb not null check (jsonb_typeof(chosen) = 'object')
);
comment on table settings is 'What was chosen on the settings page of a ledger; no row: nothing yet, which is version 1.';
comment on column settings.version is 'Counts the changes, for If-Match.';
comment on column settings.chosen is 'Only what was chosen; settings_json adds the defaults. The worker has checked names and values.';
