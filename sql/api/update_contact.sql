create or replace function change_contact(head ledger_head, operation text, key uuid, body jsonb, contact uuid, if_match bigint, wanted jsonb)
returns api.answer language plpgsql as $$
declare
  request bytea;
  seq bigint;
  c contacts;
  changed jsonb;
begin
  if key is not null then
    request := request_hash(operation, contact, body);
    seq := replayed_seq(head.ledger_id, key, request);
    if seq is not null then
      return contact_as_left(head, seq);
    end if;
  end if;
  c := find_contact(head.ledger_id, contact);
  perform check_version(c.version, if_match);
  changed := changed_fields(contact_fields(c), wanted);
  if changed <> '{}' then
    if key is not null then
      perform remember_request(head.ledger_id, key, request);
    end if;
    perform append_event(head, key, 'CONTACT_UPDATED', 'contact', contact, c.version + 1, changed, body->>'comment');
  end if;
  return contact_now(head, contact);
end
$$;
comment on function change_contact is 'What update_contact and replace_contact have in common. wanted: the fields to be changed, NULL clears.';

create or replace function api.update_contact(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  return change_contact(open_ledger(ledger, session), 'update_contact', key, body, id, if_match, body - 'comment');
end
$$;
comment on function api.update_contact is
'Changes the fields of a contact that the body names (RFC 7396: null clears). What changes nothing appends nothing.
if_match: the version that the client expects; NULL: any. LD001: the session has ended. LD006: there is none. LD013: another version. LD016: the key
was used for another request.';
