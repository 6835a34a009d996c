begin;
select plan(22);
select sign_up('ada');
select sign_up('bob');

-- the answer
select is(
  without_times((new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Zoë \"Z\"\n", "phone": "1", "email": "z@example.org", "notes": "n", "comment": "why"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000001", "name": "Zoë \"Z\"\n", "phone": "1", "email": "z@example.org", "notes": "n",
    "balances": [], "items": {"lent": 0, "owed": 0}, "version": 1}',
  'the body shows the contact');
select is(
  without_times((new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Bob", "phone": null}')).body),
  '{"id": "00000000-0000-4000-8000-000000000002", "name": "Bob", "phone": null, "email": null, "notes": null,
    "balances": [], "items": {"lent": 0, "owed": 0}, "version": 1}',
  'what is not given is null');
select is((a.body::json->>'id')::uuid, a.id, 'an id is drawn where none is given') from new_contact('{"name": "Cid"}') a;
select results_eq(
  $$select id, etag like '1.4.%', replayed, next from new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "Dan"}')$$,
  $$values (numbered(3), true, false, null::text)$$,
  'the answer names the id and an ETag that begins with the version');
select results_eq(
  $$select c.body, c.etag from api.get_contact(ledger(), session(), null, '{}', numbered(1)) c$$,
  $$select c.rendered, '1.1.' || left(l.epoch::text, 8) from contacts c join ledgers l on l.id = c.ledger_id where c.ledger_id = ledger() and c.id = numbered(1)$$,
  'a read of the contact shows the same');

-- the event
select results_eq(
  $$select seq::bigint, type::text, aggregate_type::text, aggregate_id, version::bigint, data::text, comment, account_id, device, made_at from events where ledger_id = ledger() and seq <= 2 order by seq$$,
  $$values (1::bigint, 'CONTACT_CREATED', 'contact', numbered(1), 1::bigint,
            '{"email":"z@example.org","name":"Zoë \"Z\"\n","notes":"n","phone":"1"}', 'why', account(), 'ada''s "phone"', null::timestamptz),
           (2, 'CONTACT_CREATED', 'contact', numbered(2), 1, '{"name":"Bob"}', null, account(), 'ada''s "phone"', null)$$,
  'the event holds what was given, and only that');
select is(
  (select c.body::json->>'created_at' from api.get_contact(ledger(), session(), null, '{}', numbered(1)) c),
  (select rfc3339(recorded_at) from events where ledger_id = ledger() and seq = 1),
  'created_at is when the event was recorded');

-- the key
create temporary table first_answer as
  select * from api.create_contact(ledger(), session(), numbered(70), '{"name": "Eve", "notes": "x", "id": "00000000-0000-4000-8000-000000000005"}');
select is((select id from events where ledger_id = ledger() and aggregate_id = numbered(5)), numbered(70), 'the key becomes the id of the event');
select new_debt(6, 5, 'lent', 100) \g /dev/null
select results_eq(
  $$select * from api.create_contact(ledger(), session(), numbered(70), '{"id": "00000000-0000-4000-8000-000000000005",   "notes": "x", "name": "Eve"}')$$,
  $$select body, etag, id, true, next from first_answer$$,
  'a repeat gets the contact as its event left it, whatever happened since and however its JSON is written');
select is((select count(*) from events where ledger_id = ledger() and aggregate_id = numbered(5)), 1::bigint, 'a repeat appends nothing');
select is(
  refusal($$select api.create_contact(ledger(), session(), numbered(70), '{"name": "Eva", "notes": "x", "id": "00000000-0000-4000-8000-000000000005"}')$$),
  '{"sqlstate": "LD016", "message": "This Idempotency-Key was used for another request."}', 'a key with another body is refused');
select is(
  refusal($$select api.create_transaction(ledger(), session(), numbered(70), '{"name": "Eve", "notes": "x", "id": "00000000-0000-4000-8000-000000000005"}')$$)->>'sqlstate',
  'LD016', 'a key with another operation is refused');
select is((api.create_contact(ledger('bob'), session('bob'), numbered(70), '{"name": "Eve"}')).replayed, false, 'keys belong to a ledger');
select is(
  refusal(format('select api.create_contact(ledger(), session(), %L, ''{"name": "Fay"}'')', (select id from events where ledger_id = ledger() and seq = 1)))->>'sqlstate',
  'LD016', 'a key that is the id of an event made without a key is refused');

-- the id
select is(
  refusal($$select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Gus"}')$$),
  '{"sqlstate": "LD007", "message": "There is, or was, something with this id already.",
    "errors": [{"field": "id", "code": "taken", "message": "Choose another id, or leave it out."}]}', 'an id that is taken is refused');
select is(
  refusal($$select api.create_contact(ledger(), session(), numbered(71), '{"id": "00000000-0000-4000-8000-000000000001", "name": "Gus"}')$$)->>'sqlstate',
  'LD007', 'also under a key');
select is((api.create_contact(ledger(), session(), numbered(71), '{"name": "Gus"}')).replayed, false, 'which is not used up by that');
select is(
  refusal($$select new_contact('{"id": "00000000-0000-4000-8000-000000000006", "name": "Gus"}')$$)->>'sqlstate',
  'LD007', 'the id of a transaction is taken, too');
select lives_ok($$select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Hal"}', 'bob')$$, 'another ledger''s id is free');

-- who asks
select is(refusal($$select api.create_contact(ledger(), gen_random_uuid(), null, '{"name": "Ian"}')$$), session_has_ended(), 'an unknown session is refused');
select api.logout(ledger(), session()) \g /dev/null
select is(refusal($$select new_contact('{"name": "Ian"}')$$), session_has_ended(), 'an ended session is refused');
select is(
  refusal($$select api.create_contact(ledger(), session(), numbered(70), '{"name": "Eve", "notes": "x", "id": "00000000-0000-4000-8000-000000000005"}')$$),
  session_has_ended(), 'even where it repeats itself');

select * from finish();
rollback;
