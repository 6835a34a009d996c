create or replace function read_page(ledger uuid, list text, query jsonb, source text, filters text[], key text, key_type text,
  descending boolean, rendered text, moment bigint, today date, out body text, out next text) language plpgsql stable
set enable_sort = off as $$
declare
  tag text := cursor_tag(ledger, list, query);
  most bigint := coalesce((query->>'limit')::bigint, 100);
  place record;
  bodies text[];
  keys text[];
  seqs bigint[];
begin
  place := (null::text, null::bigint);
  if query ? 'cursor' then
    select * into place from decode_cursor(query->>'cursor', tag, key_type);
    filters := filters || format('(%s, r.created_seq) %s ($4::%s, $5)', key, case when descending then '<' else '>' end, key_type);
  else
    select null::text as key, null::bigint as seq into place;
  end if;
  execute format('select array_agg(p.body), array_agg(p.key::text), array_agg(p.created_seq)
                    from (select %1$s as body, %2$s as key, r.created_seq from %3$s as r where %4$s
                           order by %2$s %5$s, r.created_seq %5$s limit $3) as p',
                 rendered, key, source, array_to_string('r.ledger_id = $1'::text || filters, ' and '),
                 case when descending then 'desc' else 'asc' end)
     into bodies, keys, seqs
    using ledger, query, most + 1, place.key, place.seq, moment, today;
  body := '[' || coalesce(array_to_string(bodies[1:most], ','), '') || ']';
  if cardinality(bodies) > most then
    next := encode_cursor(tag, keys[most], seqs[most]);
  end if;
end
$$;
comment on function read_page is
'One page of a list, as finished JSON, and the cursor of the next. The pieces of SQL (source, filters, key, rendered) are the caller''s
own, never the client''s; they see r (the row), $1 ledger, $2 query, $6 moment, $7 today. Ties are broken by created_seq, so
that a page neither skips nor repeats a row when others are added. An index that has the order is read until the page is full: the planner, who takes every
ledger for a small one, would rather sort all of it.
LD017: a cursor that is not of this list.';
