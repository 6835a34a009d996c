-- Who may call what: a whole schema each, so that no function can be forgotten or slip through.
revoke all on all functions in schema api, relay, operator from public;
grant usage on schema api to debt_api;
grant execute on all functions in schema api to debt_api;
grant usage on schema relay to debt_relay;
grant execute on all functions in schema relay to debt_relay;
grant usage on schema operator to debt_ctl;
grant execute on all functions in schema operator to debt_ctl;

-- What only reads runs read-only: while it runs, nothing that it calls can write either. (Said here for all of them, and part of the
-- function, so that a read costs the worker no statement of its own.)
do $$
declare
  reader regprocedure;
begin
  for reader in select p.oid from pg_proc p where p.pronamespace = 'api'::regnamespace and p.provolatile = 's' loop
    execute format('alter function %s set transaction_read_only = on', reader);
  end loop;
end
$$;
-- What is written in the log stays (migrations/0001_ledger.sql says so first; a restored database has its rights from here).
revoke update, delete, truncate on events from current_user;
-- Functions of the schema debt are called by those above alone. (One that roles.sql's default made has no entry to take away.)
do $$
declare
  f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'debt'::regnamespace and p.proowner = (select oid from pg_roles where rolname = current_user) and p.proacl is null loop
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
