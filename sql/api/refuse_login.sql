create or replace function api.refuse_login(username text, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform note_failure(username, address);
  perform record_activity(a.ledger_id, 'sign_in_failed', null, device, address, 'password')
     from accounts a where lower(a.username) = lower(refuse_login.username);
  return null;
end
$$;
comment on function api.refuse_login is 'Records a sign-in by a wrong password, where there is such an account.';
