create or replace function api.get_contact(ledger uuid, session uuid, if_none_match text, query jsonb, id uuid) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  c contacts;
  answer api.answer;
begin
  if query ? 'at' then
    select o.* into c from contacts_at(ledger, moment(head, query->>'at')) o where o.id = get_contact.id;
  elsif query ? 'on' then
    select o.* into c from contacts_on(ledger, (query->>'on')::date) o where o.id = get_contact.id;
  else
    select o.* into c from contacts o where o.ledger_id = ledger and o.id = get_contact.id;
  end if;
  if c.id is null then
    perform contact_not_found();
  end if;
  answer.etag := item_etag(c.version, c.from_seq, head.epoch);
  if not not_modified(if_none_match, answer.etag) then
    answer.body := c.rendered;
  end if;
  return answer;
end
$$;
comment on function api.get_contact is
'One contact. query: {at?: seq or instant (what the ledger said then), on?: date (as of that day by today''s knowledge)}.
LD001: the session has ended. LD006: there is none. LD017: `at` is beyond the newest event.';
