begin;
select plan(15);
select sign_up('ada');
select sign_up('bob');

create function pg_temp.summary(query jsonb default '{}') returns jsonb language sql as $$
  select (api.get_summary(ledger(), session(), null, query)).body::jsonb;
$$;
create function pg_temp.day(n integer) returns date language sql as $$
  select utc_day(clock_timestamp()) + n;
$$;

select is(pg_temp.summary(), '{"contacts": 0, "transactions": 0, "totals": [], "items": {"lent": 0, "owed": 0}, "overdue": [], "due_soon": []}', 'an empty ledger');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 2) n \g /dev/null
select new_debt(11, 1, 'lent', 100, due_date => pg_temp.day(-1)) \g /dev/null
select new_debt(12, 2, 'owed', 30, due_date => pg_temp.day(0), transaction_date => '2026-02-01') \g /dev/null
select new_debt(13, 1, 'owed', 40, settles => '{11}', transaction_date => '2026-03-01') \g /dev/null
select new_debt(14, 1, 'lent', 7, 'USD', due_date => pg_temp.day(7)) \g /dev/null
select new_debt(15, 1, 'lent', 9, 'USD', due_date => pg_temp.day(8)) \g /dev/null
select new_debt(16, 2, 'lent', 3, null, due_date => pg_temp.day(-2)) \g /dev/null
select new_debt(17, 1, 'lent', 5, 'JPY', due_date => pg_temp.day(-9)) \g /dev/null
select new_debt(18, 1, 'owed', 5, 'JPY', settles => '{17}') \g /dev/null

select is(pg_temp.summary() - '{overdue,due_soon}'::text[],
  '{"contacts": 2, "transactions": 8, "items": {"lent": 3, "owed": 0},
    "totals": [{"currency": "EUR", "owed_to_me": 60, "owed_by_me": 30, "net": 30}, {"currency": "USD", "owed_to_me": 16, "owed_by_me": 0, "net": 16}]}',
  'each currency by itself; one where nobody owes anything is left out');
select is(ids(pg_temp.summary()->>'overdue'), '{16,11}', 'what is overdue, the oldest first, and not what is settled');
select is(ids(pg_temp.summary()->>'due_soon'), '{12,14}', 'what is due within seven days');
select is(pg_temp.summary()->'overdue'->1, (api.get_transaction(ledger(), session(), null, '{}', numbered(11))).body::jsonb, 'a transaction is shown as it is shown alone');

-- looking back
select is(pg_temp.summary('{"at": "0"}'), '{"contacts": 0, "transactions": 0, "totals": [], "items": {"lent": 0, "owed": 0}, "overdue": [], "due_soon": []}', 'at the beginning');
select is(pg_temp.summary('{"at": "4"}')->'totals', '[{"currency": "EUR", "owed_to_me": 100, "owed_by_me": 30, "net": 70}]', 'at an event');
select is(pg_temp.summary('{"at": "infinity"}'), pg_temp.summary(), 'at an instant after the newest event it is as it is');
select is(refusal($$select pg_temp.summary('{"at": "11"}')$$)->>'sqlstate', 'LD017', 'the future is not known');
select is(
  pg_temp.summary('{"on": "2026-02-01"}')->'totals',
  '[{"currency": "EUR", "owed_to_me": 100, "owed_by_me": 30, "net": 70}, {"currency": "USD", "owed_to_me": 16, "owed_by_me": 0, "net": 16}]', 'on a day');
select is((pg_temp.summary('{"on": "2025-12-31"}')->>'transactions')::integer, 0, 'before any transaction');

-- the ETag, walls
create temporary table earlier as select etag from api.get_summary(ledger(), session(), null, '{}');
select results_eq(
  $$select a.body, a.etag from earlier e, api.get_summary(ledger(), session(), e.etag, '{}') a$$, $$select null::text, etag from earlier$$, 'an answer that the client has is not sent again');
select new_debt(19, 1, 'lent', 1) \g /dev/null
select isnt((select a.body from earlier e, api.get_summary(ledger(), session(), e.etag, '{}') a), null, 'after an event, it is');
select is((api.get_summary(ledger('bob'), session('bob'), null, '{}')).body::jsonb->>'contacts', '0', 'another ledger is another');
select is(refusal($$select api.get_summary(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
