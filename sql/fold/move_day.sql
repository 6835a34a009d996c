create or replace function gross_moved(balance bigint, change bigint) returns bigint language sql immutable as $$
  select abs(balance) - abs(balance - change);
$$;
comment on function gross_moved is 'By how much a balance grew, without its sign, when `change` made it what it is.';

create or replace function move_day(ledger uuid, contact uuid, money text, on_day date, change bigint, counted integer, balance bigint) returns void
language plpgsql as $$
declare
  later bigint := (select sum(signed_amount(t.direction, t.amount)) from transactions t
                    where t.ledger_id = ledger and t.contact_id = contact and t.currency = money and t.transaction_date > on_day);
  stood bigint := balance - coalesce(later, 0);
begin
  if counted > 0 then
    insert into changes_by_day as d values (ledger, money, on_day, counted, gross_moved(stood, change), change)
    on conflict (ledger_id, currency, day) do update
       set transactions = d.transactions + excluded.transactions, gross = d.gross + excluded.gross, net = d.net + excluded.net;
  else
    update changes_by_day d set transactions = d.transactions + counted, gross = d.gross + gross_moved(stood, change), net = d.net + change
     where d.ledger_id = ledger and d.currency = money and d.day = on_day;
    delete from changes_by_day d where d.ledger_id = ledger and d.currency = money and d.day = on_day and d.transactions = 0;
  end if;
  if later is not null then
    perform move_later_days(ledger, contact, money, on_day, change, stood);
  end if;
end
$$;
comment on function move_day is
'Moves the sums of a day by a transaction of a contact that is now there (counted: 1) or no longer (-1) and moved the contact''s balance in this currency
by `change`, to `balance` as it is today. What the contact has on later days is looked at, to see where the balance changes its sign.';

create or replace function move_later_days(ledger uuid, contact uuid, money text, after date, change bigint, balance bigint) returns void
language plpgsql as $$
declare
  moved record;
begin
  -- One by one: the planner might rather go through all days of the ledger.
  for moved in
    select o.day, m.gross
      from (select t.day, t.amount, (balance + sum(t.amount) over (order by t.day))::bigint as stood
              from (select l.transaction_date as day, sum(signed_amount(l.direction, l.amount))::bigint as amount from transactions l
                     where l.ledger_id = ledger and l.contact_id = contact and l.currency = money and l.transaction_date > after
                     group by l.transaction_date) t) o
     cross join lateral (select gross_moved(o.stood, o.amount) - gross_moved(o.stood - change, o.amount) as gross) m
     where m.gross <> 0
  loop
    update changes_by_day d set gross = d.gross + moved.gross
     where d.ledger_id = ledger and d.currency = money and d.day = moved.day;
  end loop;
end
$$;
comment on function move_later_days is
'A contact''s balance has come to `balance` at the end of the day `after`, by `change`, and so on all days behind it: what their own changes come to without
sign is another where that makes the balance change its sign.';

create or replace function clear_days(ledger uuid, contact uuid) returns void language plpgsql as $$
declare
  moved record;
begin
  for moved in
    select t.*, gross_moved(sum(t.amount) over (partition by t.currency order by t.day)::bigint, t.amount) as gross
      from (select l.currency, l.transaction_date as day, count(*) as transactions, sum(signed_amount(l.direction, l.amount))::bigint as amount
              from transactions l where l.ledger_id = ledger and l.contact_id = contact and l.type = 'money'
             group by l.currency, l.transaction_date) t
  loop
    update changes_by_day d set transactions = d.transactions - moved.transactions, gross = d.gross - moved.gross, net = d.net - moved.amount
     where d.ledger_id = ledger and d.currency = moved.currency and d.day = moved.day;
    delete from changes_by_day d where d.ledger_id = ledger and d.currency = moved.currency and d.day = moved.day and d.transactions = 0;
  end loop;
end
$$;
comment on function clear_days is 'Takes from the sums of the days what a contact''s transactions are in them.';
