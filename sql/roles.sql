-- Roles and schemas. The role that runs this owns everything; the workers, the relay and the operator's tool own nothing and may only EXECUTE.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    raise exception 'the database must not be owned by a superuser: its functions run with the rights of their owner'
      using hint = 'Connect as the role that owns the database, for example debt_owner (PGUSER=debt_owner).';
  end if;
  if not exists (select from pg_roles where rolname = 'debt_api') then
    create role debt_api login;
  end if;
  if not exists (select from pg_roles where rolname = 'debt_relay') then
    create role debt_relay login;
  end if;
  if not exists (select from pg_roles where rolname = 'debt_ctl') then
    create role debt_ctl login;
  end if;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to debt_api, debt_relay, debt_ctl', current_database());
  -- Every query asks for one ledger by an index. A plan that was made while a table was small must not scan it when it has grown.
  execute format('alter database %I set enable_seqscan = off', current_database());
  -- On a solid-state disk a page out of order costs hardly more than the next one. So a list is read in the order of its index, not sorted.
  execute format('alter database %I set random_page_cost = 1.1', current_database());
  -- Where what is off has to be done all the same, it counts as so dear that PostgreSQL would compile the statement: that takes longer than it runs.
  execute format('alter database %I set jit = off', current_database());
end
$$;

create schema if not exists debt;
create schema if not exists api;
create schema if not exists relay;
create schema if not exists operator;

comment on schema debt is 'Tables and what works on them. Nobody but the owner has any right here.';
comment on schema api is 'What a worker (role debt_api) may call. Every function takes the ledger first and touches no other.';
comment on schema relay is 'What the relay (role debt_relay) may call.';
comment on schema operator is 'What debtctl (role debt_ctl) may call; only to migrate, back up and restore it comes as the owner.';

-- A new function can be called by nobody until grants.sql says who.
alter default privileges revoke execute on functions from public;

set search_path = debt, pg_temp;
