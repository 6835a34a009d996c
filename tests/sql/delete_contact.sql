begin;
select plan(19);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n)) from generate_series(1, 4) n \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_debt(12, 1, 'owed', 30, settles => '{11}') \g /dev/null
select new_debt(13, 2, 'owed', 1, null) \g /dev/null

create function pg_temp.remove(contact integer, query jsonb default '{}', if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.delete_contact(ledger(), session(), key, query, numbered(contact), if_match);
$$;

-- settled
select results_eq('select body, etag, id, replayed, next from pg_temp.remove(3, ''{"comment": "why"}'')',
  $$values (null::text, null::text, numbered(3), false, null::text)$$, 'the answer has no body');
select results_eq(
  $$select type, aggregate_id, version, data::text, comment from events where ledger_id = ledger() and seq = 8$$,
  $$values ('CONTACT_DELETED'::event_type, numbered(3), 2::aggregate_version, '{}', 'why')$$, 'the event says so');
select is(refusal('select pg_temp.remove(3)'), '{"sqlstate": "LD006", "message": "There is no such contact."}', 'then it is not there');
select is(refusal($$select new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "X"}')$$)->>'sqlstate', 'LD007', 'but its id stays taken');
select isnt((api.get_contact(ledger(), session(), null, '{"at": "7"}', numbered(3))).body, null, 'and what the ledger said before stays known');

-- not settled
select is(
  refusal('select pg_temp.remove(1)'), '{"sqlstate": "LD008", "message": "There is something left to be settled with this contact."}', 'one with a balance is not deleted by accident');
select is(refusal('select pg_temp.remove(2)')->>'sqlstate', 'LD008', 'nor one with an item');
select is(refusal('select pg_temp.remove(1, ''{"with_transactions": false}'')')->>'sqlstate', 'LD008', 'nor where that is said');
select is((select head from ledgers where id = ledger()), 8::ledger_length, 'what is refused appends nothing');
select lives_ok('select pg_temp.remove(1, ''{"with_transactions": true}'', 1)', 'unless its transactions are to go with it');
select results_eq(
  $$select type::text, data::text from events where ledger_id = ledger() and seq > 8$$, $$values ('CONTACT_DELETED', '{"with_transactions":true}')$$, 'by one event');
select results_eq(
  $$select count(*) filter (where c.id is not null), count(*) filter (where t.contact_id = numbered(1)) from transactions t left join contacts c on c.id = numbered(1) and c.ledger_id = ledger() where t.ledger_id = ledger()$$,
  $$values (0::bigint, 0::bigint)$$, 'and nothing of it is left');

-- the version and the key
select is(refusal('select pg_temp.remove(4, ''{}'', 2)')->>'sqlstate', 'LD013', 'another version is refused');
select pg_temp.remove(4, '{}', 1, numbered(70)) \g /dev/null
select results_eq('select body, etag, id, replayed, next from pg_temp.remove(4, ''{}'', 1, numbered(70))',
  $$values (null::text, null::text, numbered(4), true, null::text)$$, 'a repeat is answered as the first time');
select is(refusal('select pg_temp.remove(4, ''{"comment": "x"}'', 1, numbered(70))')->>'sqlstate', 'LD016', 'a key with another request is refused');
select is(refusal('select pg_temp.remove(2, ''{"with_transactions": true}'', null, numbered(70))')->>'sqlstate', 'LD016', 'and for another contact');

-- walls
select is(
  refusal($$select api.delete_contact(ledger('bob'), session('bob'), null, '{}', numbered(2), null)$$)->>'sqlstate', 'LD006', 'another ledger''s contact is not there');
select is(refusal($$select api.delete_contact(ledger(), session('bob'), null, '{}', numbered(2), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
