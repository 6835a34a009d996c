begin;
select plan(6);
select sign_up('ada');
create temporary table issued as select * from operator.issue_session(upper(username()), 'a token');

select results_eq($$select ledger, account from issued$$, $$values (ledger(), account())$$, 'a session of the account and its ledger, in whatever case its user name is given');
select results_eq(
  $$select s.account_id, s.device, s.ended_at, s.refresh_hash from sessions s join issued i on i.ledger = s.ledger_id and i.session = s.id$$,
  $$values (account(), 'a token', null::timestamptz, null::bytea)$$, 'that cannot be refreshed');
select is((api.get_sync(ledger, session, null, '{}')).body::json->>'head', '0', 'and lives') from issued;
select results_eq($$select a.kind, a.method, a.session_id, a.device from activity a where a.ledger_id = ledger() and a.kind <> 'registered'$$,
  $$select 'signed_in', null::text, i.session, 'a token' from issued i$$, 'the account is told');
select is_empty($$select * from operator.issue_session('nobody', 'x')$$, 'no such account: no row');
update accounts set disabled_at = now() where id = account();
select is_empty($$select * from operator.issue_session(username(), 'x')$$, 'a disabled one: no row');

select * from finish();
rollback;
