begin;
select plan(10);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "C"}') \g /dev/null
select new_debt(11, 1, 'lent', 100, due_date => '2026-02-01') \g /dev/null
select new_debt(12, 1, 'owed', 30, settles => '{11}') \g /dev/null

create function pg_temp.replace(id integer, body jsonb, if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.replace_transaction(ledger(), session(), key, '{"contact_id": "00000000-0000-4000-8000-000000000001"}'::jsonb || body, numbered(id), if_match);
$$;

select is(
  without_times((pg_temp.replace(11, '{"direction": "lent", "amount": 90, "currency": "EUR", "transaction_date": "2026-01-01", "comment": "why"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000011", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "money", "direction": "lent", "amount": 90,
    "currency": "EUR", "description": null, "transaction_date": "2026-01-01", "due_date": null, "settles": [], "outstanding": 60, "status": "partly_settled",
    "overdue": false, "version": 2}', 'what is left out is cleared');
select results_eq(
  $$select type, version, data::text, comment from events where ledger_id = ledger() and seq = 4$$,
  $$values ('TRANSACTION_UPDATED'::event_type, 2::aggregate_version, '{"amount":90,"due_date":null}', 'why')$$, 'the event holds what changed, and only that');
select is(
  ((pg_temp.replace(11, '{"direction": "lent", "amount": 90, "currency": "EUR", "transaction_date": "2026-01-01", "settles": null}')).body::jsonb->>'version')::integer, 2,
  'what changes nothing keeps the version');
select is(
  ((pg_temp.replace(12, '{"direction": "owed", "amount": 30, "currency": "EUR", "transaction_date": null, "settles": null}')).body::jsonb->>'transaction_date')::date,
  utc_day(clock_timestamp()), 'the date is today, where it is left out or null');
select is((select outstanding from transactions where ledger_id = ledger() and id = numbered(11)), 90::bigint, 'a repayment that names no debts closes none');
select is(refusal('select pg_temp.replace(11, ''{"direction": "lent", "amount": 1, "currency": "EUR"}'', 1)')->>'sqlstate', 'LD013', 'another version is refused');
create temporary table first_answer as select * from pg_temp.replace(11, '{"type": "item", "direction": "owed", "amount": 1, "description": "Book"}', 2, numbered(70));
select results_eq(
  $$select * from pg_temp.replace(11, '{"type": "item", "direction": "owed", "amount": 1, "description": "Book"}', 2, numbered(70))$$,
  $$select body, etag, id, true, next from first_answer$$, 'a repeat gets the same answer');
select is(
  refusal($$select api.replace_transaction(ledger('bob'), session('bob'), null, '{}', numbered(11), null)$$)->>'sqlstate', 'LD006', 'another ledger''s transaction is not there');
select is(refusal($$select api.replace_transaction(ledger(), session('bob'), null, '{}', numbered(11), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
