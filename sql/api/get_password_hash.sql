create or replace function api.get_password_hash(ledger uuid, session uuid, address text, out password_hash text)
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  a accounts;
begin
  select o.* into a from accounts o where o.id = head.account_id;
  perform check_failures(a.username, get_password_hash.address, ledger, session);
  password_hash := a.password_hash;
end
$$;
comment on function api.get_password_hash is
'What a password is checked against before it is changed; NULL: the account has none.
LD001: the session has ended. LD018: too many passwords were wrong in this session lately, so none is hashed.';
