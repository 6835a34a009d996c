create or replace function api.get_summary(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  seq bigint;
  answer api.answer;
begin
  answer.etag := ledger_etag(head, today);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query ? 'on' then
    execute summary_statement('contacts where ledger_id = $1', 'transactions_on($1, $2)', 'balances_on($1, $2)')
       into answer.body using ledger, (query->>'on')::date;
  elsif query ? 'at' then
    seq := moment(head, query->>'at');
    execute summary_statement('contacts_at($1, $3)', 'transactions_at($1, $3)', 'balances_at($1, $3)')
       into answer.body using ledger, day_of_moment(head, query->>'at', seq), seq;
  else
    answer.body := summary_now(ledger, today);
  end if;
  return answer;
end
$$;
comment on function api.get_summary is
'The whole ledger at a glance: counts; per currency what contacts owe me, what I owe contacts, and the difference; items; what is overdue and what is
due within seven days (at most 100 each, the oldest first). query: {at?, on?}.
LD001: the session has ended. LD017: `at` is beyond the newest event.';
