-- What an append or a page costs does not grow with the length of the ledger, whatever the planner takes ledgers for: here most are small, or
-- there is a young one that it does not know yet. Counted in rows that were read, not in time.
begin;
select plan(16);
select setseed(0.6) \g /dev/null

create function pg_temp.rows_read() returns bigint language sql as $$
  select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables where schemaname = 'debt';
$$;
create function pg_temp.cost(statement text) returns bigint language plpgsql as $$
declare
  before bigint := pg_temp.rows_read();
begin
  execute statement;
  return pg_temp.rows_read() - before;
end
$$;
create function pg_temp.ledger_of(events integer) returns void language plpgsql as $$
begin
  perform sign_up('ada');
  perform new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}');
  perform new_debt(n, 1, 'lent', 1, due_date => case when n % 2 = 0 then date '2026-01-31' end) from generate_series(1001, 1000 + events) n;
  perform new_debt(n, 1, 'owed', 1, 'EUR', array[n - 5000]) from generate_series(6001, 6000 + events / 4) n;
end
$$;

select pg_temp.ledger_of(4) from generate_series(1, 60) \g /dev/null
analyze events, contacts, contacts_past, transactions, transactions_past, settlements, balances, balances_past, gross_amounts, changes_by_day;

select pg_temp.ledger_of(800);

select cmp_ok(pg_temp.cost(statement), '<', 100::bigint, name || ' in a ledger of 1,000 transactions reads less than 100 rows') from (values
  ('a contact', $$select new_contact('{"name": "Dan"}')$$),
  ('a debt', $$select new_debt(10001, 1, 'lent', 1)$$),
  ('a repayment', $$select new_debt(10002, 1, 'owed', 1, 'EUR', '{1700}')$$),
  ('a repayment of three debts', $$select new_debt(10003, 1, 'owed', 3, 'EUR', '{1701,1702,1703}')$$)) as v(name, statement);

select cmp_ok(pg_temp.cost(format('select api.list_transactions(ledger(), session(), null, %L)', query)), '<', 100::bigint, query || ' of 1,000 transactions reads less than 100 rows') from (values
  ('{"limit": 20}'), ('{"limit": 20, "sort": "transaction_date"}'), ('{"limit": 20, "sort": "amount"}'), ('{"limit": 20, "sort": "-amount"}'), ('{"limit": 20, "sort": "due_date"}'),
  ('{"limit": 20, "contact_id": "00000000-0000-4000-8000-000000000001"}'), ('{"limit": 20, "overdue": true}'),
  ('{"limit": 20, "min_amount": 1, "currency": "EUR"}')) as v(query);

select cmp_ok(pg_temp.cost($$select api.get_summary(ledger(), session(), null, '{}')$$), '<', 900::bigint, 'the overview of 1,000 transactions does not read them all');

select cmp_ok(pg_temp.cost(format('select api.list_summary_history(ledger(), session(), null, %L)', query)), '<', 100::bigint,
              'the history of a currency by ' || query || ' reads less than 100 rows of 1,000 transactions') from (values
  ('{"currency": "EUR"}'), ('{"currency": "EUR", "interval": "week"}'), ('{"currency": "EUR", "interval": "day"}')) as v(query);

select * from finish();
rollback;
