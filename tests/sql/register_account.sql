begin;
select plan(11);

create function pg_temp.register(username text, registration text, n integer default 1, display_name text default null) returns api.answer
language sql as $$
  select api.register_account(username, '$argon2id$v=19$...', display_name, registration, numbered(100 + n), numbered(200 + n), numbered(300 + n),
                              'a phone', sha256('token'));
$$;

select is(
  refusal($$select pg_temp.register('ada', 'closed')$$), '{"sqlstate": "LD005", "message": "Registration is closed on this server."}', 'closed: nobody');
select results_eq(
  $$select a.body, a.etag, a.id, a.replayed, a.next from pg_temp.register('ada', 'first') a$$,
  $$values ('{"id":"00000000-0000-4000-8000-000000000201","username":"ada","display_name":"ada"}', null::text, numbered(201), false, null::text)$$,
  'first: the first one may, and gets the account as its answer');
select is(refusal($$select pg_temp.register('bob', 'first', 2)$$)->>'sqlstate', 'LD005', 'first: the second one may not');
select is(
  (pg_temp.register('Zoë "Z"', 'open', 3, E'Zoë\nMüller')).body,
  '{"id":"00000000-0000-4000-8000-000000000203","username":"Zoë \"Z\"","display_name":"Zoë\nMüller"}', 'open: anyone may');
select is(
  refusal($$select pg_temp.register('ADA', 'open', 4)$$),
  '{"sqlstate": "LD012", "message": "This user name is taken.", "errors": [{"field": "username", "code": "taken", "message": "Choose another user name."}]}',
  'a user name is there once, in whatever case');
select is((select count(*) from ledgers where id = numbered(104)), 0::bigint, 'a refused registration leaves no ledger');

select results_eq(
  $$select head::bigint, encode(hash, 'hex'), recorded_at, erased_at from ledgers where id = numbered(101)$$,
  $$values (0::bigint, repeat('00', 32), '-infinity'::timestamptz, null::timestamptz)$$, 'it makes an empty ledger');
select results_eq(
  $$select ledger_id, username, display_name, password_hash, disabled_at from accounts where id = numbered(201)$$,
  $$values (numbered(101), 'ada', 'ada', '$argon2id$v=19$...', null::timestamptz)$$, 'an account');
select results_eq(
  $$select id, account_id, device, ended_at, refresh_generation, refresh_hash, previous_hash from sessions where ledger_id = numbered(101)$$,
  $$values (numbered(301), numbered(201), 'a phone', null::timestamptz, 1, sha256('token'), null::bytea)$$, 'and its first session');
select is((api.get_sync(numbered(101), numbered(301), null, '{}')).body::json->>'head', '0', 'which lives');
select throws_ok($$select pg_temp.register('eve', 'open', 1)$$, '23505', null, 'an id that is taken is not taken for a user name that is');

select * from finish();
rollback;
