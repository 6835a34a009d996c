create or replace function is_overdue(t transactions, today date) returns boolean language sql stable as $$
  select t.outstanding > 0 and coalesce(t.due_date < today, false);
$$;
comment on function is_overdue is 'Whether something is left of a debt whose day has passed. Not in the projection: it changes with the day, not with an event.';

create or replace function render_transaction(t transactions, today date) returns text language sql stable as $$
  select '{"id":"' || t.id || '","contact_id":"' || t.contact_id || '","type":"' || t.type || '","direction":"' || t.direction ||
         '","amount":' || t.amount || ',"currency":' || coalesce('"' || t.currency || '"', 'null') ||
         ',"description":' || coalesce(to_json(t.description)::text, 'null') ||
         ',"transaction_date":"' || to_char(t.transaction_date, 'YYYY-MM-DD') ||
         '","due_date":' || coalesce('"' || to_char(t.due_date, 'YYYY-MM-DD') || '"', 'null') ||
         ',"settles":' || case when t.settles = '{}' then '[]' else array_to_json(t.settles)::text end || ',"outstanding":' || t.outstanding ||
         ',"status":"' || t.status || '","overdue":' || is_overdue(t, today) || ',"version":' || t.version ||
         ',"created_at":"' || rfc3339(t.created_at) || '","updated_at":"' || rfc3339(t.updated_at) || '"}';
$$;
comment on function render_transaction is 'A transaction as clients see it on the day `today`.';
