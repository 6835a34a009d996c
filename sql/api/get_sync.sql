create or replace function api.get_sync(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
begin
  answer.etag := ledger_etag(head);
  if not not_modified(if_none_match, answer.etag) then
    answer.body := sync_json(head);
  end if;
  return answer;
end
$$;
comment on function api.get_sync is
'Where the ledger stands: epoch, head and hash. Costs the same however long the log is.
LD001: the session has ended.';
