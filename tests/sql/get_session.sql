begin;
select plan(5);
select sign_up('ada');
select sign_up('bob');

select is(
  (api.get_session(ledger(), session(), null, '{}')).body::jsonb,
  (select jsonb_build_object(
     'account', jsonb_build_object('id', account(), 'username', username(), 'display_name', 'Ada'),
     'session', jsonb_build_object('id', session(), 'device', 'ada''s "phone"', 'started_at', rfc3339(s.started_at), 'last_used_at', rfc3339(s.last_used_at)),
     'ledger', jsonb_build_object('id', l.id, 'epoch', l.epoch, 'head', 0))
   from sessions s join ledgers l on l.id = s.ledger_id where s.ledger_id = ledger()), 'account, session and ledger');
select new_contact('{"name": "Cid"}') \g /dev/null
select is((api.get_session(ledger(), session(), null, '{}')).body::json->'ledger'->>'head', '1', 'when the ledger has grown, it says so');
update sessions set device = null where ledger_id = ledger();
select is((api.get_session(ledger(), session(), null, '{}')).body::json->'session'->>'device', null, 'a device may have no name');

select is(refusal($$select api.get_session(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');
update ledgers set erased_at = now() where id = ledger();
select is(refusal($$select api.get_session(ledger(), session(), null, '{}')$$), session_has_ended(), 'an erased ledger has none');

select * from finish();
rollback;
