create or replace function render_contact(c contacts, balances text) returns text language sql stable as $$
  select '{"id":"' || c.id || '","name":' || to_json(c.name)::text ||
         ',"phone":' || coalesce(to_json(c.phone)::text, 'null') ||
         ',"email":' || coalesce(to_json(c.email)::text, 'null') ||
         ',"notes":' || coalesce(to_json(c.notes)::text, 'null') ||
         ',"balances":[' || coalesce(balances, '') ||
         '],"items":{"lent":' || c.items_lent || ',"owed":' || c.items_owed || '},"version":' || c.version ||
         ',"created_at":"' || rfc3339(c.created_at) || '","updated_at":"' || rfc3339(c.updated_at) || '"}';
$$;
comment on function render_contact is 'A contact as clients see it. balances: the elements of its array, joined by commas; NULL: none.';

create or replace function render_balance(currency text, amount bigint) returns text language sql stable as $$
  select '{"currency":"' || currency || '","amount":' || amount || '}';
$$;
comment on function render_balance is 'One element of a contact''s balances.';
