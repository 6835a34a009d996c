create or replace function operator.add_account(username text, password_hash text, display_name text, out ledger uuid, out account uuid)
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts;
begin
  if exists (select from accounts o where lower(o.username) = lower(add_account.username)) then
    perform refuse('LD012', 'This user name is taken.');
  end if;
  a := create_account(gen_random_uuid(), gen_random_uuid(), add_account.username, add_account.display_name, add_account.password_hash);
  perform record_activity(a.ledger_id, 'registered', null, 'debtctl', null);
  ledger := a.ledger_id;
  account := a.id;
end
$$;
comment on function operator.add_account is
'Makes an account and its ledger, which its activity tells. password_hash: PHC string, or NULL for one that can only be used by tokens of debtctl.
LD012: the user name is taken.';
