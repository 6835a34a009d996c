begin;
select plan(7);
select sign_up('ada');
select operator.disable_account(username()) \g /dev/null

select is(operator.enable_account(upper(username())), true, 'a disabled account');
select results_eq('select account from api.login(username())', 'values (account())', 'signs in again');
select results_eq('select account from operator.issue_session(username(), ''x'')', 'values (account())', 'and gets tokens');
select is(refusal(format('select api.get_session(%L, %L, null, ''{}'')', ledger(), session())), session_has_ended(), 'what was ended stays ended');
select is(operator.enable_account(username()), false, 'one that is not disabled');
select results_eq('select kind, device from activity where ledger_id = ledger() and kind like ''account_%'' order by seq',
  $$values ('account_disabled', 'debtctl'), ('account_enabled', 'debtctl')$$, 'each is recorded once');
select is(refusal('select operator.enable_account(''no one'')')->>'sqlstate', 'LD006', 'no such account');

select * from finish();
rollback;
