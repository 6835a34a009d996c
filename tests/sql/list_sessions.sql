begin;
select plan(5);
select sign_up('ada');
select sign_up('bob');
select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', sha256('t'), null, '192.0.2.7') \g /dev/null
create function pg_temp.listed() returns jsonb language sql as $$ select (api.list_sessions(ledger(), session(), null, '{}')).body::jsonb; $$;

select is((select jsonb_agg(s->'id') from jsonb_array_elements(pg_temp.listed()) s), jsonb_build_array(numbered(1), session()), 'one''s own sessions, last used first');
select is((pg_temp.listed()->0) - '{started_at,last_used_at}'::text[],
  jsonb_build_object('id', numbered(1), 'device', 'a phone', 'address', '192.0.2.7', 'current', false), 'with device and address');
select is(pg_temp.listed()->1->'current', 'true', 'the one that asks is marked');
update sessions set started_at = now() - interval '2 hours', last_used_at = now() - interval '2 hours' where id = session();
insert into sessions (ledger_id, id, account_id, started_at) values (ledger(), numbered(2), account(), now() - interval '2 hours');
select is(jsonb_array_length(pg_temp.listed()), 2, 'an old token of the operator''s is no device');
select api.logout(ledger(), numbered(1)) \g /dev/null
select is(jsonb_array_length(pg_temp.listed()), 1, 'nor is one that has ended');
select * from finish();
rollback;
