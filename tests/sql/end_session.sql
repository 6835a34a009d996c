begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');
select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', sha256('t'), null) \g /dev/null
select is(refusal($$select api.end_session(ledger(), session(), session('bob'), null, null)$$)->>'sqlstate', 'LD006', 'another ledger''s session is not there');
select results_eq($$select count(*), count(a.body) from api.end_session(ledger(), session(), numbered(1), 'a laptop', '192.0.2.1') a$$,
  $$values (1::bigint, 0::bigint)$$, 'the answer is one empty row');
select is(refusal($$select api.get_sync(ledger(), numbered(1), null, '{}')$$), session_has_ended(), 'it may do nothing any more');
select is(refusal($$select api.end_session(ledger(), session(), numbered(1), null, null)$$)->>'sqlstate', 'LD006', 'nor end again');
select results_eq($$select kind, session_id, device, address, detail from activity where ledger_id = ledger() order by seq desc limit 1$$,
  $$values ('session_ended', numbered(1), 'a laptop', '192.0.2.1', 'a phone')$$, 'it is recorded who ended which');
select is((api.get_sync(ledger(), session(), null, '{}')).body::json->>'head', '0', 'the caller''s lives on');
select * from finish();
rollback;
