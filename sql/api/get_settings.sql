create or replace function api.get_settings(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  current settings;
  answer api.answer;
begin
  select s.* into current from settings s where s.ledger_id = ledger;
  answer := settings_answer(head, current);
  if not_modified(if_none_match, answer.etag) then
    answer.body := null;
  end if;
  return answer;
end
$$;
comment on function api.get_settings is
'How the ledger is to be shown: what was chosen, else the defaults.
LD001: the session has ended.';
