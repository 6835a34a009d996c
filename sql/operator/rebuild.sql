create or replace function clear_projections(ledger uuid) returns void language plpgsql as $$
declare
  projection text;
begin
  foreach projection in array projection_names() loop
    execute format('delete from debt.%I where ledger_id = $1', projection) using ledger;
  end loop;
end
$$;
comment on function clear_projections is 'Removes all projections of a ledger.';

create or replace function operator.swap_replay(ledger uuid, after bigint) returns bigint language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  reached bigint := finish_replay(ledger, after);
  projection text;
  columns text;
begin
  perform clear_projections(ledger);
  foreach projection in array projection_names() loop
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns
      from pg_attribute a
     where a.attrelid = ('debt.' || projection)::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    execute format('insert into debt.%1$I (%2$s) select %2$s from pg_temp.%1$I', projection, columns);
    execute format('drop table pg_temp.%I', projection);
  end loop;
  return reached;
end
$$;
comment on function operator.swap_replay is
'Ends a replay that has come to seq `after`: folds the rest, and puts it in the place of the ledger''s projections. Readers see the old rows until the
transaction commits, never an empty ledger; writers of this ledger wait. Returns how many events were folded in all.';

create or replace function operator.rebuild(ledger uuid) returns bigint language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform operator.begin_replay(ledger);
  return operator.swap_replay(ledger, 0);
end
$$;
comment on function operator.rebuild is
'Folds a ledger''s projections anew from its events, in one transaction, and returns how many there were. For a long ledger call begin_replay,
continue_replay and swap_replay, as debtctl does.';
