create or replace function contact_fields(c contacts) returns jsonb language sql stable as $$
  select jsonb_build_object('name', c.name, 'phone', c.phone, 'email', c.email, 'notes', c.notes);
$$;
comment on function contact_fields is 'The fields of a contact that an update can change.';

create or replace function find_contact(ledger uuid, contact uuid) returns contacts language plpgsql stable as $$
declare
  c contacts;
begin
  select o.* into c from contacts o where o.ledger_id = ledger and o.id = contact;
  if not found then
    perform contact_not_found();
  end if;
  return c;
end
$$;
comment on function find_contact is 'A contact as it is. LD006 (not_found).';
