create or replace function find_contacts(head ledger_head, query jsonb, out body text, out next text) language plpgsql stable as $$
declare
  sort text := coalesce(query->>'sort', 'name');
  seq bigint;
  source text := 'contacts';
  balances_source text := 'balances';
  filters text[] := '{}';
  sort_key text;
  key_type text;
begin
  if query ? 'at' then
    seq := moment(head, query->>'at');
    source := 'contacts_at($1, $6)';
    balances_source := 'balances_at($1, $6)';
  elsif query ? 'on' then
    source := 'contacts_on($1, ($2->>''on'')::date)';
    balances_source := 'balances_on($1, ($2->>''on'')::date)';
  end if;
  if query ? 'search' and source = 'contacts' then
    source := 'contacts_found($1, $2->>''search'')';
  elsif query ? 'search' then
    filters := filters || 'r.search like search_pattern($2->>''search'')'::text;
  end if;
  if query ? 'settled' then
    filters := filters || 'r.settled = ($2->>''settled'')::boolean'::text;
  end if;
  case ltrim(sort, '-')
    when 'name' then
      sort_key := 'r.name collate "und-x-icu"';
      key_type := 'text collate "und-x-icu"';
    when 'recent' then
      sort_key := '-r.from_seq';
      key_type := 'bigint';
    when 'balance' then
      sort_key := format('coalesce((select b.amount from %s as b where b.ledger_id = $1 and b.contact_id = r.id
                                       and b.currency = $2->>''currency''), 0)', balances_source);
      key_type := 'bigint';
  end case;
  select p.body, p.next into body, next
    from read_page(head.ledger_id, 'contacts', query, source, filters, sort_key, key_type, sort like '-%', 'r.rendered', seq, null) p;
end
$$;
comment on function find_contacts is
'A page of contacts in any order, of any that a filter leaves, as they are or were, and the cursor of the next. query: see api.list_contacts.
LD017: a cursor that is not of this list, or `at` beyond the newest event.';
