begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');
update accounts set password_hash = 'old' where id in (account(), account('bob'));
select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', sha256('t'), null, null, 'old') \g /dev/null
select is(refusal($$select api.change_password(ledger(), session(), 'other', 'new', null, null)$$)->>'sqlstate', 'LD002', 'a hash that is not the stored one changes nothing');
select api.change_password(ledger(), session(), 'old', 'new', 'a laptop', null) \g /dev/null
select is((select password_hash from accounts where id = account()), 'new', 'the password is another');
select is((select password_hash from accounts where id = account('bob')), 'old', 'and nobody else''s');
select is(refusal($$select api.get_sync(ledger(), numbered(1), null, '{}')$$), session_has_ended(), 'other sessions end');
select is((api.get_sync(ledger(), session(), null, '{}')).body::json->>'head', '0', 'the caller''s lives on');
select is((select kind from activity where ledger_id = ledger() order by seq desc limit 1), 'password_changed', 'it is recorded');
select * from finish();
rollback;
