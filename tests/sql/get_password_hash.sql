begin;
select plan(5);
select sign_up('ada');
select is(api.get_password_hash(ledger(), session(), null), null, 'an account may have no password');
update accounts set password_hash = 'phc' where id = account();
select is(api.get_password_hash(ledger(), session(), '192.0.2.7'), 'phc', 'the hash');

-- guessing, from a device that was left signed in
create function pg_temp.asked(address text) returns text language sql as $$
  select refusal(format('select api.get_password_hash(ledger(), session(), %L)', address))->>'sqlstate';
$$;
select api.refuse_password(ledger(), session(), 'a phone', '192.0.2.7') from generate_series(1, 30) \g /dev/null
select is(pg_temp.asked('192.0.2.7'), 'LD018', 'after 30 wrong ones the address waits');
select is(pg_temp.asked('192.0.2.8'), null, 'and no other');
select is(refusal(format('select api.login(%L, %L)', username(), '192.0.2.7'))->>'sqlstate', 'LD018', 'it is the same password: nor can it sign in');
select * from finish();
rollback;
