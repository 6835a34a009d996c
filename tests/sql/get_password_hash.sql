begin;
select plan(2);
select sign_up('ada');
select is(api.get_password_hash(ledger(), session()), null, 'an account may have no password');
update accounts set password_hash = 'phc' where id = account();
select is(api.get_password_hash(ledger(), session()), 'phc', 'the hash');
select * from finish();
rollback;
