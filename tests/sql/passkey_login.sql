begin;
select plan(4);
select sign_up('ada');
select sign_up('bob');
select new_passkey(1) \g /dev/null
select results_eq($$select * from api.passkey_login(ledger(), credential(1))$$, $$values (account(), 'pQ', 5::bigint, true)$$, 'what an answer is checked against');
select is_empty($$select * from api.passkey_login(ledger('bob'), credential(1))$$, 'another account does not have it');
select is_empty($$select * from api.passkey_login(ledger(), credential(2))$$, 'an unknown one is no row');
update accounts set disabled_at = now() where id = account();
select is_empty($$select * from api.passkey_login(ledger(), credential(1))$$, 'nor is a disabled account''s');
select * from finish();
rollback;
