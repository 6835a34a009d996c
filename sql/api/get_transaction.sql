create or replace function api.get_transaction(ledger uuid, session uuid, if_none_match text, query jsonb, id uuid) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  seq bigint;
  t transactions;
  answer api.answer;
begin
  if query ? 'at' then
    seq := moment(head, query->>'at');
    today := day_of_moment(head, query->>'at', seq);
    select o.* into t from transactions_at(ledger, seq) o where o.id = get_transaction.id;
  elsif query ? 'on' then
    today := query->>'on';
    select o.* into t from transactions_on(ledger, today) o where o.id = get_transaction.id;
  else
    select o.* into t from transactions o where o.ledger_id = ledger and o.id = get_transaction.id;
  end if;
  if t.id is null then
    perform transaction_not_found();
  end if;
  answer := transaction_answer(t, head.epoch, today);
  if not_modified(if_none_match, answer.etag) then
    answer.body := null;
  end if;
  return answer;
end
$$;
comment on function api.get_transaction is
'One transaction. query: {at?: seq or instant (what the ledger said then), on?: date (as of that day by today''s knowledge)}.
LD001: the session has ended. LD006: there is none. LD017: `at` is beyond the newest event.';
