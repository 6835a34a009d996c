create or replace function api.export_ledger(ledger uuid, session uuid, if_none_match text, query jsonb, place text) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
  piece record;
begin
  answer.etag := ledger_etag(head, utc_day(clock_timestamp())) || '.' || coalesce((select s.version from settings s where s.ledger_id = ledger), 1);
  if place is null and not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  select p.* into piece from export_piece(head, coalesce(query->>'format', 'json'), place::export_place) p;
  answer.body := piece.body;
  answer.next := piece.place;
  return answer;
end
$$;
comment on function api.export_ledger is
'One piece of an export: the first where `place` is NULL, else the one at `place`; next: the place of the next one. The pieces, one after another, are the
file, as the ledger was when the first was asked for. query: {format?: json (default) or csv}.
LD001: the session has ended.';
