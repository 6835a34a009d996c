begin;
select plan(3);
select sign_up('ada');
select sign_up('bob');
select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', sha256('t'), null) \g /dev/null
select api.start_session(username(), ledger(), account(), numbered(2), 'a tablet', sha256('u'), null) \g /dev/null
select api.end_other_sessions(ledger(), numbered(1), null, null) \g /dev/null
select results_eq($$select id, ended_at is null from sessions where ledger_id in (ledger(), ledger('bob')) order by id in (session(), session('bob')), ledger_id = ledger('bob'), id$$,
  $$values (numbered(1), true), (numbered(2), false), (session(), false), (session('bob'), true)$$, 'all of the ledger but the caller''s');
select is((select count(*) from activity where ledger_id = ledger() and kind = 'session_ended'), 2::bigint, 'each is recorded');
select lives_ok($$select api.end_other_sessions(ledger(), numbered(1), null, null)$$, 'there may be none');
select * from finish();
rollback;
