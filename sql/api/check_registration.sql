create or replace function api.check_registration(username text, registration text) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
begin
  if registration = 'closed' or (registration = 'first' and exists (select from accounts)) then
    perform refuse('LD005', 'Registration is closed on this server.');
  end if;
  if exists (select from accounts a where lower(a.username) = lower(check_registration.username)) then
    perform refuse('LD012', 'This user name is taken.', jsonb_build_object('errors', jsonb_build_array(
      field_error('username', 'taken', 'Choose another user name.'))));
  end if;
  return null;
end
$$;
comment on function api.check_registration is
'Refuses a registration that cannot succeed, before its password is hashed.
registration: first (open until an account exists), open or closed.
LD005: closed. LD012: the user name is taken, in whatever case.';
