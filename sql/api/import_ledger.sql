create or replace function api.import_ledger(ledger uuid, session uuid, body jsonb) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  last jsonb := body->'events'->-1;
begin
  if head.seq > 0 then
    if last->>'seq' = head.seq::text and last->>'hash' = encode(head.hash, 'hex') then
      return row(sync_json(head), null, null, true, null)::api.answer;
    end if;
    perform refuse('LD011', 'This ledger is not empty: only an empty one takes an import.', jsonb_build_object('epoch', head.epoch, 'head', head.seq));
  end if;
  return row(sync_json(import_file(head, body)), null, null, false, null)::api.answer;
end
$$;
comment on function api.import_ledger is
'Takes an export (format json) into an empty ledger: the events with their ids, seqs, times, actors and hashes, and the settings. Sent again, it answers the
same. body: the exported file. LD001: the session has ended. LD011: the ledger has events already. LD014: an event breaks the chain or a rule.';
