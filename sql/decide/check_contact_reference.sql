create or replace function check_contact_reference(ledger uuid, contact uuid) returns void language plpgsql stable as $$
begin
  if not exists (select from contacts c where c.ledger_id = ledger and c.id = contact) then
    perform refuse('LD006', 'There is no such contact.', jsonb_build_object('errors', jsonb_build_array(
      field_error('contact_id', 'not_found', 'There is no contact with this id.'))));
  end if;
end
$$;
comment on function check_contact_reference is 'LD006 (not_found), naming contact_id: the contact is not in this ledger.';
