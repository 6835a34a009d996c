begin;
select plan(17);
select sign_up('ada');
select sign_up('bob');
update accounts set password_hash = 'phc' where id = account();

select results_eq($$select * from api.login(username())$$, $$values (ledger(), account(), 'phc')$$, 'a user name leads to ledger, account and password');
select results_eq($$select * from api.login(upper(username()))$$, $$values (ledger(), account(), 'phc')$$, 'in whatever case');
select results_eq($$select * from api.login(username('bob'))$$, $$values (ledger('bob'), account('bob'), null::text)$$, 'an account may have no password');
select is_empty($$select * from api.login('nobody')$$, 'no such account: no row');
select is_empty($$select * from api.login('%')$$, 'a user name is no pattern');
select is_empty($$select * from api.login(null)$$, 'nor is nothing one');
update accounts set disabled_at = now() where id = account();
select is_empty($$select * from api.login(username())$$, 'a disabled account: no row');
update ledgers set erased_at = now() where id = ledger('bob');
select is_empty($$select * from api.login(username('bob'))$$, 'an erased ledger: no row');


-- guessing
create function pg_temp.fail(name text, address text, times integer) returns void language sql as $$
  select api.refuse_login(name, 'a phone', address) from generate_series(1, times);
$$;
create function pg_temp.refused(name text, address text) returns boolean language sql as $$
  select coalesce(refusal(format('select api.login(%L, %L)', name, address))->>'sqlstate' = 'LD018', false);
$$;
select sign_up('eve');
select api.start_session(username('eve'), ledger('eve'), account('eve'), numbered(1), 'home', sha256('t'), null, '192.0.2.1') \g /dev/null
select pg_temp.fail(username('eve'), '192.0.2.9', 29);
select ok(not pg_temp.refused(username('eve'), '192.0.2.9'), '29 failures are let through');
select pg_temp.fail(upper(username('eve')), '192.0.2.9', 1);
select ok(pg_temp.refused(username('eve'), '192.0.2.9'), 'after 30 within ten minutes the address waits');
select ok(not pg_temp.refused(username('eve'), '192.0.2.8'), 'and no other address');
select pg_temp.fail('nobody at all', '192.0.2.9', 30);
select ok(pg_temp.refused('nobody at all', '192.0.2.9'), 'of an unknown user name the same is said');
select pg_temp.fail(username('eve'), '192.0.2.' || n, 25) from generate_series(10, 13) n;
select ok(pg_temp.refused(username('eve'), '192.0.2.8'), 'after 100 from everywhere all strangers wait');
select ok(not pg_temp.refused(username('eve'), '192.0.2.1'), 'but not the owner, at an address that the account knows');
select api.start_session(username('eve'), ledger('eve'), account('eve'), numbered(2), 'home', sha256('t'), null, '192.0.2.9') \g /dev/null
select ok(not pg_temp.refused(username('eve'), '192.0.2.9'), 'a sign-in that succeeds begins anew');
update sign_in_failures set since = since - interval '10 minutes';
select ok(not pg_temp.refused(username('eve'), '192.0.2.8'), 'ten minutes later there is room again');
select pg_temp.fail('somebody', '192.0.2.8', 1);
select is((select count(*) from sign_in_failures where since < now() - interval '9 minutes'), 0::bigint, 'and what is that old is forgotten');

select * from finish();
rollback;
