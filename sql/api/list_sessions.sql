create or replace function api.list_sessions(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
begin
  select '[' || coalesce(string_agg('{"id":"' || s.id || '","device":' || coalesce(to_json(s.device)::text, 'null') ||
           ',"address":' || coalesce(to_json(s.address)::text, 'null') || ',"started_at":"' || rfc3339(s.started_at) ||
           '","last_used_at":"' || rfc3339(s.last_used_at) || '","current":' || (s.id = session) || '}', ','
           order by s.last_used_at desc, s.id), '') || ']'
    into answer.body
    from (select o.* from sessions o where o.ledger_id = ledger and o.ended_at is null
            -- What debtctl token gave out has no refresh token, and is over within the hour.
            and (o.refresh_hash is not null or o.id = session or o.started_at > now() - interval '1 hour')
            and (o.id = session or coalesce(o.rotated_at + make_interval(days => (query->>'refresh_token_days')::integer) > now()
                                        and o.started_at + make_interval(days => (query->>'session_days')::integer) > now(), true))
           order by o.last_used_at desc limit 1000) s;
  return answer;
end
$$;
comment on function api.list_sessions is
'The devices that are signed in, last used (refreshed) first, at most 1000 of them. query: {refresh_token_days?, session_days?}: how long a refresh
token is good, and how long a session may be refreshed; what is over by these is not listed.
LD001: the session has ended.';
