begin;
select plan(3);
select sign_up('ada');
select sign_up('bob');
select new_passkey(1) \g /dev/null
select api.refuse_passkey_login(ledger(), credential(1), 'a phone', '192.0.2.1') \g /dev/null
select api.refuse_passkey_login(ledger(), credential(2), 'a phone', '192.0.2.1') \g /dev/null
select api.refuse_passkey_login(ledger('bob'), credential(1), 'a phone', '192.0.2.1') \g /dev/null
select api.refuse_passkey_login(gen_random_uuid(), credential(1), 'a phone', '192.0.2.1') \g /dev/null
select results_eq($$select method, device, address from activity where kind = 'sign_in_failed' and ledger_id = ledger()$$,
  $$values ('passkey', 'a phone', '192.0.2.1')$$, 'a refused sign-in by one''s passkey is recorded, once');
select is_empty($$select from activity where kind = 'sign_in_failed' and ledger_id = ledger('bob')$$, 'that of another''s is not');
select sign_in_by(1, 11, 6) \g /dev/null
select results_eq($$select kind, method from activity where ledger_id = ledger() and kind ~ 'passkey|signed_in' order by seq desc limit 2$$,
  $$values ('signed_in', 'passkey'), ('passkey_added', null)$$, 'and so is what succeeds');
select * from finish();
rollback;
