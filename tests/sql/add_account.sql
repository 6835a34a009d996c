begin;
select plan(4);
create temporary table made as select * from operator.add_account('Ünal ' || gen_random_uuid(), 'phc', 'Ü.');

select results_eq(
  $$select a.username like 'Ünal %', a.display_name, a.password_hash, a.disabled_at, l.head, l.recorded_at
      from made m join accounts a on a.id = m.account and a.ledger_id = m.ledger join ledgers l on l.id = m.ledger$$,
  $$values (true, 'Ü.', 'phc', null::timestamptz, 0::ledger_length, '-infinity'::timestamptz)$$, 'an account with an empty ledger');
select results_eq('select kind, device from activity join made on ledger = ledger_id', $$values ('registered', 'debtctl')$$, 'its activity begins with it');
select is(refusal(format('select operator.add_account(%L, null, null)', upper(username))), '{"sqlstate": "LD012", "message": "This user name is taken."}', 'a user name is there once, in whatever case')
  from accounts join made on account = id;
select operator.add_account('cid', null, null) \g /dev/null
select results_eq($$select display_name, password_hash from accounts where username = 'cid'$$, $$values ('cid', null::text)$$, 'without display name it is the user name''s; without password there is none');

select * from finish();
rollback;
