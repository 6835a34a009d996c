begin;
select plan(34);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Dan"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000009", "name": "Bob''s"}', 'bob') \g /dev/null
select new_debt(99, 9, 'lent', 1, name => 'bob') \g /dev/null
select new_debt(11, 1, 'lent', 500, transaction_date => '2026-01-10', due_date => '2026-02-01') \g /dev/null
select new_debt(12, 1, 'lent', 300, transaction_date => '2026-01-05', due_date => '2026-02-10') \g /dev/null
select new_debt(13, 2, 'owed', 300, 'JPY', transaction_date => '2026-01-10', due_date => '2999-01-01') \g /dev/null
select new_debt(14, 2, 'lent', 2, null, transaction_date => '2026-01-07') \g /dev/null
select new_debt(15, 1, 'owed', 600, 'EUR', '{11,12}', transaction_date => '2026-01-20') \g /dev/null
select new_transaction('{"id": "00000000-0000-4000-8000-000000000016", "contact_id": "00000000-0000-4000-8000-000000000002", "direction": "owed", "amount": 1,
  "currency": "EUR", "description": "Café 5%", "transaction_date": "2026-01-06"}') \g /dev/null

create function pg_temp.listed(query jsonb) returns integer[] language sql as $$
  select ids((api.list_transactions(ledger(), session(), null, query)).body);
$$;

select is(
  (api.list_transactions(ledger(), session(), null, '{}')).body,
  (select '[' || string_agg((api.get_transaction(ledger(), session(), null, '{}', numbered(id))).body, ',' order by n) || ']'
     from unnest('{15,13,11,14,16,12}'::integer[]) with ordinality as o(id, n)),
  'all transactions, the latest first, of one day as they came, each as it is shown alone');

-- orders
select is(pg_temp.listed('{"sort": "-transaction_date"}'), '{15,13,11,14,16,12}', '-transaction_date');
select is(pg_temp.listed('{"sort": "transaction_date"}'), '{12,16,14,11,13,15}', 'transaction_date');
select is(pg_temp.listed('{"sort": "amount"}'), '{16,14,12,13,11,15}', 'amount');
select is(pg_temp.listed('{"sort": "-amount"}'), '{15,11,13,12,14,16}', '-amount');
select is(pg_temp.listed('{"sort": "due_date"}'), '{11,12,13,14,15,16}', 'due_date: those without one come last');

-- filters
select is(pg_temp.listed(jsonb_build_object('contact_id', numbered(2))), '{13,14,16}', 'contact_id');
select is(pg_temp.listed(jsonb_build_object('contact_id', numbered(9))), '{}', 'another ledger''s contact has nothing here');
select is(pg_temp.listed('{"type": "item"}'), '{14}', 'type');
select is(pg_temp.listed('{"direction": "owed"}'), '{15,13,16}', 'direction');
select is(pg_temp.listed('{"currency": "JPY"}'), '{13}', 'currency');
select is(pg_temp.listed('{"status": "open"}'), '{13,14,16}', 'status open');
select is(pg_temp.listed('{"status": "partly_settled"}'), '{12}', 'status partly_settled');
select is(pg_temp.listed('{"status": "settled"}'), '{15,11}', 'status settled');
select is(pg_temp.listed('{"overdue": true}'), '{12}', 'overdue: due before today and not settled');
select is(pg_temp.listed('{"overdue": false}'), '{15,13,11,14,16}', 'not overdue: due later, never, or settled');
select is(pg_temp.listed('{"from": "2026-01-10"}'), '{15,13,11}', 'from a day, inclusive');
select is(pg_temp.listed('{"to": "2026-01-06"}'), '{16,12}', 'to a day, inclusive');
select is(pg_temp.listed('{"from": "2026-01-07", "to": "2026-01-10"}'), '{13,11,14}', 'from and to');
select is(pg_temp.listed('{"due_before": "2026-02-10"}'), '{11}', 'due_before, exclusive');
select is(pg_temp.listed('{"min_amount": 300}'), '{15,13,11,12}', 'min_amount, inclusive');
select is(pg_temp.listed('{"max_amount": 2}'), '{14,16}', 'max_amount, inclusive');
select is(pg_temp.listed('{"search": "CAFE 5%"}'), '{16}', 'search, without case and accents');
select is(pg_temp.listed('{"min_amount": 300, "direction": "lent", "sort": "amount"}'), '{12,11}', 'filters and orders go together');

-- looking back
select is(pg_temp.listed('{"at": "4"}'), '{11,12}', 'at an event: those that there were');
select is(pg_temp.listed('{"at": "6", "status": "open"}'), '{13,11,14,12}', 'at an event: status as of then');
select is(pg_temp.listed('{"on": "2026-01-10"}'), '{13,11,14,16,12}', 'on a day: those until it');
select is(pg_temp.listed('{"on": "2026-01-10", "status": "open"}'), '{13,11,14,16,12}', 'on a day: status as of the day');
select is(pg_temp.listed('{"on": "2026-02-10", "overdue": true}'), '{}', 'on its last day a debt is not overdue');
select is(pg_temp.listed('{"on": "2026-02-11", "overdue": true}'), '{12}', 'on the next it is');

-- the ETag
create temporary table earlier as select etag from api.list_transactions(ledger(), session(), null, '{}');
select results_eq(
  $$select a.body, a.next, a.etag from earlier e, api.list_transactions(ledger(), session(), e.etag, '{"limit": 1}') a$$,
  $$select null::text, null::text, etag from earlier$$, 'an answer that the client has is not sent again');
select matches((select etag from earlier), to_char(now() at time zone 'UTC', 'YYYYMMDD') || '$', 'the ETag changes with the day, as what is overdue does');
select new_debt(17, 1, 'lent', 1) \g /dev/null
select isnt((select a.body from earlier e, api.list_transactions(ledger(), session(), e.etag, '{}') a), null, 'and with the ledger');

select is(refusal($$select api.list_transactions(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
