create or replace function operator.import_ledger(ledger uuid, file text) returns bigint language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head;
begin
  select l.id, l.epoch, l.head, l.hash, l.recorded_at into head from ledgers l where l.id = ledger and l.erased_at is null for update;
  if head.seq is distinct from 0 then
    perform refuse('LD011', 'The ledger is not empty: only an empty one takes an import.');
  end if;
  return (import_file(head, file::jsonb)).seq;
exception when invalid_text_representation or untranslatable_character then
  perform refuse('LD014', 'The file is no JSON.');
end
$$;
comment on function operator.import_ledger is
'Takes an export (format json), of whatever size, into an empty ledger, and returns how many events it had.
LD011: the ledger has events already. LD014: an event breaks the chain or a rule.';
