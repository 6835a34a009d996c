begin;
select plan(13);
select sign_up('ada');
select sign_up('bob');
create function pg_temp.seqs() returns bigint[] language sql as $$ select array(select seq from events where ledger_id = ledger() order by seq); $$;

-- seq
select new_contact('{"name": "Cid"}') \g /dev/null
select is(
  refusal($$do $do$ begin perform new_contact('{"name": "Dan"}') from generate_series(1, 10); raise '%', pg_temp.seqs(); end $do$ $$)->>'message',
  '{1,2,3,4,5,6,7,8,9,10,11}', 'seq counts');
select new_contact('{"name": "Eve"}') \g /dev/null
select is(pg_temp.seqs(), '{1,2}', 'what was rolled back leaves no gap');
select refusal($$select new_debt(1, 99, 'lent', 1)$$) \g /dev/null
select refusal(format('select api.create_contact(ledger(), session(), %L, ''{"name": null}'')', gen_random_uuid())) \g /dev/null
select new_contact('{"name": "Fay"}') \g /dev/null
select is(pg_temp.seqs(), '{1,2,3}', 'nor does what was refused');
select new_contact('{"name": "Bob''s"}', 'bob') \g /dev/null
select is((select seq from events where ledger_id = ledger('bob')), 1::event_seq, 'each ledger counts for itself');
select results_eq(
  $$select head::bigint, hash, recorded_at from ledgers where id = ledger()$$, $$select seq::bigint, hash, recorded_at from events where ledger_id = ledger() and seq = 3$$,
  'the ledger stands at its newest event');

-- time
select ok(recorded_at > now(), 'recorded_at is the time of the event, not of its transaction') from events where ledger_id = ledger() and seq = 3;
update ledgers set recorded_at = now() + interval '1 hour' where id = ledger();
select new_contact('{"name": "Gus"}') \g /dev/null
select is(recorded_at, now() + interval '1 hour', 'it never decreases, though the clock was set back') from events where ledger_id = ledger() and seq = 4;

-- what is unique
select throws_ok(
  $$select append_event(open_ledger(ledger(), session()), (select id from events where ledger_id = ledger() and seq = 1), 'CONTACT_CREATED', 'contact', numbered(1), 1, '{"name":"x"}', null)$$,
  '23505', null, 'an id is there once: never dropped in silence');
select throws_ok(
  $$select append_event(open_ledger(ledger(), session()), null, 'CONTACT_CREATED', 'contact', (select aggregate_id from events where ledger_id = ledger() and seq = 1), 1, '{"name":"x"}', null)$$,
  '23505', null, 'a version of an aggregate, too');
select throws_ok(
  $$select append_event(open_ledger(ledger(), session()), null, 'CONTACT_PAINTED', 'contact', numbered(1), 1, '{"name":"x"}', null)$$,
  '23514', null, 'an event has one of the seven types');
select is(pg_temp.seqs(), '{1,2,3,4}', 'none of which leaves a trace');

-- a failure of the fold
select throws_ok(
  $$select append_event(open_ledger(ledger(), session()), null, 'CONTACT_CREATED', 'contact', numbered(1), 1, '{"name":""}', null)$$,
  '23514', null, 'what cannot be folded is not appended');
select is((select head from ledgers where id = ledger()), 4::ledger_length, 'event and projection are there together, or not at all');

select * from finish();
rollback;
