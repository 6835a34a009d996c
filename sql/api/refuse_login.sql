create or replace function api.refuse_login(username text, device text, address text, device_ledger uuid default null,
  device_id uuid default null) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform note_failure(username, address, device_ledger, device_id);
  perform record_activity(a.ledger_id, 'sign_in_failed', null, device, address, 'password')
     from accounts a where lower(a.username) = lower(refuse_login.username);
  return null;
end
$$;
comment on function api.refuse_login is
'Records a sign-in by a wrong password, where there is such an account. device: its name; device_ledger, device_id: as for api.login.';
