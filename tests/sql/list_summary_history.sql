begin;
select plan(19);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 2) n \g /dev/null

create function pg_temp.points(query jsonb) returns text language sql as $$
  select string_agg(concat_ws(':', p->>'date', p->>'owed_to_me', p->>'owed_by_me', p->>'net'), ' ' order by n)
    from api.list_summary_history(ledger(), session(), null, '{"currency": "EUR"}'::jsonb || query) a, jsonb_array_elements(a.body::jsonb) with ordinality as j(p, n);
$$;

select is(pg_temp.points('{}'), to_char(utc_day(clock_timestamp()), 'YYYY-MM-DD') || ':0:0:0', 'without transactions there is only today');
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-01-15') \g /dev/null
select new_debt(12, 2, 'owed', 30, transaction_date => '2026-01-31') \g /dev/null
select new_debt(13, 1, 'owed', 130, transaction_date => '2026-03-02') \g /dev/null
select new_debt(14, 1, 'lent', 7, 'USD', transaction_date => '2026-02-02') \g /dev/null
select new_debt(15, 2, 'lent', 3, null, transaction_date => '2026-02-02') \g /dev/null
select new_debt(16, 2, 'lent', 31, transaction_date => '2026-03-02') \g /dev/null

select is(pg_temp.points('{"to": "2026-03-10"}'), '2026-01-31:100:30:70 2026-02-28:100:30:70 2026-03-10:1:30:-29', 'the end of each month, and the last day');
select is(
  pg_temp.points('{"interval": "day", "from": "2026-01-30", "to": "2026-02-01"}'), '2026-01-30:100:0:100 2026-01-31:100:30:70 2026-02-01:100:30:70', 'each day; what was before the first counts');
select is(
  pg_temp.points('{"interval": "week", "from": "2026-02-18", "to": "2026-03-04"}'), '2026-02-22:100:30:70 2026-03-01:100:30:70 2026-03-04:1:30:-29', 'weeks end on Sunday');
select is(pg_temp.points('{"currency": "USD", "to": "2026-02-28"}'), '2026-02-28:7:0:7', 'another currency from its own beginning');
select is(pg_temp.points('{"from": "2026-02-02", "to": "2026-02-01"}'), null, 'an end before the beginning has no points');
select is(pg_temp.points('{"from": "2025-01-01", "to": "2025-01-05"}'), '2025-01-05:0:0:0', 'before everything there is nothing');
select results_eq(
  $$select p.p->>'date', (p.p->>'net')::numeric from api.list_summary_history(ledger(), session(), null, '{"currency": "EUR", "interval": "day", "from": "2026-01-01", "to": "2026-03-31"}') a, jsonb_array_elements(a.body::jsonb) p(p)$$,
  $$select to_char(d, 'YYYY-MM-DD'), coalesce((select sum(b.amount) from balances_on(ledger(), d::date) b where b.currency = 'EUR'), 0)
      from generate_series(timestamp '2026-01-01', timestamp '2026-03-31', interval '1 day') d$$, 'each point is what the balances were on that day');

-- many, whose balances change their sign, some before the first point and some after the last
select setseed(0.4) \g /dev/null
select new_debt(100 + n, 1 + (random() * 1)::integer, (array['lent', 'owed'])[1 + (random() * 1)::integer], 1 + (random() * 99)::integer,
                transaction_date => date '2026-01-01' + (random() * 120)::integer) from generate_series(1, 200) n \g /dev/null
create function pg_temp.stood(day date) returns jsonb language sql as $$
  select jsonb_build_object('date', to_char(day, 'YYYY-MM-DD'), 'net', coalesce(sum(b.amount), 0), 'owed_to_me', coalesce(sum(greatest(b.amount, 0)), 0),
                            'owed_by_me', coalesce(-sum(least(b.amount, 0)), 0)) from balances_on(ledger(), day) b where b.currency = 'EUR';
$$;
select is_empty(
  format($$select p from api.list_summary_history(ledger(), session(), null, '{"currency": "EUR"}'::jsonb || %L) a, jsonb_array_elements(a.body::jsonb) p
            where p <> pg_temp.stood((p->>'date')::date)$$, query),
  'each point is what the balances were: ' || query) from (values
  ('{"to": "2026-06-10"}'), ('{"from": "2026-02-11", "to": "2026-04-12"}'), ('{"interval": "week", "from": "2026-01-14", "to": "2026-04-14"}'),
  ('{"interval": "day", "from": "2026-01-14", "to": "2026-05-14"}')) as v(query);
select is(pg_temp.points('{"to": "2025-12-31"}'), null, 'before the first transaction there are no points');

-- its bounds
select is(
  refusal($$select pg_temp.points('{"interval": "day", "from": "2000-01-01", "to": "2026-01-01"}')$$)#>>'{errors,0,field}', 'from', 'too many points are refused');
select is(refusal($$select pg_temp.points('{"interval": "month", "from": "0001-01-01", "to": "9999-12-31"}')$$)->>'sqlstate', 'LD017', 'for any interval');
select is(
  (select json_array_length(a.body::json) from api.list_summary_history(ledger(), session(), null, '{"currency": "EUR", "interval": "day", "from": "2016-01-01", "to": "2026-01-07"}') a), 3660, '3,660 are not');

-- the ETag, walls
select is(
  (select b.body from api.list_summary_history(ledger(), session(), null, '{"currency": "EUR"}') a, api.list_summary_history(ledger(), session(), a.etag, '{"currency": "EUR"}') b), null,
  'an answer that the client has is not sent again');
select is(
  (api.list_summary_history(ledger('bob'), session('bob'), null, '{"currency": "EUR", "from": "2026-01-01", "to": "2026-01-31"}')).body::jsonb,
  '[{"date": "2026-01-31", "net": 0, "owed_to_me": 0, "owed_by_me": 0}]', 'another ledger is another');
select is(refusal($$select api.list_summary_history(ledger(), session('bob'), null, '{"currency": "EUR"}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
