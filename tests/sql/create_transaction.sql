begin;
select plan(33);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Dan"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "Bob''s"}', 'bob') \g /dev/null
select new_debt(4, 3, 'lent', 5, name => 'bob') \g /dev/null

-- the answer
select is(
  without_times((new_transaction('{"id": "00000000-0000-4000-8000-000000000011", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "money",
    "direction": "lent", "amount": 9007, "currency": "EUR", "description": "Lunch", "transaction_date": "2026-02-03", "due_date": "2026-03-04", "settles": []}')).body),
  '{"id": "00000000-0000-4000-8000-000000000011", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "money", "direction": "lent",
    "amount": 9007, "currency": "EUR", "description": "Lunch", "transaction_date": "2026-02-03", "due_date": "2026-03-04", "settles": [],
    "outstanding": 9007, "status": "open", "overdue": true, "version": 1}',
  'the body shows the transaction');
select is(
  without_times((new_transaction('{"id": "00000000-0000-4000-8000-000000000012", "contact_id": "00000000-0000-4000-8000-000000000001", "direction": "owed", "amount": 1, "currency": "JPY"}')).body),
  jsonb_build_object('id', numbered(12), 'contact_id', numbered(1), 'type', 'money', 'direction', 'owed', 'amount', 1, 'currency', 'JPY', 'description', null,
    'transaction_date', (now() at time zone 'UTC')::date, 'due_date', null, 'settles', '[]'::jsonb, 'outstanding', 1, 'status', 'open', 'overdue', false, 'version', 1),
  'type is money and transaction_date is today in UTC where they are not given');
select is(
  without_times((new_transaction('{"id": "00000000-0000-4000-8000-000000000013", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "item", "direction": "lent", "amount": 2, "description": "Bücher", "transaction_date": "2026-02-03"}')).body),
  '{"id": "00000000-0000-4000-8000-000000000013", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "item", "direction": "lent",
    "amount": 2, "currency": null, "description": "Bücher", "transaction_date": "2026-02-03", "due_date": null, "settles": [],
    "outstanding": 2, "status": "open", "overdue": false, "version": 1}',
  'things have no currency');
select is(
  (api.get_contact(ledger(), session(), null, '{}', numbered(1))).body::jsonb - '{id,name,phone,email,notes,created_at,updated_at}'::text[],
  '{"balances": [{"currency": "EUR", "amount": 9007}, {"currency": "JPY", "amount": -1}], "items": {"lent": 2, "owed": 0}, "version": 1}',
  'the contact''s balances move: lent is +, owed is -, a currency each, and its version does not');
select results_eq(
  $$select a.etag, a.id, a.replayed, a.next from new_debt(14, 2, 'lent', 5, due_date => '2026-01-02') a$$,
  $$select '1.6.' || left(epoch::text, 8) || '.overdue', numbered(14), false, null::text from ledgers where id = ledger()$$,
  'the answer names the id and an ETag that begins with the version');

-- the event
select results_eq(
  $$select seq::bigint, type::text, aggregate_type::text, aggregate_id, version::bigint, comment, data::text from events where ledger_id = ledger() and aggregate_id in (numbered(11), numbered(13)) order by seq$$,
  $$values (3::bigint, 'TRANSACTION_CREATED', 'transaction', numbered(11), 1::bigint, null,
            '{"amount":9007,"contact_id":"00000000-0000-4000-8000-000000000001","currency":"EUR","description":"Lunch","direction":"lent","due_date":"2026-03-04","transaction_date":"2026-02-03","type":"money"}'),
           (5, 'TRANSACTION_CREATED', 'transaction', numbered(13), 1, null,
            '{"amount":2,"contact_id":"00000000-0000-4000-8000-000000000001","description":"Bücher","direction":"lent","transaction_date":"2026-02-03","type":"item"}')$$,
  'the event holds what was given, without an empty settles');
select is(
  (select data::jsonb from events where ledger_id = ledger() and aggregate_id = numbered(12)),
  jsonb_build_object('amount', 1, 'contact_id', numbered(1), 'currency', 'JPY', 'direction', 'owed', 'type', 'money', 'transaction_date', (now() at time zone 'UTC')::date),
  'defaults are resolved into the event');

-- the key
create temporary table first_answer as
  select * from api.create_transaction(ledger(), session(), numbered(70), '{"contact_id": "00000000-0000-4000-8000-000000000002", "direction": "lent", "amount": 10, "currency": "USD", "id": "00000000-0000-4000-8000-000000000015"}');
select is((select id from events where ledger_id = ledger() and aggregate_id = numbered(15)), numbered(70), 'the key becomes the id of the event');
select new_debt(16, 2, 'owed', 10, 'USD', '{15}') \g /dev/null
select results_eq(
  $$select * from api.create_transaction(ledger(), session(), numbered(70), '{"contact_id": "00000000-0000-4000-8000-000000000002", "direction": "lent", "amount": 10, "currency": "USD", "id": "00000000-0000-4000-8000-000000000015"}')$$,
  $$select body, etag, id, true, next from first_answer$$,
  'a repeat gets the transaction as its event left it, though it was settled since');
select is((select count(*) from events where ledger_id = ledger() and aggregate_id = numbered(15)), 1::bigint, 'a repeat appends nothing');
select is(
  refusal($$select api.create_transaction(ledger(), session(), numbered(70), '{"contact_id": "00000000-0000-4000-8000-000000000002", "direction": "lent", "amount": 11, "currency": "USD", "id": "00000000-0000-4000-8000-000000000015"}')$$),
  '{"sqlstate": "LD016", "message": "This Idempotency-Key was used for another request."}', 'a key with another body is refused');
select is(
  refusal($$select api.create_contact(ledger(), session(), numbered(70), '{"name": "Eve"}')$$)->>'sqlstate', 'LD016', 'a key with another operation is refused');

-- what it refers to
select is(
  refusal($$select new_debt(20, 9, 'lent', 1)$$),
  '{"sqlstate": "LD006", "message": "There is no such contact.", "errors": [{"field": "contact_id", "code": "not_found", "message": "There is no contact with this id."}]}',
  'a contact that is not there is refused');
select is(refusal($$select new_debt(20, 3, 'lent', 1)$$), refusal($$select new_debt(20, 9, 'lent', 1)$$), 'another ledger''s contact is one that is not there');
select is(
  refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{99}')$$),
  '{"sqlstate": "LD006", "message": "A debt to be settled is not there.", "errors": [{"field": "settles", "code": "not_found", "message": "Debt 1 of the list is not there."}]}',
  'a debt that is not there is refused');
select is(refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{4}')$$), refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{99}')$$), 'another ledger''s debt is one that is not there');
select is(refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{20}')$$)->>'sqlstate', 'LD006', 'nothing settles itself');
select is(
  refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{11,14,13,12,15}')$$),
  '{"sqlstate": "LD014", "message": "The request has fields that cannot be accepted.", "errors": [
    {"field": "settles", "code": "other_contact", "message": "Debt 2 of the list is another contact''s."},
    {"field": "settles", "code": "other_type", "message": "Debt 3 of the list is of another type."},
    {"field": "settles", "code": "other_currency", "message": "Debt 4 of the list is in another currency."},
    {"field": "settles", "code": "other_contact", "message": "Debt 5 of the list is another contact''s."}]}',
  'what it cannot settle is refused, all faults at once');
select is(
  refusal($$select new_debt(20, 1, 'lent', 1, 'EUR', '{11}')$$),
  '{"sqlstate": "LD014", "message": "The request has fields that cannot be accepted.", "errors": [{"field": "settles", "code": "same_direction", "message": "Debt 1 of the list goes in the same direction."}]}',
  'a debt in the same direction is refused');
select is(
  refusal($$select new_debt(20, 2, 'owed', 1, 'USD', '{15}')$$),
  '{"sqlstate": "LD014", "message": "The request has fields that cannot be accepted.", "errors": [{"field": "settles", "code": "not_open", "message": "Debt 1 of the list is settled already."}]}',
  'a debt that is settled is refused');
select is(
  refusal($$select new_debt(20, 1, 'owed', 1, 'EUR', '{14,99}')$$)->'errors'->0->>'code', 'other_contact', 'a debt that is not there does not hide the other faults');
select is(refusal($$select new_debt(20, 1, 'owed', 1, null, '{11}')$$)->'errors'->0->>'code', 'other_type', 'a thing does not settle money');
select is(
  refusal($$select new_debt(20, 1, 'owed', 9008, 'EUR', '{11,11}')$$)->>'sqlstate', 'LD014', 'a debt named twice is refused');

-- how much
select new_debt(30, 1, 'lent', 9007199254740990, 'CHF') \g /dev/null
select is(
  refusal($$select new_debt(31, 1, 'owed', 2, 'CHF')$$),
  '{"sqlstate": "LD015", "message": "The amounts of this ledger would add up to more than 9007199254740991, the largest sum that is exact everywhere."}',
  'amounts that would add up to more than 2^53 - 1 are refused, though they go in other directions');
select lives_ok($$select new_debt(31, 1, 'owed', 1, 'CHF')$$, '2^53 - 1 is not too much');
select is(refusal($$select new_debt(32, 2, 'owed', 1, 'CHF')$$)->>'sqlstate', 'LD015', 'the sum is the ledger''s, not the contact''s');
select lives_ok($$select new_debt(32, 1, 'lent', 9007199254740991, 'SEK')$$, 'each currency has a sum of its own');
select new_debt(33, 1, 'lent', 9007199254740989, null) \g /dev/null
select is(refusal($$select new_debt(34, 1, 'lent', 1, null)$$)->>'sqlstate', 'LD015', 'so have things');
select lives_ok($$select new_debt(34, 3, 'lent', 9007199254740000, 'CHF', name => 'bob')$$, 'and each ledger');

-- the id, and who asks
select is(refusal($$select new_debt(11, 1, 'lent', 1)$$)->>'sqlstate', 'LD007', 'an id that is taken is refused');
select is(refusal($$select new_debt(1, 1, 'lent', 1)$$)->>'sqlstate', 'LD007', 'the id of a contact is taken, too');
select is(refusal($$select api.create_transaction(ledger(), gen_random_uuid(), null, '{}')$$), session_has_ended(), 'an unknown session is refused');
select api.logout(ledger(), session()) \g /dev/null
select is(refusal($$select new_debt(40, 1, 'lent', 1)$$), session_has_ended(), 'an ended session is refused');

select * from finish();
rollback;
