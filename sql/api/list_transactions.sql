create or replace function api.list_transactions(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  sort text := coalesce(query->>'sort', '-transaction_date');
  today date := utc_day(clock_timestamp());
  seq bigint;
  source text := 'transactions';
  conditions jsonb := jsonb_build_object(
    'contact_id', 'r.contact_id = ($2->>''contact_id'')::uuid',
    'type', 'r.type = $2->>''type''',
    'direction', 'r.direction = $2->>''direction''',
    'currency', 'r.currency = $2->>''currency''',
    'status', 'r.status = $2->>''status''',
    -- is_overdue, in such words that the index of what is due can be seen to do.
    'overdue', case when (query->>'overdue')::boolean then 'r.outstanding > 0 and r.due_date < $7' else 'not is_overdue(r.*, $7)' end,
    'from', 'r.transaction_date >= ($2->>''from'')::date',
    'to', 'r.transaction_date <= ($2->>''to'')::date',
    'due_before', 'r.due_date < ($2->>''due_before'')::date',
    'min_amount', 'r.amount >= ($2->>''min_amount'')::bigint',
    'max_amount', 'r.amount <= ($2->>''max_amount'')::bigint',
    'search', 'r.search like search_pattern($2->>''search'')');
  filters text[];
  answer api.answer;
begin
  answer.etag := ledger_etag(head, today);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query ? 'at' then
    seq := moment(head, query->>'at');
    today := day_of_moment(head, query->>'at', seq);
    source := 'transactions_at($1, $6)';
  elsif query ? 'on' then
    today := query->>'on';
    source := 'transactions_on($1, $7)';
  elsif query ? 'search' then
    source := 'transactions_found($1, $2->>''search'')';
    conditions := conditions - 'search';
  end if;
  filters := array(select c.value from jsonb_each_text(conditions) as c where query ? c.key);
  select p.body, p.next into answer.body, answer.next
    from read_page(ledger, 'transactions', query, source, filters,
                   case ltrim(sort, '-') when 'transaction_date' then 'r.transaction_date' when 'amount' then 'r.amount'
                                         when 'due_date' then 'coalesce(r.due_date, ''infinity'')' end,
                   case ltrim(sort, '-') when 'amount' then 'bigint' else 'date' end, sort like '-%',
                   'render_transaction(r.*, $7)', seq, today) p;
  return answer;
end
$$;
comment on function api.list_transactions is
'A page of transactions. query: {contact_id?, type?, direction?, currency?, status?, overdue?, from?, to?, due_before?, min_amount?, max_amount?, search?,
sort?: -transaction_date (default), transaction_date, amount, -amount, due_date (none last), limit?, cursor?, at?, on?}.
LD001: the session has ended. LD017: a cursor that is not of this list, or `at` beyond the newest event.';
