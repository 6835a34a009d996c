begin;
select plan(1);
select sign_up('ada');
select api.refuse_password(ledger(), session(), 'a phone', '192.0.2.7') \g /dev/null
select results_eq($$select kind, session_id, device, address from activity where ledger_id = ledger() and kind <> 'registered'$$,
  $$values ('password_failed', session(), 'a phone', '192.0.2.7')$$, 'a wrong password of somebody signed in is recorded');
select * from finish();
rollback;
