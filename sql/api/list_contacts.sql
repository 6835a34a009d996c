create or replace function api.list_contacts(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
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
  -- The first page of all by name is what clients ask for most: what read_page would say, in one statement whose plan is kept. The limit is hidden
  -- from the planner: for one that it can see it makes a plan of its own in every call, which takes as long as the page.
  select '[' || coalesce(array_to_string(page.bodies[1:page.most], ','), '') || ']',
         case when cardinality(page.bodies) > page.most
              then encode_cursor(cursor_tag(ledger, 'contacts', query), page.keys[page.most], page.seqs[page.most]) end
    into answer.body, answer.next
    from (select array_agg(p.rendered) as bodies, array_agg(p.name) as keys, array_agg(p.created_seq) as seqs,
                 coalesce((query->>'limit')::integer, 100) as most
            from (select c.rendered, c.name, c.created_seq from contacts c where c.ledger_id = ledger
                   order by c.name collate "und-x-icu", c.created_seq limit (select coalesce((query->>'limit')::bigint, 100) + 1)) as p) as page;
  return answer;
end
$$;
comment on function api.list_contacts is
'A page of contacts. query: {search?, sort?: name (default), -name, recent, balance, -balance (with currency), currency?, settled?, limit?, cursor?,
at?, on?}; recent: the last one that anything happened to comes first.
LD001: the session has ended. LD017: a cursor that is not of this list, or `at` beyond the newest event.';
