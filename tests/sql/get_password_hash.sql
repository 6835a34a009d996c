begin;
select plan(6);
select sign_up('ada');
select is(api.get_password_hash(ledger(), session(), null), null, 'an account may have no password');
update accounts set password_hash = 'phc' where id = account();
select is(api.get_password_hash(ledger(), session(), '192.0.2.7'), 'phc', 'the hash');

-- guessing, from a device that was left signed in
create function pg_temp.asked(address text, session uuid default session()) returns text language sql as $$
  select refusal(format('select api.get_password_hash(ledger(), %L, %L)', session, address))->>'sqlstate';
$$;
select api.start_session(username(), ledger(), account(), numbered(1), 'a tablet', sha256('t'), null, '192.0.2.7', 'phc') \g /dev/null
select api.refuse_password(ledger(), session(), 'a phone', '192.0.2.7') from generate_series(1, 30) \g /dev/null
select is(pg_temp.asked('192.0.2.7'), 'LD018', 'after 30 wrong ones the session waits');
select is(pg_temp.asked('192.0.2.8'), 'LD018', 'wherever it goes');
select is(pg_temp.asked('192.0.2.7', numbered(1)), null, 'and no other');
select api.refuse_login(username(), 'somebody', '198.51.100.' || n % 50) from generate_series(1, 200) n \g /dev/null
select is(pg_temp.asked('192.0.2.8', numbered(1)), null, 'strangers'' guesses are no reason to refuse who is signed in');
select * from finish();
rollback;
