create or replace function first_contacts(ledger uuid, query jsonb, out body text, out next text) language plpgsql stable as $$
declare
  most bigint := coalesce((query->>'limit')::bigint, 100);
  bodies text[];
  keys text[];
  seqs bigint[];
begin
  -- The limit hidden from the planner: for one that it can see it makes a plan of its own in every call, which takes as long as the page.
  select array_agg(p.rendered), array_agg(p.name), array_agg(p.created_seq) into bodies, keys, seqs
    from (select c.rendered, c.name, c.created_seq from contacts c where c.ledger_id = ledger
           order by c.name collate "und-x-icu", c.created_seq limit (select most + 1)) as p;
  body := '[' || coalesce(array_to_string(bodies[1:most], ','), '') || ']';
  if cardinality(bodies) > most then
    next := encode_cursor(cursor_tag(ledger, 'contacts', query), keys[most], seqs[most]);
  end if;
end
$$;
comment on function first_contacts is
'The first page of all contacts by name: what read_page would say, from a plan that is kept. It is what clients ask for most, and planning takes
longer than reading.';

create or replace function api.list_contacts(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  sort text := coalesce(query->>'sort', 'name');
  seq bigint;
  source text := 'contacts';
  balances_source text := 'balances';
  filters text[] := '{}';
  sort_key text;
  key_type text;
  answer api.answer;
begin
  answer.etag := ledger_etag(head);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query - 'limit' = '{}' then
    select p.body, p.next into answer.body, answer.next from first_contacts(ledger, query) p;
    return answer;
  end if;
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
  select p.body, p.next into answer.body, answer.next
    from read_page(ledger, 'contacts', query, source, filters, sort_key, key_type, sort like '-%', 'r.rendered', seq, null) p;
  return answer;
end
$$;
comment on function api.list_contacts is
'A page of contacts. query: {search?, sort?: name (default), -name, recent, balance, -balance (with currency), currency?, settled?, limit?, cursor?,
at?, on?}; recent: the last one that anything happened to comes first.
LD001: the session has ended. LD017: a cursor that is not of this list, or `at` beyond the newest event.';
