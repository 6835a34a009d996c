begin;
select plan(14);
select sign_up('ada');
select sign_up('bob');
update accounts set password_hash = 'old' where id in (account(), account('bob'));

create function pg_temp.start(username text, ledger uuid, account uuid, session integer, new_password_hash text default null,
  verified_hash text default 'old') returns api.answer language sql as $$
  select api.start_session(username, ledger, account, numbered(session), 'a laptop', sha256('token'), new_password_hash, null, verified_hash);
$$;
create function pg_temp.wrong() returns jsonb language sql as $$
  select '{"sqlstate": "LD002", "message": "The user name or the password is wrong."}'::jsonb;
$$;

select results_eq(
  $$select a.body::jsonb, a.etag, a.id, a.replayed, a.next from pg_temp.start(username(), ledger(), account(), 1) a$$,
  $$select jsonb_build_object('id', account(), 'username', username(), 'display_name', 'Ada'), null::text, null::uuid, false, null::text$$,
  'the answer is the account');
select results_eq(
  $$select account_id, device, ended_at, refresh_generation, refresh_hash, previous_hash from sessions where ledger_id = ledger() and id = numbered(1)$$,
  $$values (account(), 'a laptop', null::timestamptz, 1, sha256('token'), null::bytea)$$, 'the session is there');
select is((api.get_sync(ledger(), numbered(1), null, '{}')).body::json->>'head', '0', 'and lives');
select is((api.get_sync(ledger(), session(), null, '{}')).body::json->>'head', '0', 'the other sessions live on');
select is((select password_hash from accounts where id = account()), 'old', 'the password stays as it was');
select pg_temp.start(upper(username()), ledger(), account(), 2, 'new') \g /dev/null
select is((select password_hash from accounts where id = account()), 'new', 'or gets its new hash');
select is((select password_hash from accounts where id = account('bob')), 'old', 'and nobody else''s');

select is(refusal($$select pg_temp.start('nobody', ledger(), account(), 3)$$), pg_temp.wrong(), 'another user name is refused');
select is(refusal($$select pg_temp.start(username(), ledger('bob'), account(), 3)$$), pg_temp.wrong(), 'so is another ledger');
select is(refusal($$select pg_temp.start(username(), ledger(), account('bob'), 3)$$), pg_temp.wrong(), 'another account');
select is(refusal($$select pg_temp.start(username(), ledger(), account(), 3)$$), pg_temp.wrong(), 'a password that was changed after it was verified');
select is(refusal($$select pg_temp.start(username(), ledger(), account(), 3, null, null)$$), pg_temp.wrong(), 'none where there is one');
update accounts set disabled_at = now() where id = account();
select is(refusal($$select pg_temp.start(username(), ledger(), account(), 3, 'newer', 'new')$$), pg_temp.wrong(), 'and an account that was disabled meanwhile');
select is_empty($$select from sessions where id = numbered(3)$$, 'none of which leaves a session');

select * from finish();
rollback;
