begin;
select plan(18);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-01-10') \g /dev/null
select new_debt(12, 1, 'owed', 100, transaction_date => '2026-01-20') \g /dev/null
select new_debt(13, 1, 'owed', 2, null, transaction_date => '2026-01-30') \g /dev/null

create function pg_temp.shown(query jsonb) returns jsonb language sql as $$
  select a.body::jsonb - '{id,name,phone,email,notes,created_at,updated_at,version}'::text[] from api.get_contact(ledger(), session(), null, query, numbered(1)) a;
$$;

select is(
  without_times((api.get_contact(ledger(), session(), null, '{}', numbered(1))).body),
  '{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid", "phone": null, "email": null, "notes": null, "balances": [],
    "items": {"lent": 0, "owed": 2}, "version": 1}', 'a contact as it is; a balance of zero is none');

-- looking back
select is(pg_temp.shown('{"at": "1"}'), '{"balances": [], "items": {"lent": 0, "owed": 0}}', 'at its creation');
select is(pg_temp.shown('{"at": "2"}'), '{"balances": [{"currency": "EUR", "amount": 100}], "items": {"lent": 0, "owed": 0}}', 'at a later event');
select is(pg_temp.shown('{"at": "4"}'), pg_temp.shown('{}'), 'at the newest event it is as it is');
select is(pg_temp.shown('{"at": "infinity"}'), pg_temp.shown('{}'), 'at an instant after the newest event, too');
select is(
  pg_temp.shown(jsonb_build_object('at', (select rfc3339(recorded_at) from events where ledger_id = ledger() and seq = 2))),
  pg_temp.shown('{"at": "2"}'), 'at the instant when an event was recorded, that has happened');
select is(
  refusal($$select api.get_contact(ledger(), session(), null, '{"at": "0"}', numbered(1))$$),
  '{"sqlstate": "LD006", "message": "There is no such contact."}', 'before its creation there is none');
select is(
  refusal($$select api.get_contact(ledger(), session(), null, '{"at": "5"}', numbered(1))$$),
  '{"sqlstate": "LD017", "message": "The ledger has not come so far: `at` is beyond its newest event.",
    "errors": [{"field": "at", "code": "range", "message": "The newest event is number 4."}]}', 'the future is not known');
select is(pg_temp.shown('{"on": "2026-01-09"}'), '{"balances": [], "items": {"lent": 0, "owed": 0}}', 'on a day before everything');
select is(pg_temp.shown('{"on": "2026-01-10"}'), '{"balances": [{"currency": "EUR", "amount": 100}], "items": {"lent": 0, "owed": 0}}', 'on a day, its own transactions included');
select is(pg_temp.shown('{"on": "2026-01-20"}'), '{"balances": [], "items": {"lent": 0, "owed": 0}}', 'on a day of a balance of zero');
select is(pg_temp.shown('{"on": "2026-01-30"}'), pg_temp.shown('{}'), 'on the last day it is as it is');

-- the ETag
create temporary table earlier as select etag from api.get_contact(ledger(), session(), null, '{}', numbered(1));
select matches((select etag from earlier), '^1\.', 'the ETag begins with the version');
select results_eq(
  $$select a.body, a.etag from earlier e, api.get_contact(ledger(), session(), 'x,' || e.etag || ',y', '{}', numbered(1)) a$$,
  $$select null::text, etag from earlier$$, 'an answer that the client has is not sent again');
select new_debt(14, 1, 'lent', 1) \g /dev/null
select isnt((select a.body from earlier e, api.get_contact(ledger(), session(), e.etag, '{}', numbered(1)) a), null, 'when a balance has moved, it is');
update ledgers set epoch = gen_random_uuid() where id = ledger();
select isnt((api.get_contact(ledger(), session(), null, '{"at": "4"}', numbered(1))).etag, (select etag from earlier), 'another epoch has other ETags');

-- walls
select is(
  refusal($$select api.get_contact(ledger('bob'), session('bob'), null, '{}', numbered(1))$$),
  '{"sqlstate": "LD006", "message": "There is no such contact."}', 'another ledger''s contact is not there');
select is(refusal($$select api.get_contact(ledger(), session('bob'), null, '{}', numbered(1))$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
