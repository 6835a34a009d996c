begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid", "phone": "1", "email": "c@example.org"}') \g /dev/null

create function pg_temp.replace(body jsonb, if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.replace_contact(ledger(), session(), key, body, numbered(1), if_match);
$$;

select is(
  without_times((pg_temp.replace('{"name": "Cid", "phone": "2", "comment": "why"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid", "phone": "2", "email": null, "notes": null, "balances": [],
    "items": {"lent": 0, "owed": 0}, "version": 2}', 'what is left out is cleared');
select results_eq(
  $$select type, version, data::text, comment from events where ledger_id = ledger() and seq = 2$$,
  $$values ('CONTACT_UPDATED'::event_type, 2::aggregate_version, '{"email":null,"phone":"2"}', 'why')$$, 'the event holds what changed, and only that');
select is(((pg_temp.replace('{"name": "Cid", "phone": "2", "notes": null}')).body::jsonb->>'version')::integer, 2, 'what changes nothing keeps the version');
select is((select head from ledgers where id = ledger()), 2::ledger_length, 'and appends nothing');
select is(refusal('select pg_temp.replace(''{"name": "Dan"}'', 1)')->>'sqlstate', 'LD013', 'another version is refused');
create temporary table first_answer as select * from pg_temp.replace('{"name": "Dan"}', 2, numbered(70));
select results_eq(
  $$select * from pg_temp.replace('{"name": "Dan"}', 2, numbered(70))$$, $$select body, etag, id, true, next from first_answer$$, 'a repeat gets the same answer');
select is(refusal($$select api.replace_contact(ledger(), session(), null, '{"name": "X"}', numbered(9), null)$$)->>'sqlstate', 'LD006', 'what is not there is refused');
select is(
  refusal($$select api.replace_contact(ledger('bob'), session('bob'), null, '{"name": "X"}', numbered(1), null)$$)->>'sqlstate', 'LD006', 'as is another ledger''s contact');
select is(refusal($$select api.replace_contact(ledger(), session('bob'), null, '{"name": "X"}', numbered(1), null)$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
