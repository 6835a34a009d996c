create or replace function sync_json(head ledger_head) returns text language sql stable as $$
  select '{"epoch":"' || head.epoch || '","head":' || head.seq || ',"hash":"' || encode(head.hash, 'hex') || '"}';
$$;
comment on function sync_json is 'Where a ledger stands, as clients see it.';

create or replace function refuse_diverged(head ledger_head) returns void language plpgsql as $$
begin
  perform refuse('LD011', 'This ledger has another history than the one you know. Fold it again from 0, and send your own events once more.',
                 jsonb_build_object('epoch', head.epoch, 'head', head.seq));
end
$$;
comment on function refuse_diverged is 'Raises LD011 (diverged), with the epoch and the head that are.';
