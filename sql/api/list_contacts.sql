create or replace function api.list_contacts(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  most bigint;
  following_name text;
  following_seq bigint;
  answer api.answer;
begin
  answer.etag := ledger_etag(head);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query - 'limit' <> '{}' then
    select p.body, p.next into answer.body, answer.next from find_contacts(head, query) p;
    return answer;
  end if;
  -- The first page of all by name is what clients ask for most: what read_page would say, in statements whose plans are kept. The limit is hidden
  -- from the planner: for one that it can see it makes a plan of its own in every call, which takes as long as the page. Whether there is a
  -- next page is asked of the index alone: to take one row more and leave it out again would be to copy the page. A cursor is a place that the next page is
  -- behind, and just before its first contact is such a place.
  most := coalesce((query->>'limit')::bigint, 100);
  select '[' || coalesce(string_agg(p.rendered, ','), '') || ']' into answer.body
    from (select c.rendered from contacts c where c.ledger_id = ledger
           order by c.name collate "und-x-icu", c.created_seq limit (select most)) as p;
  select c.name, c.created_seq into following_name, following_seq from contacts c where c.ledger_id = ledger
   order by c.name collate "und-x-icu", c.created_seq offset (select most) limit 1;
  if found then
    answer.next := encode_cursor(cursor_tag(ledger, 'contacts', query), following_name, following_seq - 1);
  end if;
  return answer;
end
$$;
comment on function api.list_contacts is
'A page of contacts. query: {search?, sort?: name (default), -name, recent, balance, -balance (with currency), currency?, settled?, limit?, cursor?,
at?, on?}; recent: the last one that anything happened to comes first.
LD001: the session has ended. LD017: a cursor that is not of this list, or `at` beyond the newest event.';
