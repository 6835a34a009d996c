create or replace function operator.set_password(username text, password_hash text) returns bigint
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts := named_account(username);
begin
  update accounts o set password_hash = set_password.password_hash where o.id = a.id;
  perform record_activity(a.ledger_id, 'password_changed', null, 'debtctl', null);
  return end_sessions(a.id);
end
$$;
comment on function operator.set_password is
'Gives an account another password, and ends all its sessions: whoever knew the old one is out. Its activity tells of both. Returns how many
sessions those were.
password_hash: PHC string, or NULL for no sign-in by password.
LD006: there is no such account.';
