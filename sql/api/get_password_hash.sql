create or replace function api.get_password_hash(ledger uuid, session uuid, out password_hash text)
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  select a.password_hash into password_hash from accounts a where a.id = head.account_id;
end
$$;
comment on function api.get_password_hash is
'What a password is checked against before it is changed; NULL: the account has none.
LD001: the session has ended.';
