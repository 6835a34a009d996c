create or replace function api.create_contact(ledger uuid, session uuid, key uuid, body jsonb) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  request bytea;
  seq bigint;
  e events;
begin
  if key is not null then
    request := request_hash('create_contact', null, body);
    seq := replayed_seq(ledger, key, request);
    if seq is not null then
      return contact_as_left(head, seq);
    end if;
    perform remember_request(ledger, key, request);
  end if;
  e := append_event(head, key, 'CONTACT_CREATED', 'contact', new_aggregate_id(ledger, body), 1,
                    jsonb_strip_nulls(body - '{id,comment}'::text[]), body->>'comment');
  return contact_now(head, e.aggregate_id);
end
$$;
comment on function api.create_contact is
'Creates a contact. body: {name, phone?, email?, notes?, id?, comment?}. key: the event''s id, which makes a repeat harmless; NULL draws one.
LD001: the session has ended. LD007: the id is taken. LD016: the key was used for another request.';
