create or replace function operator.disable_account(username text) returns bigint
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts := named_account(username);
begin
  update accounts o set disabled_at = clock_timestamp() where o.id = a.id and o.disabled_at is null;
  if found then
    perform record_activity(a.ledger_id, 'account_disabled', null, 'debtctl', null);
  end if;
  return end_sessions(a.id);
end
$$;
comment on function operator.disable_account is
'Refuses all further sign-ins of an account and ends its sessions. Its ledger stays as it is. Its activity tells of both. Returns how many sessions were ended.
LD006: there is no such account.';
