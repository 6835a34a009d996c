begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');
select set_config('test.one', new_passkey(1)::text, true), set_config('test.bobs', new_passkey(1, 'bob')::text, true) \g /dev/null
select is(refusal(format('select api.delete_passkey(ledger(), session(), %L, null)', current_setting('test.one')))->>'sqlstate', 'LD004', 'the last one stays where there is no password');
update accounts set password_hash = 'phc' where id = account();
select is(refusal(format('select api.delete_passkey(ledger(), session(), %L, null)', current_setting('test.bobs')))->>'sqlstate', 'LD006', 'another account''s is none');
update sessions set started_at = started_at - interval '61 minutes' where ledger_id = ledger();
select is(refusal(format('select api.delete_passkey(ledger(), session(), %L, null)', current_setting('test.one')))->>'sqlstate', 'LD004', 'nor does a device that was left signed in remove one');
update sessions set started_at = started_at + interval '61 minutes' where ledger_id = ledger();
select is(refusal(format('select api.delete_passkey(ledger(), session(), %L, null)', current_setting('test.one'))), null, 'with a password it goes');
select is_empty($$select from api.passkey_login(ledger(), credential(1))$$, 'and signs nobody in');
select isnt_empty($$select from api.passkey_login(ledger('bob'), credential(1))$$, 'another account''s of the same id does');
select * from finish();
rollback;
