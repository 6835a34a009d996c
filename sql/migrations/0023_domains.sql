-- What each append writes is checked by its columns' types, and no longer by constraints of the tables: those are parsed anew for each statement,
-- a domain's once a session. A domain comes without its check first, so that no table is written anew; then its check looks at what is there.
create domain ledger_length as bigint;
create domain event_seq as bigint;
create domain event_type as text;
create domain aggregate_type as text;
create domain aggregate_version as bigint;
create domain sha256_hash as bytea;
create domain contact_name as text;
create domain item_count as bigint;
comment on domain ledger_length is 'How many events a ledger has: the seq of the newest.';
comment on domain event_seq is '1, 2, 3 … in each ledger.';
comment on domain event_type is 'What can happen.';
comment on domain aggregate_type is 'What it can happen to.';
comment on domain aggregate_version is '1, 2, 3 … in each aggregate.';
comment on domain sha256_hash is 'The 32 bytes of a SHA-256.';
comment on domain contact_name is 'What a contact can be called.';
comment on domain item_count is 'How many items are in somebody''s hands.';

alter table ledgers
  drop constraint ledgers_head_check,
  drop constraint ledgers_hash_check,
  alter column head type ledger_length,
  alter column hash type sha256_hash;
alter table events
  drop constraint events_seq_check,
  drop constraint events_type_check,
  drop constraint events_aggregate_type_check,
  drop constraint events_version_check,
  drop constraint events_hash_check,
  alter column seq type event_seq,
  alter column type type event_type,
  alter column aggregate_type type aggregate_type,
  alter column version type aggregate_version,
  alter column hash type sha256_hash;
alter table contacts
  drop constraint contacts_name_check,
  drop constraint contacts_items_lent_check,
  drop constraint contacts_items_owed_check,
  alter column name type contact_name,
  alter column items_lent type item_count,
  alter column items_owed type item_count;
-- contacts_by_name was made anew with its column's type, and the planner takes the newer of two indexes (0002): the primary key has to be that.
alter table contacts drop constraint contacts_pkey;
alter table contacts add primary key (ledger_id, id);
alter table contacts_past -- of the same types, so that what held then and what holds now can be read as one
  alter column name type contact_name,
  alter column items_lent type item_count,
  alter column items_owed type item_count;

alter domain ledger_length add check (value >= 0);
alter domain event_seq add check (value > 0);
alter domain event_type add check (value in ('CONTACT_CREATED', 'CONTACT_UPDATED', 'CONTACT_DELETED', 'TRANSACTION_CREATED', 'TRANSACTION_UPDATED',
                                             'TRANSACTION_DELETED', 'EVENT_UNDONE'));
alter domain aggregate_type add check (value in ('contact', 'transaction'));
alter domain aggregate_version add check (value > 0);
alter domain sha256_hash add check (octet_length(value) = 32);
alter domain contact_name add check (char_length(value) between 1 and 200);
alter domain item_count add check (value >= 0);

-- The statistics of a column go with its type. Those of an empty table would have the planner take it for empty for good.
do $$
begin
  if exists (select from events) then
    analyze ledgers, events, contacts, contacts_past;
  end if;
end
$$;
