begin;
select plan(30);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Zoë", "email": "z@example.org"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "adam", "phone": "+49 30"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "Émile", "notes": "100% a_b c\\d"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000004", "name": "Bea"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000005", "name": "Bea"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000009", "name": "Bob''s"}', 'bob') \g /dev/null
select new_debt(11, 2, 'lent', 500, transaction_date => '2026-01-10') \g /dev/null
select new_debt(12, 4, 'owed', 700, transaction_date => '2026-01-20') \g /dev/null
select new_debt(13, 1, 'lent', 1, null, transaction_date => '2026-01-30') \g /dev/null
select new_debt(14, 3, 'lent', 9, transaction_date => '2026-01-11') \g /dev/null
select new_debt(15, 3, 'owed', 9, 'EUR', '{14}', transaction_date => '2026-01-12') \g /dev/null

create function pg_temp.listed(query jsonb) returns integer[] language sql as $$
  select ids((api.list_contacts(ledger(), session(), null, query)).body);
$$;

select is(
  (api.list_contacts(ledger(), session(), null, '{}')).body,
  (select '[' || string_agg((api.get_contact(ledger(), session(), null, '{}', numbered(id))).body, ',' order by n) || ']'
     from unnest('{2,4,5,3,1}'::integer[]) with ordinality as o(id, n)),
  'all contacts, by name as people sort it, equal ones as they came, each as it is shown alone');
select is((api.list_contacts(ledger('bob'), session('bob'), null, '{"search": "nobody"}')).body, '[]', 'none is an empty list');

-- orders
select is(pg_temp.listed('{"sort": "name"}'), '{2,4,5,3,1}', 'name');
select is(pg_temp.listed('{"sort": "-name"}'), '{1,3,5,4,2}', '-name is the reverse, ties too');
select is(pg_temp.listed('{"sort": "recent"}'), '{3,1,4,2,5}', 'recent: the last one that anything happened to comes first');
select is(pg_temp.listed('{"sort": "balance", "currency": "EUR"}'), '{4,1,3,5,2}', 'balance: what I owe comes first, no balance is 0');
select is(pg_temp.listed('{"sort": "-balance", "currency": "EUR"}'), '{2,5,3,1,4}', '-balance is the reverse');
select is(pg_temp.listed('{"sort": "-balance", "currency": "EUR", "at": "6"}'), '{2,5,4,3,1}', 'balance at an event is that of then');
select is(pg_temp.listed('{"sort": "-balance", "currency": "EUR", "on": "2026-01-11"}'), '{2,3,5,4,1}', 'balance on a day is that of the day');

-- search
select is(pg_temp.listed('{"search": "ZOE"}'), '{1}', 'without case and accents');
select is(pg_temp.listed('{"search": "émile"}'), '{3}', 'on either side');
select is(pg_temp.listed('{"search": "EXAMPLE"}'), '{1}', 'in the email');
select is(pg_temp.listed('{"search": "+49"}'), '{2}', 'in the phone');
select is(pg_temp.listed('{"search": "100%"}'), '{3}', '% is a per cent sign');
select is(pg_temp.listed('{"search": "%"}'), '{3}', 'and nothing else');
select is(pg_temp.listed('{"search": "_"}'), '{3}', '_ is an underscore');
select is(pg_temp.listed('{"search": "c\\d"}'), '{3}', '\ is a backslash');
select is(pg_temp.listed('{"search": "a"}'), '{2,4,5,3,1}', 'anywhere in it');

-- filters
select is(pg_temp.listed('{"settled": true}'), '{5,3}', 'settled: no balance and no thing');
select is(pg_temp.listed('{"settled": false}'), '{2,4,1}', 'not settled: a balance, or a thing');
select is(pg_temp.listed('{"settled": false, "search": "a", "sort": "-name"}'), '{1,4,2}', 'filters and orders go together');

-- looking back
select is(pg_temp.listed('{"at": "3"}'), '{2,3,1}', 'at an event: those that there were');
select is(pg_temp.listed('{"at": "0"}'), '{}', 'at 0: none');
select is(pg_temp.listed('{"at": "9", "settled": false}'), '{2,4,3,1}', 'at an event: settled as of then');
select is(pg_temp.listed('{"on": "2026-01-20", "settled": false}'), '{2,4}', 'on a day: settled as of the day');
select is(
  (select j->'balances' || (j->'items') from jsonb_array_elements((api.list_contacts(ledger(), session(), null, '{"on": "2026-01-29", "search": "zoe"}')).body::jsonb) j),
  '[{"lent": 0, "owed": 0}]', 'on a day: balances and things as of the day');
select is(refusal($$select pg_temp.listed('{"at": "11"}')$$)->>'sqlstate', 'LD017', 'beyond the newest event nothing is known');

-- the ETag
select results_eq(
  $$select a.body, a.next, a.etag = b.etag from api.list_contacts(ledger(), session(), null, '{}') b, api.list_contacts(ledger(), session(), b.etag, '{"limit": 1}') a$$,
  $$values (null::text, null::text, true)$$, 'an answer that the client has is not sent again');
create temporary table earlier as select etag from api.list_contacts(ledger(), session(), null, '{}');
select new_debt(16, 5, 'lent', 1) \g /dev/null
select isnt((select a.body from earlier e, api.list_contacts(ledger(), session(), e.etag, '{}') a), null, 'when a balance has moved, it is');

select is(refusal($$select api.list_contacts(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
