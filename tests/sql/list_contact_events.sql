begin;
select plan(11);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "C"}') \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select api.update_contact(ledger(), session(), null, jsonb_build_object('name', 'C' || n), numbered(1), null) from generate_series(1, 3) n \g /dev/null
select api.undo_event(ledger(), session(), null, '{}', (select id from events where ledger_id = ledger() and seq = 4), null) \g /dev/null

create function pg_temp.page(query jsonb, out seqs text, out next text) language sql as $$
  select string_agg(e->>'seq', ' ' order by n), min(a.next)
    from api.list_contact_events(ledger(), session(), null, query, numbered(1)) a, json_array_elements(a.body::json) with ordinality as j(e, n);
$$;

select is((pg_temp.page('{}')).seqs, '6 5 4 3 1', 'its own events, newest first, undos included');
select is(
  (api.list_contact_events(ledger(), session(), null, '{"limit": 1}', numbered(1))).body, (select '[' || event_json(e) || ']' from events e where ledger_id = ledger() and seq = 6),
  'an event is shown as event_json has it');
create temporary table first_page as select * from pg_temp.page('{"limit": 2}');
select is((select seqs from first_page), '6 5', 'as many as are asked for');
select api.update_contact(ledger(), session(), null, '{"name": "D"}', numbered(1), null) \g /dev/null
select is((select (pg_temp.page(jsonb_build_object('limit', 2, 'cursor', next))).seqs from first_page), '4 3', 'the next page goes on where the first ended, whatever came meanwhile');
select is((pg_temp.page('{"limit": 6}')).next, null, 'after the last there is none');
select is(refusal($$select pg_temp.page('{"cursor": "x"}')$$)->>'sqlstate', 'LD017', 'a cursor that is none is refused');

create temporary table earlier as select etag from api.list_contact_events(ledger(), session(), null, '{}', numbered(1));
select results_eq(
  $$select a.body, a.etag from earlier e, api.list_contact_events(ledger(), session(), e.etag, '{}', numbered(1)) a$$, $$select null::text, etag from earlier$$,
  'an answer that the client has is not sent again');
select api.delete_contact(ledger(), session(), null, '{"with_transactions": true}', numbered(1), null) \g /dev/null
select is((pg_temp.page('{"limit": 2}')).seqs, '8 7', 'one that was deleted keeps its history');
select is(
  refusal($$select api.list_contact_events(ledger(), session(), null, '{}', numbered(11))$$), '{"sqlstate": "LD006", "message": "There is no such contact."}', 'a transaction is no contact');
select is(
  refusal($$select api.list_contact_events(ledger('bob'), session('bob'), null, '{}', numbered(1))$$)->>'sqlstate', 'LD006', 'another ledger''s contact is not there');
select is(refusal($$select api.list_contact_events(ledger(), session('bob'), null, '{}', numbered(1))$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
