begin;
select plan(20);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_debt(11, 1, 'lent', 100, transaction_date => '2026-01-10', due_date => '2026-01-15') \g /dev/null
select new_debt(12, 1, 'owed', 30, 'EUR', '{11}', transaction_date => '2026-01-20') \g /dev/null
select new_debt(13, 1, 'owed', 70, 'EUR', '{11}', transaction_date => '2026-01-30') \g /dev/null

create function pg_temp.shown(query jsonb) returns text language sql as $$
  select concat_ws(' ', b->>'outstanding', b->>'status', case when (b->>'overdue')::boolean then 'overdue' end)
    from api.get_transaction(ledger(), session(), null, query, numbered(11)) a, lateral (select a.body::json as b) j;
$$;

select is(
  without_times((api.get_transaction(ledger(), session(), null, '{}', numbered(12))).body),
  '{"id": "00000000-0000-4000-8000-000000000012", "contact_id": "00000000-0000-4000-8000-000000000001", "type": "money", "direction": "owed",
    "amount": 30, "currency": "EUR", "description": null, "transaction_date": "2026-01-20", "due_date": null,
    "settles": ["00000000-0000-4000-8000-000000000011"], "outstanding": 0, "status": "settled", "overdue": false, "version": 1}', 'a repayment');
select is(pg_temp.shown('{}'), '0 settled', 'a settled debt is not overdue');

-- looking back
select is(pg_temp.shown('{"at": "2"}'), '100 open overdue', 'at its creation');
select is(pg_temp.shown('{"at": "3"}'), '70 partly_settled overdue', 'after the first repayment');
select is(pg_temp.shown('{"at": "4"}'), '0 settled', 'after the last');
select is(pg_temp.shown('{"on": "2026-01-15"}'), '100 open', 'on its last day it is not overdue');
select is(pg_temp.shown('{"on": "2026-01-16"}'), '100 open overdue', 'on the day after it is');
select is(pg_temp.shown('{"on": "2026-01-20"}'), '70 partly_settled overdue', 'on the day of the first repayment');
select is(pg_temp.shown('{"on": "2026-01-30"}'), '0 settled', 'on the day of the last');
select is(
  refusal($$select pg_temp.shown('{"at": "1"}')$$), '{"sqlstate": "LD006", "message": "There is no such transaction."}', 'before its creation there is none');
select is(refusal($$select pg_temp.shown('{"on": "2026-01-09"}')$$)->>'sqlstate', 'LD006', 'nor on the day before it');
select is(refusal($$select pg_temp.shown('{"at": "5"}')$$)->>'sqlstate', 'LD017', 'the future is not known');

-- A ledger to which nothing has happened for a month, as one looks at it with `at`.
select by_force(format('update events set recorded_at = now() - interval ''40 days'' where ledger_id = %L', ledger()));
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Dan"}') \g /dev/null
select new_debt(14, 2, 'lent', 1, due_date => (now() - interval '20 days')::date) \g /dev/null
select by_force(format('update events set recorded_at = now() - interval ''40 days'' where ledger_id = %L', ledger()));
create function pg_temp.overdue_at(at text) returns text language sql as $$
  select a.body::json->>'overdue' from api.get_transaction(ledger(), session(), null, jsonb_build_object('at', at), numbered(14)) a;
$$;
select is(pg_temp.overdue_at('6'), 'false', 'at an event, overdue is what was overdue when it was recorded');
select is(pg_temp.overdue_at(rfc3339(now() - interval '30 days')), 'false', 'at an instant before the due date it is not overdue');
select is(pg_temp.overdue_at(rfc3339(now())), 'true', 'at an instant after the due date it is, though nothing happened since');

-- the ETag
create temporary table earlier as select etag from api.get_transaction(ledger(), session(), null, '{}', numbered(14));
select matches((select etag from earlier), '^1\..*\.overdue$', 'the ETag begins with the version, and tells what is overdue');
select results_eq(
  $$select a.body, a.etag from earlier e, api.get_transaction(ledger(), session(), 'x,' || e.etag, '{}', numbered(14)) a$$,
  $$select null::text, etag from earlier$$, 'an answer that the client has is not sent again');
select new_debt(15, 2, 'owed', 1, 'EUR', '{14}') \g /dev/null
select isnt((select a.body from earlier e, api.get_transaction(ledger(), session(), e.etag, '{}', numbered(14)) a), null, 'when it was settled, it is');

-- walls
select is(
  refusal($$select api.get_transaction(ledger('bob'), session('bob'), null, '{}', numbered(11))$$),
  '{"sqlstate": "LD006", "message": "There is no such transaction."}', 'another ledger''s transaction is not there');
select is(refusal($$select api.get_transaction(ledger(), session('bob'), null, '{}', numbered(11))$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
