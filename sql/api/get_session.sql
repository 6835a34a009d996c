create or replace function api.get_session(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
begin
  select '{"account":' || account_json(a.*) || ',"session":{"id":"' || s.id || '","device":' || coalesce(to_json(s.device)::text, 'null') ||
         ',"started_at":"' || rfc3339(s.started_at) || '","last_used_at":"' || rfc3339(s.last_used_at) ||
         '"},"ledger":{"id":"' || head.ledger_id || '","epoch":"' || head.epoch || '","head":' || head.seq || '}}'
    into answer.body
    from sessions s join accounts a on a.id = s.account_id
   where s.ledger_id = ledger and s.id = session;
  return answer;
end
$$;
comment on function api.get_session is
'Who am I: the account, the session and where its ledger stands.
LD001: the session has ended.';
