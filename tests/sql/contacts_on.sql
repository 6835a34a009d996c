begin;
select plan(9);
select sign_up('ada');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Dan"}') \g /dev/null
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-03-01') \g /dev/null
select new_debt(12, 1, 'owed', 100, 'EUR', transaction_date => '2026-03-10') \g /dev/null
select new_debt(13, 1, 'owed', 5, 'JPY', transaction_date => '2026-03-20') \g /dev/null
select new_debt(14, 1, 'lent', 2, null, transaction_date => '2026-03-05') \g /dev/null
select new_debt(15, 1, 'owed', 3, null, '{14}', transaction_date => '2026-03-15') \g /dev/null

create function pg_temp.told(day date) returns text language sql as $$
  select concat_ws(' ', (select string_agg(b->>'currency' || (b->>'amount'), ' ') from jsonb_array_elements(c.rendered::jsonb->'balances') b),
                   'lent' || c.items_lent, 'owed' || c.items_owed, case when c.settled then 'settled' end)
    from contacts_on(ledger(), day) c where c.id = numbered(1);
$$;

select is(pg_temp.told('2026-02-28'), 'lent0 owed0 settled', 'before the first day there is nothing');
select is(pg_temp.told('2026-03-01'), 'EUR100 lent0 owed0', 'a debt counts from its day on');
select is(pg_temp.told('2026-03-09'), 'EUR100 lent2 owed0', 'things, too');
select is(pg_temp.told('2026-03-10'), 'lent2 owed0', 'a balance of zero is none, things are still held');
select is(pg_temp.told('2026-03-15'), 'lent0 owed1', 'things given back, and one more');
select is(pg_temp.told('2026-03-20'), 'JPY-5 lent0 owed1', 'each currency by itself');
select results_eq(
  $$select to_jsonb(o) from contacts_on(ledger(), '2026-12-31') o order by o.id$$, $$select r from rows_of('contacts') r order by r->>'id'$$,
  'on a day after all, they are as they are in every column');
select is((select count(*) from contacts_on(ledger(), '1999-01-01')), 2::bigint, 'today''s contacts are there on every day');

select results_eq(
  $$select contact_id, currency, amount from balances_on(ledger(), '2026-03-20')$$, $$values (numbered(1), 'JPY', -5::bigint)$$, 'balances_on has no row for zero');

select * from finish();
rollback;
