create or replace function api.replace_contact(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  return change_contact(open_ledger(ledger, session), 'replace_contact', key, body, id, if_match,
                        '{"phone": null, "email": null, "notes": null}' || (body - '{id,comment}'::text[]));
end
$$;
comment on function api.replace_contact is
'Replaces the fields of a contact: those that the body leaves out are cleared. What changes nothing appends nothing.
if_match and errors (LD001: the session has ended, and the others): as in update_contact.';
