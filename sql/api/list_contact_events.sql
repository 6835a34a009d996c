create or replace function api.list_contact_events(ledger uuid, session uuid, if_none_match text, query jsonb, id uuid) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
begin
  return aggregate_history(read_ledger(ledger, session), 'contact', id, if_none_match, query);
end
$$;
comment on function api.list_contact_events is
'The events of one contact, deleted or not, newest first. query: {limit?, cursor?}.
LD001: the session has ended. LD006: there never was one. LD017: a cursor that is not of this list.';
