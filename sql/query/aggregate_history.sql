create or replace function aggregate_history(head ledger_head, kind text, aggregate uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable as $$
declare
  most bigint := coalesce((query->>'limit')::bigint, 100);
  tag text := cursor_tag(head.ledger_id, kind || ' ' || aggregate, query);
  before bigint := 9223372036854775807;
  bodies text[];
  versions bigint[];
  answer api.answer;
begin
  if not exists (select from events e where e.ledger_id = head.ledger_id and e.aggregate_id = aggregate and e.aggregate_type = kind) then
    if kind = 'contact' then
      perform contact_not_found();
    end if;
    perform transaction_not_found();
  end if;
  answer.etag := ledger_etag(head);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query ? 'cursor' then
    select c.seq into before from decode_cursor(query->>'cursor', tag, 'text') c;
  end if;
  select array_agg(event_json(e) order by e.version desc), array_agg(e.version order by e.version desc) into bodies, versions
    from (select v.* from events v where v.ledger_id = head.ledger_id and v.aggregate_id = aggregate and v.version < before
           order by v.version desc limit (select most + 1)) e;  -- hidden from the planner: see api.list_contacts
  answer.body := '[' || coalesce(array_to_string(bodies[1:most], ','), '') || ']';
  if cardinality(bodies) > most then
    answer.next := encode_cursor(tag, '', versions[most]);
  end if;
  return answer;
end
$$;
comment on function aggregate_history is 'A page of the events of one contact or transaction, newest first. LD006: there never was one. LD017: a foreign cursor.';
