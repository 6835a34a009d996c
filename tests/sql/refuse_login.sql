begin;
select plan(4);
select sign_up('ada');
select api.refuse_login(upper(username()), 'a phone', '192.0.2.7') \g /dev/null
select results_eq($$select kind, method, session_id, device, address from activity where ledger_id = ledger() and kind <> 'registered'$$,
  $$values ('sign_in_failed', 'password', null::uuid, 'a phone', '192.0.2.7')$$, 'a sign-in that failed is recorded');
select lives_ok($$select api.refuse_login('nobody', null, null)$$, 'nobody''s is not');
select count(api.refuse_login(username(), null, null)) from generate_series(1, 50) \g /dev/null
select is((select count(*) from activity where ledger_id = ledger() and kind <> 'registered'), 20::bigint, 'a flood of them leaves 20 an hour');
select record_activity(ledger(), 'signed_in', session(), null, null);
select is((select count(*) from activity where ledger_id = ledger() and kind <> 'registered'), 21::bigint, 'and hides nothing else');
select * from finish();
rollback;
