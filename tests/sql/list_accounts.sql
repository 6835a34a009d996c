begin;
select plan(3);
select sign_up('bob');
select sign_up('ada');
select sign_up('cid');
select sign_up('dan');
select new_contact('{"name": "Eve"}') \g /dev/null
update accounts set disabled_at = now() where id = account('bob');
update ledgers set erased_at = now() where id = ledger('cid');
update accounts set username = upper(username) where id = account('bob');

select results_eq(
  $$select account, ledger, username, display_name, events, disabled from operator.list_accounts()$$,
  $$values (account(), ledger(), username(), 'Ada', 1::bigint, false), (account('bob'), ledger('bob'), username('bob'), 'Bob', 0, true),
           (account('dan'), ledger('dan'), username('dan'), 'Dan', 0, false)$$, 'all accounts by user name, in whatever case, but those that were erased');
select results_eq($$select created_at from operator.list_accounts() where account = account()$$, $$select created_at from accounts where id = account()$$, 'and since when');

select results_eq($$select sessions from operator.list_accounts() where account in (account(), account('bob')) order by username$$, 'values (1::bigint), (1)', 'and how many sessions are open');

select * from finish();
rollback;
