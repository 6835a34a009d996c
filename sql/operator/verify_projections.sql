create or replace function primary_key_of(projection text) returns text language sql stable as $$
  select format('row(%s)', string_agg(format('o.%I', a.attname), ', ' order by a.attnum))
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
   where i.indrelid = ('debt.' || projection)::regclass and i.indisprimary;
$$;
comment on function primary_key_of is 'The columns of a projection''s primary key, as an expression over o.';

create or replace function operator.compare_replay(ledger uuid, after bigint) returns setof text language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  projection text;
begin
  perform finish_replay(ledger, after);
  foreach projection in array projection_names() loop
    return query execute format(
      'select format(''%%s: stored %%s, but the events give %%s'', %1$L, coalesce(s.was::text, ''nothing''), coalesce(f.was::text, ''nothing''))
         from (select to_jsonb(o) - ''ledger_id'' as was, %2$s::text as key from debt.%1$I o where o.ledger_id = $1) s
         full join (select to_jsonb(o) - ''ledger_id'' as was, %2$s::text as key from pg_temp.%1$I o) f using (key)
        where s.was is distinct from f.was', projection, primary_key_of(projection)) using ledger;
    execute format('drop table pg_temp.%I', projection);
  end loop;
end
$$;
comment on function operator.compare_replay is
'Ends a replay that has come to seq `after`: how the ledger''s projections differ from it, a row each, with what is stored and what the events give.
No row: not at all. Writers of the ledger wait meanwhile.';

create or replace function operator.verify_projections(ledger uuid) returns setof text language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform operator.begin_replay(ledger);
  return query select * from operator.compare_replay(ledger, 0);
end
$$;
comment on function operator.verify_projections is
'How a ledger''s projections differ from a replay of its events, in one transaction. For a long ledger call begin_replay, continue_replay and
compare_replay, as debtctl does.';
