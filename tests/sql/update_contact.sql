begin;
select plan(18);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid", "phone": "1", "notes": "n"}') \g /dev/null

create function pg_temp.change(body jsonb, if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.update_contact(ledger(), session(), key, body, numbered(1), if_match);
$$;

-- the answer and the event
select is(
  without_times((pg_temp.change('{"email": "c@example.org", "phone": null, "name": "Cid", "comment": "why"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid", "phone": null, "email": "c@example.org", "notes": "n", "balances": [],
    "items": {"lent": 0, "owed": 0}, "version": 2}', 'what is named changes, null clears, the rest stays');
select results_eq(
  $$select type, aggregate_type, aggregate_id, version, data::text, comment from events where ledger_id = ledger() and seq = 2$$,
  $$values ('CONTACT_UPDATED'::event_type, 'contact'::aggregate_type, numbered(1), 2::aggregate_version, '{"email":"c@example.org","phone":null}', 'why')$$, 'the event holds what changed, and only that');
select results_eq(
  $$select body, etag from api.get_contact(ledger(), session(), null, '{}', numbered(1))$$,
  $$select rendered, '2.2.' || left(l.epoch::text, 8) from contacts c join ledgers l on l.id = c.ledger_id where c.ledger_id = ledger() and c.id = numbered(1)$$,
  'a read of the contact shows the same, under another ETag');
select is(
  (pg_temp.change('{}')).body::jsonb->'updated_at', (select to_jsonb(rfc3339(recorded_at)) from events where ledger_id = ledger() and seq = 2),
  'updated_at is when the last event was recorded');
select is((api.get_contact(ledger(), session(), null, '{"at": "1"}', numbered(1))).body::jsonb->>'phone', '1', 'what the ledger said before stays known');

-- nothing to change
select is(((pg_temp.change('{"email": "c@example.org", "phone": null, "comment": "again"}')).body::jsonb->>'version')::integer, 2, 'what changes nothing keeps the version');
select is((select head from ledgers where id = ledger()), 2::ledger_length, 'and appends nothing');

-- the version
select is(
  refusal('select pg_temp.change(''{"name": "Dan"}'', 1)'),
  '{"sqlstate": "LD013", "message": "It was changed meanwhile: its version is 2.", "version": 2}', 'another version is refused, and the current one told');
select is(refusal('select pg_temp.change(''{}'', 1)')->>'sqlstate', 'LD013', 'even where nothing would change');
select is(((pg_temp.change('{"name": "Dan"}', 2)).body::jsonb->>'version')::integer, 3, 'the expected one is not');

-- the key
create temporary table first_answer as select * from pg_temp.change('{"name": "Eve"}', 3, numbered(70));
select is((select id from events where ledger_id = ledger() and seq = 4), numbered(70), 'the key becomes the id of the event');
select pg_temp.change('{"name": "Fay"}') \g /dev/null
select results_eq(
  $$select * from pg_temp.change('{"name": "Eve"}', 3, numbered(70))$$, $$select body, etag, id, true, next from first_answer$$,
  'a repeat gets the contact as its event left it, although its version has passed');
select is(refusal('select pg_temp.change(''{"name": "Gus"}'', null, numbered(70))')->>'sqlstate', 'LD016', 'a key with another body is refused');
select is(
  refusal($$select api.replace_contact(ledger(), session(), numbered(70), '{"name": "Eve"}', numbered(1), null)$$)->>'sqlstate', 'LD016', 'and with another operation');

-- walls
select is(
  refusal($$select api.update_contact(ledger(), session(), null, '{"name": "X"}', numbered(9), null)$$),
  '{"sqlstate": "LD006", "message": "There is no such contact."}', 'what is not there is refused');
select is(
  refusal($$select api.update_contact(ledger('bob'), session('bob'), null, '{"name": "X"}', numbered(1), null)$$)->>'sqlstate', 'LD006', 'as is another ledger''s contact');
select is(refusal($$select api.update_contact(ledger(), session('bob'), null, '{"name": "X"}', numbered(1), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
