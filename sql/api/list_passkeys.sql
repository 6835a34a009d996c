create or replace function api.list_passkeys(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
begin
  select '[' || coalesce(string_agg(passkey_json(p.*), ',' order by p.created_at, p.id), '') || ']' into answer.body
    from passkeys p where p.ledger_id = ledger;
  return answer;
end
$$;
comment on function api.list_passkeys is
'The passkeys of the account, oldest first.
LD001: the session has ended.';
