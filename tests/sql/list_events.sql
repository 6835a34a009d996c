begin;
select plan(14);
select sign_up('ada');
select sign_up('bob');

create function pg_temp.seqs(query jsonb) returns text language sql as $$
  select string_agg(e->>'seq', ' ' order by n)
    from api.list_events(ledger(), session(), null, query) a, json_array_elements(a.body::json->'events') with ordinality as j(e, n);
$$;

select is(
  (api.list_events(ledger(), session(), null, '{}')).body::jsonb,
  (api.get_sync(ledger(), session(), null, '{}')).body::jsonb || '{"events": []}', 'an empty ledger has no events');
select new_contact(jsonb_build_object('name', 'C' || n)) from generate_series(1, 120) n \g /dev/null
select new_contact('{"name": "B"}', 'bob') \g /dev/null
select is(
  (api.list_events(ledger(), session(), null, '{}')).body::jsonb - 'events', (api.get_sync(ledger(), session(), null, '{}')).body::jsonb,
  'epoch, head and hash are where the ledger stands');
select is(pg_temp.seqs('{}'), (select string_agg(n::text, ' ') from generate_series(1, 100) n), '100 events, from the first');
select is(pg_temp.seqs('{"after": 100}'), (select string_agg(n::text, ' ') from generate_series(101, 120) n), 'the rest');
select is(pg_temp.seqs('{"after": 7, "limit": 3}'), '8 9 10', 'as many as are asked for, after the one that is named');
select is(pg_temp.seqs('{"after": 120}'), null, 'after the head there are none');
select is(pg_temp.seqs(jsonb_build_object('after', 119, 'epoch', (select epoch from ledgers where id = ledger()))), '120', 'in the epoch that is named');
select is(
  (api.list_events(ledger(), session(), null, '{"limit": 1}')).body::json->'events'->>0, (select event_json(e) from events e where ledger_id = ledger() and seq = 1),
  'an event is shown as event_json has it');

-- another history
select is(
  refusal($$select pg_temp.seqs('{"after": 121}')$$),
  (select jsonb_build_object('sqlstate', 'LD011', 'epoch', epoch, 'head', 120,
     'message', 'This ledger has another history than the one you know. Fold it again from 0, and send your own events once more.') from ledgers where id = ledger()),
  'a client that knows more than there is has diverged, and is told where the ledger stands');
select is(refusal($$select pg_temp.seqs('{"epoch": "00000000-0000-4000-8000-000000000000"}')$$)->>'sqlstate', 'LD011', 'as has one that knows another epoch');

-- the ETag
create temporary table earlier as select etag from api.list_events(ledger(), session(), null, '{}');
select results_eq(
  $$select a.body, a.etag from earlier e, api.list_events(ledger(), session(), e.etag, '{}') a$$, $$select null::text, etag from earlier$$,
  'an answer that the client has is not sent again');
select is(
  refusal($$select api.list_events(ledger(), session(), (select etag from earlier), '{"after": 121}')$$)->>'sqlstate', 'LD011', 'but for one that has diverged');
update ledgers set epoch = gen_random_uuid() where id = ledger();
select isnt((select a.body from earlier e, api.list_events(ledger(), session(), e.etag, '{}') a), null, 'in another epoch, it is');

select is(refusal($$select api.list_events(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
