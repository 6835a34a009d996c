begin;
select plan(38);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 2) n \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_debt(12, 1, 'owed', 30, settles => '{11}') \g /dev/null

create function pg_temp.event(n bigint) returns uuid language sql as $$
  select id from events where ledger_id = ledger() and seq = n;
$$;
create function pg_temp.head() returns bigint language sql as $$
  select head from ledgers where id = ledger();
$$;
create function pg_temp.undo(n bigint, key uuid default null) returns api.answer language sql as $$
  select api.undo_event(ledger(), session(), key, '{"comment": "why"}', pg_temp.event(n), null);
$$;
create function pg_temp.open() returns text language sql as $$
  select string_agg(right(id::text, 2) || ':' || outstanding, ' ' order by created_seq) from transactions where ledger_id = ledger();
$$;
create function pg_temp.undoing(n bigint) returns text language sql as $$
  select coalesce(r->>'sqlstate' || ': ' || (r->>'message'), 'done') from refusal(format('select pg_temp.undo(%s)', n)) r;
$$;

-- an update
select api.update_contact(ledger(), session(), null, '{"name": "Dan", "phone": "1"}', numbered(1), null) \g /dev/null
select api.update_contact(ledger(), session(), null, '{"notes": "n"}', numbered(1), null) \g /dev/null
create temporary table answer as select * from pg_temp.undo(5);
select results_eq(
  $$select body, etag, id, replayed, next from answer$$, $$select event_json(e), null::text, e.id, false, null::text from events e where ledger_id = ledger() and seq = 7$$,
  'the answer is the event');
select results_eq(
  $$select type, aggregate_type, aggregate_id, version, data::jsonb, comment from events where ledger_id = ledger() and seq = 7$$,
  $$values ('EVENT_UNDONE'::event_type, 'contact'::aggregate_type, numbered(1), 4::aggregate_version, jsonb_build_object('event_id', pg_temp.event(5)), 'why')$$, 'of the same aggregate, in its next version');
select results_eq(
  $$select name, phone, notes, version from contacts where ledger_id = ledger() and id = numbered(1)$$, $$values ('C1'::contact_name, null::text, 'n', 4::bigint)$$,
  'everything but the version is as if it had not been; what came later stands');
select is(pg_temp.undoing(5), 'LD010: The event is undone already.', 'it cannot be undone twice');
select is(pg_temp.undoing(7), 'done', 'undoing the undo');
select is((select name || phone || notes || version from contacts where ledger_id = ledger() and id = numbered(1)), 'Dan1n5', 'redoes');
select is(pg_temp.undoing(8), 'done', 'which can be undone');
select is((select name from contacts where ledger_id = ledger() and id = numbered(1)), 'C1', 'in turn');
select is(pg_temp.undoing(5), 'LD010: The event is undone already.', 'and then it is undone');

-- creations
select is(pg_temp.undoing(1), 'LD010: There are transactions with this contact.', 'the creation of a contact with transactions stays');
select is(pg_temp.undoing(3), 'LD010: A repayment settles this transaction.', 'as does that of a debt that a repayment names');
select is(pg_temp.head(), 9::bigint, 'what is refused appends nothing');
select is(pg_temp.undoing(4), 'done', 'the repayment may go');
select is(pg_temp.open(), '11:100', 'and its debt is open again');
select is(pg_temp.undoing(3), 'done', 'then the debt may');
select is((select count(*) from transactions where ledger_id = ledger()), 0::bigint, 'no transaction is left');
select is(pg_temp.undoing(11), 'done', 'the debt comes back');
select is(pg_temp.undoing(10), 'done', 'and the repayment');
select is(pg_temp.open(), '11:70 12:0', 'as they were');

-- an update of a transaction
select api.update_transaction(ledger(), session(), null, '{"amount": 20}', numbered(11), null) \g /dev/null
select is(pg_temp.open(), '11:0 12:10', 'a debt that shrank');
select is(pg_temp.undoing(14), 'done', 'grows again');
select is(pg_temp.open(), '11:70 12:0', 'and what hangs on it is settled anew');
select api.update_transaction(ledger(), session(), null, '{"settles": []}', numbered(12), null) \g /dev/null
select api.update_transaction(ledger(), session(), null, '{"currency": "USD"}', numbered(11), null) \g /dev/null
select is(
  pg_temp.undoing(16), 'LD010: A link by settling would no longer fit: the two would differ in contact, type or currency, or go the same way.', 'a link is not made where it no longer fits');
select is(pg_temp.undoing(17), 'done', 'unless that is undone before');
select is(pg_temp.undoing(16), 'done', 'and then the link');

-- deletions
select api.delete_contact(ledger(), session(), null, '{"with_transactions": true}', numbered(1), null) \g /dev/null
select is(pg_temp.open(), null, 'a contact is deleted with its transactions');
select is(pg_temp.undoing(1), 'LD010: A later event needs it: undo that one first.', 'its deletion needs its creation');
select is(pg_temp.undoing(20), 'done', 'it comes back');
select is(pg_temp.open(), '11:70 12:0', 'with all of them');
select new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "C3"}') \g /dev/null
select new_debt(31, 3, 'lent', 9007199254740900, 'JPY') \g /dev/null
select api.delete_transaction(ledger(), session(), null, '{}', numbered(31), null) \g /dev/null
select new_debt(32, 2, 'lent', 100, 'JPY') \g /dev/null
select is(pg_temp.undoing(24), 'LD010: The amounts of this ledger would add up to more than 9007199254740991.', 'a sum does not grow too large');
select api.delete_contact(ledger(), session(), null, '{}', numbered(3), null) \g /dev/null
select api.delete_transaction(ledger(), session(), null, '{}', numbered(32), null) \g /dev/null
select is(pg_temp.undoing(24), 'LD010: The transaction would be left without its contact.', 'nor does a transaction come back without its contact');

-- a debt that is moved to a contact, settled there, and moved back while the contact is deleted
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(4, 5) n \g /dev/null
select new_debt(41, 4, 'lent', 100) \g /dev/null
select api.update_transaction(ledger(), session(), null, jsonb_build_object('contact_id', numbered(5)), numbered(41), null) \g /dev/null
select pg_temp.head() as moved \gset
select new_debt(42, 5, 'owed', 60, settles => '{41}') \g /dev/null
select api.delete_contact(ledger(), session(), null, '{"with_transactions": true}', numbered(5), null) \g /dev/null
select pg_temp.head() as deleted \gset
select pg_temp.undo(:moved) \g /dev/null
select is(
  pg_temp.undoing(:deleted), 'LD010: A link by settling would no longer fit: the two would differ in contact, type or currency, or go the same way.',
  'a contact does not come back with a repayment of somebody else''s debt');

-- the key
create temporary table first_answer as select * from pg_temp.undo(6, numbered(70));
select results_eq($$select * from pg_temp.undo(6, numbered(70))$$, $$select body, etag, id, true, next from first_answer$$, 'a repeat is answered as the first time');
select is(refusal('select pg_temp.undo(5, numbered(70))')->>'sqlstate', 'LD016', 'a key with another event is refused');

-- walls
select is(
  refusal($$select api.undo_event(ledger(), session(), null, '{}', numbered(99), null)$$), '{"sqlstate": "LD006", "message": "There is no such event."}', 'an event that is not there is refused');
select is(
  refusal($$select api.undo_event(ledger('bob'), session('bob'), null, '{}', pg_temp.event(1), null)$$)->>'sqlstate', 'LD006', 'as is another ledger''s');
select is(refusal($$select api.undo_event(ledger(), session('bob'), null, '{}', pg_temp.event(1), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
