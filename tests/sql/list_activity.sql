begin;
select plan(10);
select sign_up('ada');
select sign_up('bob');
select record_activity(ledger(), 'passkey_added', session(), 'a phone', '192.0.2.7', null, 'key ' || n) from generate_series(1, 5) n;
select record_activity(ledger('bob'), 'signed_in', session('bob'), 'bob''s', null, 'passkey');
create function pg_temp.listed(query jsonb) returns api.answer language sql as $$ select api.list_activity(ledger(), session(), null, query); $$;

select is((select jsonb_agg(a->'detail') from jsonb_array_elements((pg_temp.listed('{}')).body::jsonb) a), '["key 5", "key 4", "key 3", "key 2", "key 1", null]', 'newest first, down to the account''s first day');
select is(((pg_temp.listed('{}')).body::jsonb->0) - 'happened_at', jsonb_build_object('kind', 'passkey_added', 'method', null, 'session_id', session(),
  'device', 'a phone', 'address', '192.0.2.7', 'detail', 'key 5'), 'with what is known');
select is(jsonb_array_length((pg_temp.listed('{"limit": 2}')).body::jsonb), 2, 'a page');
select is((select jsonb_agg(a->'detail') from jsonb_array_elements((pg_temp.listed(jsonb_build_object('limit', 2, 'cursor', (pg_temp.listed('{"limit": 2}')).next))).body::jsonb) a),
  '["key 3", "key 2"]', 'and the next');
select is((pg_temp.listed('{"limit": 6}')).next, null, 'until the last');
select is(refusal($$select pg_temp.listed('{"cursor": "x"}')$$)->>'sqlstate', 'LD017', 'a cursor that is none');
select throws_ok($$update activity set kind = 'signed_in'$$, null, null, 'nothing is changed');
select throws_ok($$delete from activity where ledger_id = ledger()$$, '23001', null, 'or removed');
select results_eq($$select kind, detail from operator.list_activity(upper(username()), 1)$$, $$values ('passkey_added', 'key 5')$$, 'the operator sees it too');
select is(refusal('select * from operator.list_activity(''no one'', 1)')->>'sqlstate', 'LD006', 'of no account, nothing is not the answer');
select * from finish();
rollback;
