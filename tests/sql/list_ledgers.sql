begin;
select plan(1);
select sign_up('bob');
select sign_up('ada');
select sign_up('cid');
select new_contact('{"name": "Eve"}') \g /dev/null
update ledgers set erased_at = now() where id = ledger('cid');

select results_eq(
  $$select * from operator.list_ledgers()$$, $$values (ledger(), username(), 1::bigint), (ledger('bob'), username('bob'), 0)$$, 'all ledgers by user name, but those that were erased');

select * from finish();
rollback;
