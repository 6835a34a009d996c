begin;
select plan(23);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 3) n \g /dev/null
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-01-02') \g /dev/null
select new_debt(12, 1, 'lent', 50, transaction_date => '2026-01-01') \g /dev/null
select new_debt(13, 1, 'lent', 20, transaction_date => '2026-01-09', due_date => '2026-02-01') \g /dev/null
select new_debt(14, 1, 'owed', 5) \g /dev/null
select new_debt(15, 1, 'owed', 70, 'USD') \g /dev/null
select new_debt(16, 1, 'lent', 2, null) \g /dev/null

create function pg_temp.settle(body jsonb, contact integer default 1, if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.settle_contact(ledger(), session(), key, body, numbered(contact), if_match);
$$;
create function pg_temp.open() returns text language sql as $$
  select string_agg(right(id::text, 2) || ':' || outstanding, ' ' order by created_seq) from transactions where ledger_id = ledger() and id <= numbered(99) and outstanding > 0;
$$;
create function pg_temp.said(body text) returns jsonb language sql as $$
  select jsonb_agg(j - '{id,created_at,updated_at,due_date,overdue,version,contact_id}'::text[] order by n) from jsonb_array_elements(body::jsonb) with ordinality as a(j, n);
$$;

-- a part
select is(
  pg_temp.said((pg_temp.settle('{"currency": "EUR", "amount": 60, "transaction_date": "2026-03-01", "comment": "why"}')).body),
  jsonb_build_array(jsonb_build_object('type', 'money', 'direction', 'owed', 'amount', 60, 'currency', 'EUR', 'description', null, 'transaction_date', '2026-03-01',
    'settles', array[numbered(13), numbered(12), numbered(11)], 'outstanding', 0, 'status', 'settled')), 'a part is one repayment');
select is(pg_temp.open(), '11:100 12:10 14:5 15:70 16:2', 'which closes the debts by due date, then by date');
select results_eq(
  $$select type, version, comment from events where ledger_id = ledger() and seq > 9$$, $$values ('TRANSACTION_CREATED'::event_type, 1::aggregate_version, 'why')$$, 'it is recorded as a transaction');
select is(
  refusal($$select pg_temp.settle('{"currency": "EUR", "amount": 111}')$$),
  '{"sqlstate": "LD014", "message": "The request has fields that cannot be accepted.", "errors": [{"field": "amount", "code": "range", "message": "Only 110 is open."}]}',
  'no more than is open in the direction of the balance');
select is(refusal($$select pg_temp.settle('{"currency": "USD", "amount": 71}')$$)#>>'{errors,0,message}', 'Only 70 is open.', 'which may be mine to pay');
select is(refusal($$select pg_temp.settle('{"currency": "JPY", "amount": 1}')$$)#>>'{errors,0,message}', 'Only 0 is open.', 'nor anything where nothing is');

-- one currency
create temporary table first_answer as select * from pg_temp.settle('{"currency": "EUR"}', 1, 1, numbered(70));
select is(
  (select jsonb_agg(j->'direction' || jsonb_build_array(j->'amount', j->'outstanding') order by n) from first_answer f, jsonb_array_elements(f.body::jsonb) with ordinality as a(j, n)),
  '[["owed", 110, 0], ["lent", 5, 0]]', 'both directions of one currency, a repayment each');
select is(pg_temp.open(), '15:70 16:2', 'no other currency, and no items');
select is((select data->>'transaction_date' from events where ledger_id = ledger() and seq = 11), to_char(now() at time zone 'UTC', 'YYYY-MM-DD'), 'of today, as the log says days');
select is(
  (select balances from (select (c.body::jsonb)->'balances' as balances from api.get_contact(ledger(), session(), null, '{}', numbered(1)) c) b),
  '[{"currency": "USD", "amount": -70}]', 'its balance is zero');
select results_eq(
  $$select id from events where ledger_id = ledger() and seq > 10 order by seq$$, $$values (numbered(70)), (derived_id(numbered(70), 2))$$,
  'the first event has the key for its id, the others ids that follow from it');

-- everything
select is(
  (select jsonb_agg(jsonb_build_array(j->'type', j->'direction', j->'amount', j->'currency', j->'description') order by n)
     from pg_temp.settle('{}') s, jsonb_array_elements(s.body::jsonb) with ordinality as a(j, n)),
  '[["money", "lent", 70, "USD", null], ["item", "owed", 2, null, "Book"]]', 'everything that is left, items too');
select results_eq(
  $$select settled, items_lent from contacts where ledger_id = ledger() and id = numbered(1)$$, $$values (true, 0::item_count)$$, 'then the contact is settled');
select is((pg_temp.settle('{}')).body, '[]', 'and there is nothing more to close');
select is((select head from ledgers where id = ledger()), 14::ledger_length, 'which appends nothing');
select is((pg_temp.settle('{}', 2)).body, '[]', 'a contact without transactions is settled');

-- the key
select results_eq(
  $$select s.body, s.replayed from pg_temp.settle('{"currency": "EUR"}', 1, 1, numbered(70)) s$$, $$select body, true from first_answer$$,
  'a repeat gets the repayments as their events left them');
select is((select head from ledgers where id = ledger()), 14::ledger_length, 'and appends nothing');
select is(refusal($$select pg_temp.settle('{}', 1, null, numbered(70))$$)->>'sqlstate', 'LD016', 'a key with another body is refused');

-- walls
select is(refusal($$select pg_temp.settle('{}', 1, 2)$$)->>'sqlstate', 'LD013', 'another version is refused');
select is(
  refusal($$select api.settle_contact(ledger('bob'), session('bob'), null, '{}', numbered(1), null)$$)->>'sqlstate', 'LD006', 'another ledger''s contact is not there');
select is(refusal($$select api.settle_contact(ledger(), session('bob'), null, '{}', numbered(1), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
