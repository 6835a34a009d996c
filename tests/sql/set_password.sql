begin;
select plan(7);
select sign_up('ada');
select sign_up('bob');

select is(operator.set_password(upper(username()), '$argon2id$new'), 1::bigint, 'all sessions are ended');
select is(refusal(format('select api.get_session(%L, %L, null, ''{}'')', ledger(), session())), session_has_ended(), 'at once');
select results_eq('select kind, session_id, device, detail from activity where ledger_id = ledger() and kind <> ''registered'' order by seq',
  $$values ('password_changed', null::uuid, 'debtctl', null), ('session_ended', session(), 'debtctl', 'ada''s "phone"')$$, 'which the account is told');
select results_eq('select account, password_hash from api.login(username())', 'values (account(), ''$argon2id$new'')', 'the next sign-in is checked against it');
select is(operator.set_password(username(), null), 0::bigint, 'none');
select results_eq('select password_hash from api.login(username())', 'values (null::text)', 'is no sign-in by password');
select is(refusal('select operator.set_password(''no one'', null)')->>'sqlstate', 'LD006', 'no such account');

select * from finish();
rollback;
