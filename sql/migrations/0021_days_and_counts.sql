-- The history of a currency is read from sums by day that the fold keeps, and not added up from all transactions at each reading.
create table changes_by_day (
  ledger_id uuid not null,
  currency text not null,
  day date not null,
  transactions bigint not null check (transactions >= 0),
  gross bigint not null,
  net bigint not null,
  primary key (ledger_id, currency, day)
);
alter table changes_by_day alter column ledger_id set statistics 0;
comment on table changes_by_day is
'By how much the balances of all contacts changed in one currency on each day of a transaction, by today''s knowledge; no row where there is none. Added
up until a day they tell how the ledger stood at its end.';
comment on column changes_by_day.transactions is 'How many there are on this day.';
comment on column changes_by_day.gross is 'The change of the sum of the balances without their signs: what they owe me and what I owe them.';
comment on column changes_by_day.net is 'The change of the sum of the balances with their signs.';

insert into changes_by_day
with moved as (
  select t.ledger_id, t.currency, t.contact_id, t.transaction_date as day, count(*) as transactions,
         sum(case t.direction when 'lent' then t.amount else -t.amount end)::bigint as amount
    from transactions t where t.type = 'money' group by 1, 2, 3, 4
), stood as (
  select m.*, sum(m.amount) over (partition by m.ledger_id, m.contact_id, m.currency order by m.day)::bigint as balance from moved m
)
select s.ledger_id, s.currency, s.day, sum(s.transactions)::bigint, sum(abs(s.balance) - abs(s.balance - s.amount))::bigint, sum(s.amount)::bigint
  from stood s group by 1, 2, 3;

-- How many transactions a ledger has is not counted at each look at it either.
alter table gross_amounts add column transactions bigint not null default 0 check (transactions >= 0);
update gross_amounts g
   set transactions = (select count(*) from transactions t where t.ledger_id = g.ledger_id and coalesce(t.currency, 'item') = g.unit);
alter table gross_amounts alter column transactions drop default;
comment on column gross_amounts.transactions is 'How many live transactions add up to the amount.';

drop index transactions_by_currency;
drop function if exists balance_changes(uuid, text, text, date);
drop function if exists move_gross(uuid, text, bigint);
drop function if exists signed_amount(transactions);
drop function if exists move_balance(uuid, uuid, text, bigint, bigint);

-- What is overdue, in the order of the list.
create index transactions_due_by_date on transactions (ledger_id, transaction_date desc, created_seq desc)
  where due_date is not null and outstanding > 0;
