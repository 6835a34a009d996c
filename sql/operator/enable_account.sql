create or replace function operator.enable_account(username text) returns boolean
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts := named_account(username);
begin
  update accounts o set disabled_at = null where o.id = a.id and o.disabled_at is not null;
  if found then
    perform record_activity(a.ledger_id, 'account_enabled', null, 'debtctl', null);
  end if;
  return a.disabled_at is not null;
end
$$;
comment on function operator.enable_account is
'Lets a disabled account sign in again; the sessions that were ended stay so. Its activity tells of it. Returns whether it was disabled.
LD006: there is no such account.';
