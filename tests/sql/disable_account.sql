begin;
select plan(12);
select sign_up('ada');
select sign_up('bob');
select set_config('fixture.second', (select session from operator.issue_session(username(), 'tablet'))::text, true) \g /dev/null
update accounts set password_hash = '$argon2id$x' where id = account();

select is(operator.disable_account(upper(username())), 2::bigint, 'all sessions are ended');
select is(refusal(format('select api.get_session(%L, %L, null, ''{}'')', ledger(), session())), session_has_ended(), 'at once');
select results_eq('select kind, device from activity where ledger_id = ledger() and kind not in (''registered'', ''signed_in'') order by seq',
  $$values ('account_disabled', 'debtctl'), ('session_ended', 'debtctl'), ('session_ended', 'debtctl')$$, 'which the account is told');
select results_eq('select alive from relay.sweep(array[ledger(), ledger(''bob'')], array[session(), session(''bob'')]) order by alive', 'values (false), (true)', 'their streams close; another''s do not');
select is_empty('select * from api.login(username())', 'no sign-in by password');
select is(refusal(format('select api.start_session(%L, %L, %L, %L, null, null, null)', username(), ledger(), account(), numbered(50)))->>'sqlstate', 'LD002', 'nor one that was under way');
select is_empty('select * from operator.issue_session(username(), ''x'')', 'nor by the operator''s token');
select is(operator.disable_account(username()), 0::bigint, 'again: nothing more to end');
select is((select count(*) from activity where ledger_id = ledger() and kind = 'account_disabled'), 1::bigint, 'nor to record');
select is((select disabled from operator.list_accounts() where account = account()), true, 'the list shows it');
select is(refusal('select operator.disable_account(''no one'')')->>'sqlstate', 'LD006', 'no such account');
select is((select count(*) from sessions where ledger_id = ledger('bob') and ended_at is null), 1::bigint, 'others'' sessions live');

select * from finish();
rollback;
