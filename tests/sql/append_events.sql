begin;
select plan(36);
select sign_up('ada');
select sign_up('bob');

create function pg_temp.event(n integer, type text, aggregate integer, data jsonb default '{}', more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('id', numbered(n), 'type', type, 'aggregate_id', numbered(aggregate), 'data', data) || more;
$$;
create function pg_temp.debt(contact integer, amount bigint, more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('contact_id', numbered(contact), 'direction', 'lent', 'amount', amount, 'currency', 'EUR') || more;
$$;
create function pg_temp.send(events jsonb[], faults jsonb default '{}') returns jsonb language sql as $$
  select (api.append_events(ledger(), session(), jsonb_build_object('events', to_jsonb(events)), faults)).body::jsonb;
$$;
create function pg_temp.told(answer jsonb) returns text language sql as $$
  select string_agg(concat_ws(':', r->>'status', r->>'seq', r->>'version', r->>'code'), ' ' order by n) from jsonb_array_elements(answer->'results') with ordinality as a(r, n);
$$;

select is(
  pg_temp.send('{}'), (api.get_sync(ledger(), session(), null, '{}')).body::jsonb || '{"results": []}', 'a batch of nothing tells where the ledger stands');

-- accepted
create temporary table sent (place serial, event jsonb);
insert into sent (event) values
  (pg_temp.event(71, 'CONTACT_CREATED', 1, '{"name": "C", "phone": null}', '{"comment": "why", "made_at": "2026-01-02T03:04:05.678901Z"}')),
  (pg_temp.event(72, 'TRANSACTION_CREATED', 11, pg_temp.debt(1, 100), '{"made_at": "2026-01-03T23:30:00+05:00", "expected_version": 0}')),
  (pg_temp.event(73, 'TRANSACTION_CREATED', 12, pg_temp.debt(1, 40, jsonb_build_object('direction', 'owed', 'settles', array[numbered(11)], 'transaction_date', '2026-02-01')))),
  (pg_temp.event(74, 'TRANSACTION_UPDATED', 11, '{"amount": 90}', '{"expected_version": 1}')),
  (pg_temp.event(75, 'CONTACT_UPDATED', 1, '{"name": "C"}')),
  (pg_temp.event(76, 'EVENT_UNDONE', 11, jsonb_build_object('event_id', numbered(74)))),
  (pg_temp.event(77, 'TRANSACTION_DELETED', 12, null)),
  (pg_temp.event(78, 'CONTACT_DELETED', 1, '{"with_transactions": true}'));
create temporary table answer as select pg_temp.send(array(select event from sent order by place)) as a;
select is(pg_temp.told(a), 'accepted:1:1 accepted:2:1 accepted:3:1 accepted:4:2 accepted:5:2 accepted:6:3 accepted:7:2 accepted:8:3', 'each type of event, with its seq and version') from answer;
select is(a - 'results', (api.get_sync(ledger(), session(), null, '{}')).body::jsonb, 'the answer tells where the ledger stands') from answer;
select results_eq(
  $$select id, type::text, aggregate_type::text, aggregate_id, data::text, comment, made_at from events where ledger_id = ledger() and seq <= 2 order by seq$$,
  $$values (numbered(71), 'CONTACT_CREATED', 'contact', numbered(1), '{"name":"C"}', 'why', '2026-01-02 03:04:05.678901Z'::timestamptz),
           (numbered(72), 'TRANSACTION_CREATED', 'transaction', numbered(11), '{"amount":100,"contact_id":"00000000-0000-4000-8000-000000000001","currency":"EUR","direction":"lent","transaction_date":"2026-01-03","type":"money"}',
            null, '2026-01-03 18:30:00Z')$$, 'an event is recorded with its id; its date is the day on which it was made');
select is((select data::text from events where ledger_id = ledger() and seq = 5), '{"name":"C"}', 'an event appends even where it changes nothing');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

-- again
select is(
  pg_temp.told(pg_temp.send(array(select event from sent order by place))),
  'duplicate:1:1 duplicate:2:1 duplicate:3:1 duplicate:4:2 duplicate:5:2 duplicate:6:3 duplicate:7:2 duplicate:8:3', 'whole: all of them are known');
select is(pg_temp.told(pg_temp.send(array(select event from sent where place in (2, 7) order by place desc))), 'duplicate:7:2 duplicate:2:1', 'in part and in another order, too');
select is((select head from ledgers where id = ledger()), 8::ledger_length, 'which appends nothing');
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(75, 'CONTACT_UPDATED', 1, '{"name": "D"}'), pg_temp.event(75, 'CONTACT_UPDATED', 2, '{"name": "C"}'), pg_temp.event(75, 'CONTACT_CREATED', 1, '{"name": "C"}'),
    pg_temp.event(75, 'CONTACT_UPDATED', 1, '{"name": "C"}', '{"comment": "x"}'), pg_temp.event(75, 'CONTACT_UPDATED', 1, '{"name": "C"}', '{"made_at": "2026-01-01T00:00:00Z"}')])),
  'rejected:idempotency_key_reused rejected:idempotency_key_reused rejected:idempotency_key_reused rejected:idempotency_key_reused rejected:idempotency_key_reused', 'the same id with other content is refused');

-- conflict, blocked
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(2, 3) n \g /dev/null
select is(
  pg_temp.send(array[pg_temp.event(81, 'CONTACT_UPDATED', 2, '{"name": "D"}', '{"expected_version": 2}')])->'results'->0,
  jsonb_build_object('id', numbered(81), 'status', 'conflict', 'seq', null, 'version', 1, 'code', 'version_mismatch', 'detail', 'It was changed meanwhile: its version is 1.'),
  'another version is a conflict, which tells the one there is');
select is(
  pg_temp.send(array[pg_temp.event(82, 'TRANSACTION_CREATED', 21, pg_temp.debt(9, 5))])->'results'->0,
  jsonb_build_object('id', numbered(82), 'status', 'blocked', 'seq', null, 'version', null, 'code', 'not_found', 'detail', 'It needs ' || numbered(9) || ', which is not here yet.'),
  'what needs an id that is not here is blocked');
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(83, 'CONTACT_UPDATED', 9, '{"name": "D"}'), pg_temp.event(84, 'TRANSACTION_DELETED', 99), pg_temp.event(85, 'EVENT_UNDONE', 2, jsonb_build_object('event_id', numbered(99))),
    pg_temp.event(86, 'TRANSACTION_CREATED', 22, pg_temp.debt(2, 5, jsonb_build_object('settles', array[numbered(99)])))])),
  'blocked:not_found blocked:not_found blocked:not_found blocked:not_found', 'whichever it is');
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(82, 'TRANSACTION_CREATED', 21, pg_temp.debt(9, 5)), pg_temp.event(87, 'CONTACT_CREATED', 9, '{"name": "I"}'), pg_temp.event(82, 'TRANSACTION_CREATED', 21, pg_temp.debt(9, 5))])),
  'blocked:not_found accepted:11:1 accepted:12:1', 'until it comes');

-- what goes with a contact
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(121, 'CONTACT_CREATED', 51, '{"name": "N"}'), pg_temp.event(122, 'TRANSACTION_CREATED', 52, pg_temp.debt(51, 5)),
    pg_temp.event(123, 'TRANSACTION_CREATED', 53, pg_temp.debt(51, 7)), pg_temp.event(124, 'TRANSACTION_UPDATED', 52, '{"amount": 6}')])),
  'accepted:13:1 accepted:14:1 accepted:15:1 accepted:16:2', 'a contact with two transactions, one of them changed');
select is(
  pg_temp.send(array[pg_temp.event(125, 'CONTACT_DELETED', 51, '{"with_transactions": true}', '{"expected_version": 1, "expected_transactions": 2}')])->'results'->0,
  jsonb_build_object('id', numbered(125), 'status', 'conflict', 'seq', null, 'version', 1, 'code', 'version_mismatch', 'detail', 'Its transactions were changed meanwhile: their versions add up to 3.'),
  'a deletion that would take along what its maker did not see is a conflict');
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(126, 'CONTACT_UPDATED', 51, '{"name": "O"}', '{"expected_transactions": null}'),
    pg_temp.event(127, 'CONTACT_DELETED', 51, '{"with_transactions": true}', '{"expected_transactions": 3}')])),
  'accepted:17:2 accepted:18:3', 'one that takes along what its maker saw is not');
select is((select data::text from events where ledger_id = ledger() and seq = 18), '{"with_transactions":true}', 'what was expected is not recorded');

-- rejected
create function pg_temp.rejection(event jsonb) returns text language sql as $$
  select (r->>'status') || ':' || (r->>'code') from jsonb_array_elements(pg_temp.send(array[event])->'results') r;
$$;
select is(pg_temp.rejection(pg_temp.event(91, 'CONTACT_CREATED', 2, '{"name": "C"}')), 'rejected:id_taken', 'an id that is taken');
select is(pg_temp.rejection(pg_temp.event(91, 'CONTACT_UPDATED', 1, '{"name": "C"}')), 'rejected:not_found', 'a contact that was deleted');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_CREATED', 23, pg_temp.debt(1, 5))), 'rejected:not_found', 'a debt with it');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_DELETED', 2)), 'rejected:not_found', 'a contact is no transaction');
select is(pg_temp.rejection(pg_temp.event(91, 'CONTACT_DELETED', 9)), 'rejected:contact_not_settled', 'a contact that is not settled');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_CREATED', 23, pg_temp.debt(2, 5, '{"currency": null}'))), 'rejected:invalid_field', 'money without a currency');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_CREATED', 23, pg_temp.debt(2, 5, '{"type": "item", "currency": null}'))), 'rejected:invalid_field', 'an item that is nothing');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_CREATED', 23, pg_temp.debt(2, 5, jsonb_build_object('settles', array[numbered(21)])))), 'rejected:invalid_field', 'a debt that cannot be settled by it');
select is(pg_temp.rejection(pg_temp.event(91, 'TRANSACTION_CREATED', 23, pg_temp.debt(2, 9007199254740991))), 'rejected:sum_too_large', 'a sum that is too large');
select is(pg_temp.rejection(pg_temp.event(91, 'EVENT_UNDONE', 1, jsonb_build_object('event_id', numbered(74)))), 'rejected:invalid_field', 'an undo of another aggregate''s event');
select is(pg_temp.rejection(pg_temp.event(91, 'EVENT_UNDONE', 11, jsonb_build_object('event_id', numbered(74)))), 'rejected:cannot_undo', 'an undo of what is undone');

-- a bad one among good ones, and what the worker found wrong
select is(
  pg_temp.told(pg_temp.send(array[pg_temp.event(101, 'CONTACT_CREATED', 31, '{"name": "K"}'), pg_temp.event(102, 'CONTACT_UPDATED', 31, '{"name": ""}'), pg_temp.event(103, 'CONTACT_UPDATED', 31, '{"name": "L"}')],
    '{"1": {"code": "invalid_field", "errors": [{"field": "data.name", "code": "too_short", "message": "m"}]}}')),
  'accepted:19:1 rejected:invalid_field accepted:20:2', 'a bad event stops only those that need it');
select is(
  pg_temp.send(array[pg_temp.event(102, 'CONTACT_UPDATED', 31, '{"name": ""}')], '{"0": {"code": "invalid_field", "errors": [{"field": "data.name", "code": "too_short", "message": "m"}]}}')#>'{results,0,errors}',
  '[{"field": "data.name", "code": "too_short", "message": "m"}]', 'its fields at fault are named');

-- the epoch, walls
select is(
  refusal($$select api.append_events(ledger(), session(), jsonb_build_object('epoch', numbered(1), 'events', array[pg_temp.event(111, 'CONTACT_CREATED', 41, '{"name": "M"}')]), '{}')$$)->>'sqlstate',
  'LD011', 'another epoch is refused whole');
select is(
  (api.append_events(ledger(), session(), jsonb_build_object('epoch', (select epoch from ledgers where id = ledger()), 'events', '[]'::jsonb), '{}')).body::jsonb->'head', '20', 'the ledger''s own is not');
select is(
  (api.append_events(ledger('bob'), session('bob'), jsonb_build_object('events', array[pg_temp.event(71, 'TRANSACTION_DELETED', 11)]), '{}')).body::jsonb#>>'{results,0,status}', 'blocked',
  'another ledger''s ids are not here');
select is(refusal($$select api.append_events(ledger(), session('bob'), '{"events": []}', '{}')$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
