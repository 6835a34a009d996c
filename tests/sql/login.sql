begin;
select plan(8);
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

select * from finish();
rollback;
