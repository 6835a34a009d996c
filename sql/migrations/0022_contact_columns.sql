-- A page of contacts is their `rendered`, joined. A row is read from its beginning, so what a page needs stands there, behind columns of fixed
-- length: before, all the texts of a contact were stepped over to get there.
drop function if exists contact_fields(contacts);
drop function if exists find_contact(uuid, uuid);
drop function if exists render_contact(contacts, text);
drop function if exists contacts_at(uuid, bigint);
drop function if exists contacts_on(uuid, date);
drop function if exists contacts_found(uuid, text);

alter table contacts rename to contacts_before;
create table contacts (
  ledger_id uuid not null,
  id uuid not null,
  created_seq bigint not null,
  from_seq bigint not null,
  rendered text not null,
  name text not null constraint contacts_name_check check (char_length(name) between 1 and 200),
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  items_lent bigint not null default 0 constraint contacts_items_lent_check check (items_lent >= 0),
  items_owed bigint not null default 0 constraint contacts_items_owed_check check (items_owed >= 0),
  settled boolean not null default true,
  phone text,
  email text,
  notes text,
  search text not null
) with (fillfactor = 80);
alter table contacts alter column ledger_id set statistics 0;
comment on table contacts is 'The people of a ledger as they are now.';
comment on column contacts.created_seq is 'seq of the creation: breaks ties in every order.';
comment on column contacts.settled is 'No balance in any currency, and no item in either hand.';
comment on column contacts.search is 'name, phone, email and notes without case and accents: see searchable.';
comment on column contacts.rendered is 'The answer''s JSON, written when the row is, so that reading a page is joining strings.';

insert into contacts
select c.ledger_id, c.id, c.created_seq, c.from_seq, c.rendered, c.name, c.version, c.created_at, c.updated_at, c.items_lent, c.items_owed, c.settled,
       c.phone, c.email, c.notes, c.search
  from contacts_before c order by c.ledger_id, c.created_seq;
drop table contacts_before;
create index contacts_by_name on contacts (ledger_id, name collate "und-x-icu", created_seq);
create index contacts_by_search on contacts using gin ((ledger_id::text), search gin_trgm_ops) with (gin_pending_list_limit = 1024);
alter table contacts add primary key (ledger_id, id);

alter table contacts_past rename to contacts_past_before;
create table contacts_past (like contacts including comments, until_seq bigint not null);
alter table contacts_past alter column ledger_id set statistics 0;
comment on table contacts_past is 'Contacts as they were from from_seq until just before until_seq.';
insert into contacts_past
select p.ledger_id, p.id, p.created_seq, p.from_seq, p.rendered, p.name, p.version, p.created_at, p.updated_at, p.items_lent, p.items_owed, p.settled,
       p.phone, p.email, p.notes, p.search, p.until_seq
  from contacts_past_before p;
drop table contacts_past_before;
alter table contacts_past add primary key (ledger_id, id, from_seq);
