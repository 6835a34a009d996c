-- A replay folds a ledger's events anew, into temporary tables that stand in front of the projections: the fold writes `contacts`, and with
-- pg_temp first in the search path that is the temporary one (so the fold says debt.contacts where it means the row type). In batches, each in a transaction of its own: PostgreSQL cannot tidy up after a row
-- that one transaction changes again and again, and a long ledger in one transaction would take for ever. Nobody else can put a table there:
-- a role that may call this may create no temporary one (tests/sql/privileges.sql).

create or replace function projection_names() returns text[] language sql immutable as $$
  select '{contacts,contacts_past,transactions,transactions_past,settlements,balances,balances_past,gross_amounts,changes_by_day}'::text[];
$$;
comment on function projection_names is 'The tables that the fold writes.';

create or replace function operator.begin_replay(ledger uuid) returns bigint language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  projection text;
begin
  foreach projection in array projection_names() loop
    if to_regclass('pg_temp.' || projection) is not null then
      execute format('drop table pg_temp.%I', projection);
    end if;
    execute format('create temporary table %1$I (like debt.%1$I including all excluding comments)', projection);
  end loop;
  return (select l.head from ledgers l where l.id = ledger);
end
$$;
comment on function operator.begin_replay is
'Makes the temporary tables of a replay, empty, in this session. Returns how many events there are to fold.';

create or replace function operator.continue_replay(ledger uuid, after bigint, batch bigint) returns bigint
language plpgsql security definer set search_path = pg_temp, debt as $$
declare
  e debt.events;
  reached bigint := after;
begin
  for e in select v.* from debt.events v where v.ledger_id = ledger and v.seq > after order by v.seq limit batch loop
    perform apply_event(e);
    reached := e.seq;
  end loop;
  return reached;
end
$$;
comment on function operator.continue_replay is
'Folds the next `batch` events behind seq `after` into the tables of the replay, and returns the seq that it has come to: `after`, when there were none.';

create or replace function finish_replay(ledger uuid, after bigint) returns bigint language plpgsql as $$
begin
  perform from debt.ledgers l where l.id = ledger for update;
  return operator.continue_replay(ledger, after, 9223372036854775807);
end
$$;
comment on function finish_replay is 'Locks the ledger and folds what has come meanwhile: now the replay stands where the ledger does.';
