begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');
select new_passkey(1) \g /dev/null
select is(sign_in_by(1, 11, 6, session => numbered(1))::jsonb->>'username', username(), 'it tells the account');
select results_eq($$select account_id, device, ended_at is null from sessions where id = numbered(1) and ledger_id = ledger()$$, $$values (account(), 'a phone', true)$$, 'there is a session');
select results_eq($$select sign_count, backed_up, last_used_at is not null from passkeys where ledger_id = ledger()$$, $$values (6::bigint, true, true)$$, 'the record is up to date');
select is(refusal($$select sign_in_by(1, 11, 7)$$)->>'sqlstate', 'LD002', 'a challenge is met once');
select is(refusal($$select sign_in_by(1, 12, 6)$$)->>'sqlstate', 'LD002', 'the counter goes up');
select is(refusal($$select sign_in_by(1, 12, 0)$$)->>'sqlstate', 'LD002', 'and never back');
select is(refusal($$select sign_in_by(1, 12, 7, 'bob')$$)->>'sqlstate', 'LD002', 'another account does not have it');
update passkeys set sign_count = 0 where ledger_id = ledger();
select isnt(sign_in_by(1, 13, 0), null, 'an authenticator may have no counter');
update accounts set disabled_at = now() where id = account();
select is(refusal($$select sign_in_by(1, 14, 7)$$)->>'sqlstate', 'LD002', 'a disabled account stays out');
select * from finish();
rollback;
