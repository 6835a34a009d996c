begin;
select plan(7);
select sign_up('ada');
select sign_up('bob');
select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', sha256('t'), null) \g /dev/null

select is(refusal($$select api.logout(ledger(), session('bob'))$$), session_has_ended(), 'nobody ends another ledger''s session');
select is(refusal($$select api.logout(ledger('bob'), session())$$), session_has_ended(), 'from either side');
select results_eq(
  $$select count(*), count(a.body) from api.logout(ledger(), session()) a$$, $$values (1::bigint, 0::bigint)$$, 'the answer is one empty row');
select results_eq(
  $$select id, ended_at is not null from sessions where ledger_id in (ledger(), ledger('bob')) order by ended_at, id = numbered(1)$$,
  $$values (session(), true), (session('bob'), false), (numbered(1), false)$$, 'one session has ended, and no other');
select is(refusal($$select api.logout(ledger(), session())$$), session_has_ended(), 'it cannot end twice');
select is(refusal($$select api.get_session(ledger(), session(), null, '{}')$$), session_has_ended(), 'and may do nothing any more');
select is((select alive from relay.open_stream(ledger(), session())), false, 'nor listen');

select * from finish();
rollback;
