begin;
select plan(7);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "C"}') \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_debt(12, 1, 'owed', 10, settles => '{11}') \g /dev/null
select api.update_transaction(ledger(), session(), null, '{"amount": 20}', numbered(11), null) \g /dev/null
select api.delete_transaction(ledger(), session(), null, '{}', numbered(11), null) \g /dev/null

create function pg_temp.page(query jsonb, out seqs text, out next text) language sql as $$
  select string_agg(e->>'seq', ' ' order by n), min(a.next)
    from api.list_transaction_events(ledger(), session(), null, query, numbered(11)) a, json_array_elements(a.body::json) with ordinality as j(e, n);
$$;

select is((pg_temp.page('{}')).seqs, '5 4 2', 'its own events, newest first, although it is deleted');
select is((select p.seqs from pg_temp.page('{"limit": 2}') f, pg_temp.page(jsonb_build_object('limit', 2, 'cursor', f.next)) p), '2', 'page by page');
select is(
  refusal($$select api.list_transaction_events(ledger(), session(), null, jsonb_build_object('cursor', (pg_temp.page('{"limit": 1}')).next), numbered(12))$$)->>'sqlstate',
  'LD017', 'a cursor of another transaction''s history is refused');
select is(
  refusal($$select api.list_transaction_events(ledger(), session(), null, '{}', numbered(1))$$), '{"sqlstate": "LD006", "message": "There is no such transaction."}', 'a contact is no transaction');
select results_eq(
  $$select a.body from api.list_transaction_events(ledger(), session(), ledger_etag(read_ledger(ledger(), session())), '{}', numbered(11)) a$$, $$values (null::text)$$,
  'an answer that the client has is not sent again');
select is(
  refusal($$select api.list_transaction_events(ledger('bob'), session('bob'), null, '{}', numbered(11))$$)->>'sqlstate', 'LD006', 'another ledger''s transaction is not there');
select is(refusal($$select api.list_transaction_events(ledger(), session('bob'), null, '{}', numbered(11))$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
