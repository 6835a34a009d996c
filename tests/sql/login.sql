begin;
select plan(36);
select sign_up('ada');
select sign_up('bob');
update accounts set password_hash = 'phc' where id = account();

select results_eq($$select ledger, account, password_hash from api.login(username())$$, $$values (ledger(), account(), 'phc')$$, 'a user name leads to ledger, account and password');
select results_eq($$select ledger, account, password_hash from api.login(upper(username()))$$, $$values (ledger(), account(), 'phc')$$, 'in whatever case');
select results_eq($$select ledger, account, password_hash from api.login(username('bob'))$$, $$values (ledger('bob'), account('bob'), null::text)$$, 'an account may have no password');
select is_empty($$select ledger, account, password_hash from api.login('nobody')$$, 'no such account: no row');
select is_empty($$select ledger, account, password_hash from api.login('%')$$, 'a user name is no pattern');
select is_empty($$select ledger, account, password_hash from api.login(null)$$, 'nor is nothing one');
update accounts set disabled_at = now() where id = account();
select is_empty($$select ledger, account, password_hash from api.login(username())$$, 'a disabled account: no row');
update ledgers set erased_at = now() where id = ledger('bob');
select is_empty($$select ledger, account, password_hash from api.login(username('bob'))$$, 'an erased ledger: no row');


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

-- how long to wait
create function pg_temp.wait(name text, address text) returns integer language sql as $$
  select (refusal(format('select api.login(%L, %L)', name, address))->>'retry_after')::integer;
$$;
create function pg_temp.age(name text, address text, minutes integer) returns void language sql as $$
  update sign_in_failures f set since = clock_timestamp() - make_interval(mins => minutes) where f.username_hash = username_hash(name) and f.address = $2;
$$;
select pg_temp.fail('timed', '192.0.2.1', 30);
select ok(pg_temp.wait('timed', '192.0.2.1') between 595 and 600, 'who has just failed waits for ten minutes');
select pg_temp.age('timed', '192.0.2.1', 9);
select ok(pg_temp.wait('timed', '192.0.2.1') between 55 and 60, 'nine minutes later for one');
select pg_temp.fail('timed', '192.0.2.' || n, 20) from generate_series(2, 5) n;
select pg_temp.age('timed', '192.0.2.' || n, 10 - 2 * n) from generate_series(2, 4) n;
select ok(pg_temp.wait('timed', '192.0.2.77') between 55 and 60, 'a stranger until the oldest failures count no more: the others are below the limit');
select pg_temp.fail('timed', '192.0.2.6', 29);
select ok(pg_temp.wait('timed', '192.0.2.77') between 235 and 240, 'until the second oldest where they are not');

-- of IPv6 the network counts: its owner has 2^64 addresses
select is(array(select network_of(a) from unnest('{192.0.2.1,2001:db8:1:2:3:4:5:6,2001:db8:1:2::,2001:db8:1:3::1,::ffff:192.0.2.1,unix:,NULL}'::text[]) a),
  '{192.0.2.1,2001:db8:1:2::,2001:db8:1:2::,2001:db8:1:3::,192.0.2.1,unix:,""}', 'of IPv6 the /64, of IPv4 the address');
select pg_temp.fail('six', '2001:db8:1:2::' || n, 1) from generate_series(1, 30) n;
select ok(pg_temp.refused('six', '2001:db8:1:2:ffff::1'), 'each address of a /64 waits with the others');
select ok(not pg_temp.refused('six', '2001:db8:1:3::1'), 'the next /64 does not');
select pg_temp.fail(username('eve'), '2001:db8:1:4::1', 100);
select ok(pg_temp.refused(username('eve'), '2001:db8:1:5::1'), 'strangers wait');
select api.start_session(username('eve'), ledger('eve'), account('eve'), numbered(3), 'home', sha256('t'), null, '2001:db8:1:5::1') \g /dev/null
select pg_temp.fail(username('eve'), '2001:db8:1:4::1', 100);
select ok(not pg_temp.refused(username('eve'), '2001:db8:1:5:a:b:c:d'), 'and the owner does not, though a phone has another address every day');
select api.start_session(username('eve'), ledger('eve'), account('eve'), numbered(4), 'home', sha256('t'), null, '2001:db8:1:4::2') \g /dev/null
select ok(not pg_temp.refused(username('eve'), '2001:db8:1:4::1'), 'a sign-in that succeeds begins anew for its whole network');

-- a device of which the worker has seen a proof
create function pg_temp.refused_at(name text, address text, of text, device integer) returns boolean language sql as $$
  select coalesce(refusal(format('select api.login(%L, %L, %L, %L)', name, address, ledger(of), numbered(device)))->>'sqlstate' = 'LD018', false);
$$;
create function pg_temp.is_known(address text, of text default null, device integer default null) returns boolean language sql as $$
  select is_known from api.login(username('eve'), address, ledger(of), numbered(device));
$$;
select ok(pg_temp.refused(username('eve'), '203.0.113.1'), 'too many have failed for a stranger');
select ok(not pg_temp.refused_at(username('eve'), '203.0.113.1', 'eve', 7), 'but not for a device of the account, wherever it is');
select ok(pg_temp.refused_at(username('eve'), '203.0.113.1', 'ada', 7), 'one of another account is a stranger');
select api.refuse_login(username('eve'), 'a phone', '192.0.2.1', ledger('eve'), numbered(7)) from generate_series(1, 30) \g /dev/null
select ok(pg_temp.refused_at(username('eve'), '203.0.113.1', 'eve', 7), 'after 30 failures the device waits too, wherever it is');
select ok(not pg_temp.refused_at(username('eve'), '203.0.113.1', 'eve', 8), 'and no other of the account''s');
select ok(not pg_temp.refused(username('eve'), '192.0.2.1'), 'nor the network it was in');
select api.start_session(username('eve'), ledger('eve'), account('eve'), numbered(5), 'home', sha256('t'), null, '192.0.2.1', null, ledger('eve'), numbered(7)) \g /dev/null
select ok(not pg_temp.refused_at(username('eve'), '203.0.113.1', 'eve', 7), 'a sign-in that succeeds begins anew for it');
delete from sign_in_failures;
select results_eq($$select pg_temp.is_known('192.0.2.1'), pg_temp.is_known('192.0.2.77'), pg_temp.is_known('192.0.2.77', 'eve', 8), pg_temp.is_known('192.0.2.77', 'ada', 8)$$,
  'values (true, false, true, false)', 'known is who comes from a network or with a device of the account');
select pg_temp.fail('somebody', '192.0.2.7', 1);
update sign_in_failures set since = since - interval '10 minutes';
select is((select count(*) from api.login('nobody', '192.0.2.1', ledger('eve'), numbered(7))), 0::bigint, 'a device makes no account');
select ok(not pg_temp.refused(username('eve'), '192.0.2.8'), 'ten minutes later there is room again');
select pg_temp.fail('somebody', '192.0.2.8', 1);
select is((select count(*) from sign_in_failures where since < now() - interval '9 minutes'), 0::bigint, 'and what is that old is forgotten');

select * from finish();
rollback;
