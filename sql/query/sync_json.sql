create or replace function sync_json(head ledger_head) returns text language sql stable as $$
  select '{"epoch":"' || head.epoch || '","head":' || head.seq || ',"hash":"' || encode(head.hash, 'hex') || '"}';
$$;
comment on function sync_json is 'Where a ledger stands, as clients see it.';
