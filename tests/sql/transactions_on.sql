begin;
select plan(7);
select sign_up('ada');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-03-01') \g /dev/null
select new_debt(12, 1, 'lent', 50, transaction_date => '2026-03-20') \g /dev/null
select new_debt(13, 1, 'owed', 120, 'EUR', '{11,12}', transaction_date => '2026-03-10') \g /dev/null
select new_debt(14, 1, 'lent', 7, 'EUR', transaction_date => '2026-02-01') \g /dev/null

create function pg_temp.told(day date) returns text language sql as $$
  select string_agg(format('%s: %s %s', right(t.id::text, 2), t.outstanding, t.status), ', ' order by t.id) from transactions_on(ledger(), day) t;
$$;

select is(pg_temp.told('2026-01-31'), null, 'before the first there are none');
select is(pg_temp.told('2026-02-01'), '14: 7 open', 'those dated until the day, in whatever order they were recorded');
select is(pg_temp.told('2026-03-09'), '11: 100 open, 14: 7 open', 'a repayment of a later day has closed nothing yet');
select is(pg_temp.told('2026-03-10'), '11: 0 settled, 13: 20 partly_settled, 14: 7 open', 'on its day it has, but for debts of a later day');
select is(pg_temp.told('2026-03-20'), '11: 0 settled, 12: 30 partly_settled, 13: 0 settled, 14: 7 open', 'which are closed when they come');
select results_eq(
  $$select to_jsonb(o) from transactions_on(ledger(), '2026-12-31') o order by o.id$$, $$select r from rows_of('transactions') r order by r->>'id'$$,
  'on a day after all, they are as they are in every column');
select sign_up('bob');
select is_empty($$select * from transactions_on(ledger('bob'), '2026-12-31')$$, 'another ledger has its own');

select * from finish();
rollback;
