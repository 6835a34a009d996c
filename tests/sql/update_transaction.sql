begin;
select plan(27);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 2) n \g /dev/null
select new_debt(11, 1, 'lent', 100, due_date => '2026-02-01') \g /dev/null
select new_debt(12, 1, 'owed', 30, settles => '{11}') \g /dev/null
select new_debt(13, 1, 'lent', 5) \g /dev/null
select new_debt(14, 1, 'lent', 2, null) \g /dev/null

create function pg_temp.change(id integer, body jsonb, if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.update_transaction(ledger(), session(), key, body, numbered(id), if_match);
$$;
create function pg_temp.open() returns text language sql as $$
  select string_agg(right(id::text, 2) || ':' || outstanding || ':' || status, ' ' order by created_seq) from transactions where ledger_id = ledger() and type = 'money';
$$;

-- the answer and the event
select is(
  without_times((pg_temp.change(13, '{"amount": 7, "description": "tip", "transaction_date": "2026-01-01", "comment": "why"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000013", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "money", "direction": "lent", "amount": 7,
    "currency": "EUR", "description": "tip", "transaction_date": "2026-01-01", "due_date": null, "settles": [], "outstanding": 7, "status": "open",
    "overdue": false, "version": 2}', 'what is named changes, the rest stays');
select results_eq(
  $$select type, aggregate_type, aggregate_id, version, data::text, comment from events where ledger_id = ledger() and seq = 7$$,
  $$values ('TRANSACTION_UPDATED'::event_type, 'transaction'::aggregate_type, numbered(13), 2::aggregate_version, '{"amount":7,"description":"tip"}', 'why')$$, 'the event holds what changed, and only that');
select is(((pg_temp.change(13, '{"amount": 7, "settles": []}')).body::jsonb->>'version')::integer, 2, 'what changes nothing keeps the version');
select is((select head from ledgers where id = ledger()), 7::ledger_length, 'and appends nothing');
select is((pg_temp.change(11, '{"due_date": null}')).body::jsonb->'due_date', 'null', 'null clears');

-- what hangs on it
select is(pg_temp.open(), '11:70:partly_settled 12:0:settled 13:7:open', 'before: 30 of 100 are repaid');
select pg_temp.change(11, '{"amount": 20}') \g /dev/null
select is(pg_temp.open(), '11:0:settled 12:10:partly_settled 13:7:open', 'a debt that shrinks leaves something of its repayment over');
select pg_temp.change(12, '{"amount": 5}') \g /dev/null
select is(pg_temp.open(), '11:15:partly_settled 12:0:settled 13:7:open', 'a repayment that shrinks closes less');
select pg_temp.change(12, '{"settles": []}') \g /dev/null
select is(pg_temp.open(), '11:20:open 12:5:open 13:7:open', 'one that names no debts closes none');
select pg_temp.change(12, jsonb_build_object('settles', array[numbered(11)])) \g /dev/null
select is(
  (select amount from balances where ledger_id = ledger()), 22::bigint, 'the balance is the signed sum all the while');

-- what may not be
select is(
  refusal($$select pg_temp.change(11, '{"direction": "owed", "currency": "USD", "amount": 6}')$$),
  '{"sqlstate": "LD009", "message": "The transaction is linked to another by settling.", "errors": [
     {"field": "currency", "code": "linked", "message": "It cannot change while the transaction settles, or is settled by, another."},
     {"field": "direction", "code": "linked", "message": "It cannot change while the transaction settles, or is settled by, another."}]}', 'a debt that is settled keeps its kind');
select is(refusal($$select pg_temp.change(12, '{"contact_id": "00000000-0000-4000-8000-000000000002"}')$$)->>'sqlstate', 'LD009', 'as does the repayment');
select is(
  (pg_temp.change(13, '{"contact_id": "00000000-0000-4000-8000-000000000002", "direction": "owed", "currency": "USD"}')).body::jsonb->>'currency', 'USD', 'one that is not linked need not');
select is(refusal($$select pg_temp.change(13, '{"contact_id": "00000000-0000-4000-8000-000000000009"}')$$)#>>'{errors,0,field}', 'contact_id', 'the contact must be there');
select is(refusal($$select pg_temp.change(13, '{"settles": ["00000000-0000-4000-8000-000000000011"]}')$$)#>>'{errors,0,code}', 'other_contact', 'the debts must fit');
select is(refusal($$select pg_temp.change(11, '{"settles": ["00000000-0000-4000-8000-000000000012"]}')$$)#>>'{errors,0,code}', 'later', 'and be older: there are no cycles');
select is(refusal($$select pg_temp.change(13, '{"type": "item"}')$$)#>>'{errors,0,field}', 'currency', 'an item has no currency');
select is(refusal($$select pg_temp.change(14, '{"description": null}')$$)#>>'{errors,0,code}', 'required', 'and a description');
select is(refusal($$select pg_temp.change(14, '{"description": " \t"}')$$)#>>'{errors,0,code}', 'blank', 'which is not blank');
select is(refusal($$select pg_temp.change(11, '{"amount": 9007199254740991}')$$)->>'sqlstate', 'LD015', 'a sum does not grow too large');

-- the version and the key
select is(refusal('select pg_temp.change(14, ''{"amount": 3}'', 2)')->>'version', '1', 'another version is refused, and the current one told');
create temporary table first_answer as select * from pg_temp.change(14, '{"amount": 3}', 1, numbered(70));
select pg_temp.change(14, '{"amount": 4}') \g /dev/null
select results_eq(
  $$select * from pg_temp.change(14, '{"amount": 3}', 1, numbered(70))$$, $$select body, etag, id, true, next from first_answer$$, 'a repeat gets the transaction as its event left it');
select is(refusal('select pg_temp.change(14, ''{"amount": 5}'', null, numbered(70))')->>'sqlstate', 'LD016', 'a key with another body is refused');

-- walls
select is(refusal('select pg_temp.change(99, ''{}'')'), '{"sqlstate": "LD006", "message": "There is no such transaction."}', 'what is not there is refused');
select is(
  refusal($$select api.update_transaction(ledger('bob'), session('bob'), null, '{}', numbered(11), null)$$)->>'sqlstate', 'LD006', 'as is another ledger''s transaction');
select is(refusal($$select api.update_transaction(ledger(), session('bob'), null, '{}', numbered(11), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
