begin;
select plan(11);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "C"}') \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_debt(12, 1, 'owed', 30, settles => '{11}') \g /dev/null
select new_debt(13, 1, 'owed', 80, settles => '{11}') \g /dev/null

create function pg_temp.remove(id integer, query jsonb default '{}', if_match bigint default null, key uuid default null) returns api.answer language sql as $$
  select api.delete_transaction(ledger(), session(), key, query, numbered(id), if_match);
$$;
create function pg_temp.open() returns text language sql as $$
  select string_agg(right(id::text, 2) || ':' || outstanding, ' ' order by created_seq) from transactions where ledger_id = ledger();
$$;

select is(refusal('select pg_temp.remove(12, ''{}'', 2)')->>'sqlstate', 'LD013', 'another version is refused');
select results_eq('select body, etag, id, replayed, next from pg_temp.remove(12, ''{"comment": "why"}'', 1, numbered(70))',
  $$values (null::text, null::text, numbered(12), false, null::text)$$, 'the answer has no body');
select results_eq(
  $$select type, aggregate_id, version, data::text, comment from events where ledger_id = ledger() and seq = 5$$,
  $$values ('TRANSACTION_DELETED'::event_type, numbered(12), 2::aggregate_version, '{}', 'why')$$, 'the event says so');
select is(pg_temp.open(), '11:20 13:0', 'what it had closed, the next repayment closes');
select results_eq('select body, etag, id, replayed, next from pg_temp.remove(12, ''{"comment": "why"}'', 1, numbered(70))',
  $$values (null::text, null::text, numbered(12), true, null::text)$$, 'a repeat is answered as the first time');
select is(refusal('select pg_temp.remove(12, ''{}'', 1, numbered(70))')->>'sqlstate', 'LD016', 'a key with another request is refused');
select is(refusal('select pg_temp.remove(12)'), '{"sqlstate": "LD006", "message": "There is no such transaction."}', 'what is deleted is not there');
select pg_temp.remove(11) \g /dev/null
select is(pg_temp.open(), '13:80', 'a repayment without its debt is left over');
select is(
  refusal($$select api.delete_transaction(ledger('bob'), session('bob'), null, '{}', numbered(13), null)$$)->>'sqlstate', 'LD006', 'another ledger''s transaction is not there');
select is(refusal($$select api.delete_transaction(ledger(), session('bob'), null, '{}', numbered(13), null)$$), session_has_ended(), 'another ledger''s session is none');
select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
