begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');

select is(
  (api.get_sync(ledger(), session(), null, '{}')).body::jsonb,
  (select jsonb_build_object('epoch', epoch, 'head', 0, 'hash', repeat('00', 32)) from ledgers where id = ledger()), 'an empty ledger stands at 0, with a hash of zeros');
create temporary table earlier as select etag from api.get_sync(ledger(), session(), null, '{}');
select results_eq(
  $$select a.body, a.etag from earlier e, api.get_sync(ledger(), session(), e.etag, '{}') a$$, $$select null::text, etag from earlier$$,
  'an answer that the client has is not sent again');
select isnt((api.get_sync(ledger('bob'), session('bob'), null, '{}')).etag, (select etag from earlier), 'another ledger has another ETag, though it is as empty');
select new_contact('{"name": "Cid"}') \g /dev/null
select is(
  (select a.body::jsonb from earlier e, api.get_sync(ledger(), session(), e.etag, '{}') a),
  (select jsonb_build_object('epoch', l.epoch, 'head', 1, 'hash', encode(e.hash, 'hex')) from ledgers l join events e on e.ledger_id = l.id where l.id = ledger()),
  'head and hash are those of the newest event');
update earlier set etag = (api.get_sync(ledger(), session(), null, '{}')).etag;
update ledgers set epoch = gen_random_uuid() where id = ledger();
select isnt((select a.body from earlier e, api.get_sync(ledger(), session(), e.etag, '{}') a), null, 'a client learns of another epoch, though head and hash are the same');

select is(refusal($$select api.get_sync(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
