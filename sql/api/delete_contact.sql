create or replace function api.delete_contact(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  request bytea;
  c contacts;
begin
  if key is not null then
    request := request_hash('delete_contact', id, body);
    if replayed_seq(ledger, key, request) is not null then
      return row(null, null, id, true, null)::api.answer;
    end if;
    perform remember_request(ledger, key, request);
  end if;
  c := find_contact(ledger, id);
  perform check_version(c.version, if_match);
  if not c.settled and not coalesce((body->>'with_transactions')::boolean, false) then
    perform refuse('LD008', 'There is something left to be settled with this contact.');
  end if;
  perform append_event(head, key, 'CONTACT_DELETED', 'contact', id, c.version + 1, jsonb_strip_nulls(body - 'comment'), body->>'comment');
  return row(null, null, id, false, null)::api.answer;
end
$$;
comment on function api.delete_contact is
'Deletes a contact, and its transactions with it, by one event. body: {with_transactions?, comment?}.
LD001: the session has ended. LD006: there is none. LD008: it is not settled, and with_transactions is not true. LD013: another version. LD016: the
key was used for another request.';
