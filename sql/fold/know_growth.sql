create or replace function know_growth() returns void language plpgsql as $$
begin
  -- What a plan costs that was made while the table was empty, nobody sees until it is not; and autovacuum comes late, to a long transaction never.
  -- From 64 MB on its plans are good, and reading it would keep an append waiting.
  if (select pg_relation_size(c.oid) / current_setting('block_size')::bigint between 2 * greatest(c.relpages, 8) + 1 and 8192
        from pg_class c where c.oid = to_regclass('transactions')) then
    analyze (skip_locked) transactions;
  end if;
end
$$;
comment on function know_growth is
'Lets the planner know the transactions, those of a replay too, whenever they have doubled, up to 64 MB. Without it, an import into an empty
database, or a replay, would read the whole ledger for each event. Whoever else is just counting them is not waited for.';
