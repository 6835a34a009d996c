-- What the events add up to. Nothing here is written but by the fold (fold/), and all of it can be made anew from the events.
--
-- Each projection that can be looked back at has two tables: the rows that hold now (from_seq: the event that made them so),
-- and <name>_past with the rows that held from from_seq until just before until_seq. What held at seq n is:
-- from_seq <= n, and n < until_seq where there is one.

-- A primary key is made after the other indexes: where two cost the same, as they do while a table is small, the planner takes the newer
-- one, and a worker keeps that plan for a while.

create table contacts (
  ledger_id uuid not null,
  id uuid not null,
  created_seq bigint not null,
  name text not null check (char_length(name) between 1 and 200),
  phone text,
  email text,
  notes text,
  items_lent bigint not null default 0 check (items_lent >= 0),
  items_owed bigint not null default 0 check (items_owed >= 0),
  settled boolean not null default true,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  search text not null,
  rendered text not null,
  from_seq bigint not null
) with (fillfactor = 80);
create index contacts_by_name on contacts (ledger_id, name collate "und-x-icu", created_seq);
alter table contacts add primary key (ledger_id, id);
comment on table contacts is 'The people of a ledger as they are now.';
comment on column contacts.created_seq is 'seq of the creation: breaks ties in every order.';
comment on column contacts.settled is 'No balance in any currency, and no item in either hand.';
comment on column contacts.search is 'name, phone, email and notes without case and accents: see searchable.';
comment on column contacts.rendered is 'The answer''s JSON, written when the row is, so that reading a page is joining strings.';

create table contacts_past (like contacts including comments, until_seq bigint not null);
alter table contacts_past add primary key (ledger_id, id, from_seq);
comment on table contacts_past is 'Contacts as they were from from_seq until just before until_seq.';

create table transactions (
  ledger_id uuid not null,
  id uuid not null,
  created_seq bigint not null,
  contact_id uuid not null,
  type text not null check (type in ('money', 'item')),
  direction text not null check (direction in ('lent', 'owed')),
  amount bigint not null check (amount between 1 and 9007199254740991),
  currency text check (currency ~ '^[A-Z]{3}$'),
  description text,
  transaction_date date not null,
  due_date date,
  settles uuid[] not null default '{}',
  outstanding bigint not null check (outstanding between 0 and amount),
  status text not null generated always as
    (case when outstanding = 0 then 'settled' when outstanding < amount then 'partly_settled' else 'open' end) stored,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  search text not null,
  from_seq bigint not null,
  check ((type = 'money') = (currency is not null)),
  check (type = 'money' or description is not null)
);
create index transactions_by_date on transactions (ledger_id, transaction_date desc, created_seq desc);
create index transactions_by_contact on transactions (ledger_id, contact_id, transaction_date desc, created_seq desc);
create index transactions_by_due_date on transactions (ledger_id, due_date) where due_date is not null and outstanding > 0;
create index transactions_open_items on transactions (ledger_id, contact_id) where type = 'item' and outstanding > 0;
alter table transactions add primary key (ledger_id, id);
comment on table transactions is 'Debts and repayments as they stand now.';
comment on column transactions.direction is 'lent: they owe me (+). owed: I owe them (-).';
comment on column transactions.amount is 'Minor units of the currency; of items: how many.';
comment on column transactions.settles is 'The debts that this repayment closes, first to last.';
comment on column transactions.outstanding is 'What of the amount is not closed by, or did not close, another transaction.';

create table transactions_past (
  ledger_id uuid not null,
  id uuid not null,
  created_seq bigint not null,
  contact_id uuid not null,
  type text not null,
  direction text not null,
  amount bigint not null,
  currency text,
  description text,
  transaction_date date not null,
  due_date date,
  settles uuid[] not null,
  outstanding bigint not null,
  status text not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  search text not null,
  from_seq bigint not null,
  until_seq bigint not null,
  primary key (ledger_id, id, from_seq)
);
comment on table transactions_past is 'Transactions as they were from from_seq until just before until_seq.';

create table settlements (
  ledger_id uuid not null,
  repayment_id uuid not null,
  position integer not null check (position > 0),
  debt_id uuid not null,
  amount bigint not null check (amount >= 0)
);
create index settlements_by_debt on settlements (ledger_id, debt_id);
alter table settlements add primary key (ledger_id, repayment_id, position);
comment on table settlements is 'Which repayment closes how much of which debt, now. Of both sides'' outstanding amounts, this much is gone.';
comment on column settlements.position is 'The place of the debt in the repayment''s list, from 1.';

create table balances (
  ledger_id uuid not null,
  contact_id uuid not null,
  currency text not null,
  amount bigint not null check (amount <> 0),
  from_seq bigint not null,
  primary key (ledger_id, contact_id, currency)
);
comment on table balances is 'What each contact owes me (+) or I owe them (-), minor units, a row a currency; none where it is zero.';

create table balances_past (like balances including comments, until_seq bigint not null);
alter table balances_past add primary key (ledger_id, contact_id, currency, from_seq);
comment on table balances_past is 'Balances as they were from from_seq until just before until_seq.';

create table gross_amounts (
  ledger_id uuid not null,
  unit text not null,
  amount bigint not null check (amount between 1 and 9007199254740991),
  primary key (ledger_id, unit)
);
comment on table gross_amounts is 'The live amounts of a ledger added without sign: kept within 2^53 - 1, so that no sum is ever inexact for any client.';
comment on column gross_amounts.unit is 'A currency, or ''item''.';

-- No statistics of ledger_id: the planner then takes any ledger for a 200th of the table. With them it takes one that is not among the most
-- frequent for next to nothing, and reads a large young ledger from end to end where it should look up an id.
alter table events alter column ledger_id set statistics 0;
alter table contacts alter column ledger_id set statistics 0;
alter table contacts_past alter column ledger_id set statistics 0;
alter table transactions alter column ledger_id set statistics 0;
alter table transactions_past alter column ledger_id set statistics 0;
alter table settlements alter column ledger_id set statistics 0;
alter table balances alter column ledger_id set statistics 0;
alter table balances_past alter column ledger_id set statistics 0;
alter table gross_amounts alter column ledger_id set statistics 0;
alter table idempotency_keys alter column ledger_id set statistics 0;
