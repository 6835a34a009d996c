create or replace function transaction_not_found() returns void language plpgsql as $$
begin
  perform refuse('LD006', 'There is no such transaction.');
end
$$;
comment on function transaction_not_found is 'Raises LD006 (not_found).';

create or replace function transaction_answer(t transactions, epoch uuid, today date, replayed boolean default false) returns api.answer
language sql stable as $$
  select row(render_transaction(t, today), item_etag(t.version, t.from_seq, epoch, is_overdue(t, today)), t.id, replayed, null)::api.answer;
$$;
comment on function transaction_answer is 'The answer that shows a transaction on the day `today`.';

create or replace function transaction_as_left(head ledger_head, seq bigint) returns api.answer language plpgsql stable as $$
declare
  made events;
  t transactions;
begin
  select e.* into strict made from events e where e.ledger_id = head.ledger_id and e.seq = transaction_as_left.seq;
  select o.* into strict t from transactions_at(head.ledger_id, transaction_as_left.seq) o where o.id = made.aggregate_id;
  return transaction_answer(t, head.epoch, utc_day(made.recorded_at), true);
end
$$;
comment on function transaction_as_left is
'The answer that repeats what a request was told that made event `seq`: its transaction as that event left it.';
