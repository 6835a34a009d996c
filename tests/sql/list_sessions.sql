begin;
select plan(8);
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
create function pg_temp.listed_by(lives jsonb) returns integer language sql as $$
  select jsonb_array_length((api.list_sessions(ledger(), session(), null, lives)).body::jsonb);
$$;
update sessions set rotated_at = now() - interval '60 days', started_at = now() - interval '300 days' where id = numbered(1);
select is(pg_temp.listed_by('{"refresh_token_days": 60, "session_days": 365}'), 1, 'nor is one whose refresh token is over');
select is(pg_temp.listed_by('{"refresh_token_days": 90, "session_days": 300}'), 1, 'or that may be refreshed no more');
select is(pg_temp.listed_by('{"refresh_token_days": 90, "session_days": 365}'), 2, 'one that still may be is');
select api.logout(ledger(), numbered(1)) \g /dev/null
select is(jsonb_array_length(pg_temp.listed()), 1, 'nor is one that has ended');
select * from finish();
rollback;
