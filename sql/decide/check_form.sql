-- What a worker would have refused in front of the database; an operator's import has nothing in front of it.

-- As the fields of cgi/contacts.c, cgi/transactions.c and cgi/offline_event.c say it (tests/layout/architecture).
create or replace function text_limits() returns table (field text, most integer, lines boolean) language sql immutable as $$
  values ('name', 200, false), ('phone', 64, false), ('email', 254, false), ('device', 200, false),
         ('notes', 10000, true), ('description', 1000, true), ('comment', 1000, true);
$$;
comment on function text_limits is 'The texts of an event: how many characters each may have, and whether on several lines.';

create or replace function check_texts(texts jsonb) returns void language plpgsql stable as $$
declare
  fault text;
begin
  select l.field || f.fault into fault
    from text_limits() l cross join lateral (select texts->>l.field) as s(t) cross join lateral (select case
           when char_length(t) > l.most then ' is too long.'
           when l.field = 'name' and t !~ '[^[:space:]]' then ' is blank.'
           when case when l.lines then translate(t, E'\t\n\r\u2028\u2029', '') else t end ~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' then ' has control characters.'
         end) as f(fault)
   where f.fault is not null
   limit 1;
  if fault is not null then
    perform refuse_event('Its ' || fault);
  end if;
end
$$;
comment on function check_texts is 'LD014 (invalid_field): a text that is too long, blank or has control characters.';

create or replace function data_as_held(e events) returns jsonb language plpgsql stable as $$
begin
  return case
    when e.type in ('CONTACT_CREATED', 'CONTACT_UPDATED') then contact_fields(find_contact(e.ledger_id, e.aggregate_id))
    when e.type in ('TRANSACTION_CREATED', 'TRANSACTION_UPDATED') then transaction_fields(find_transaction(e.ledger_id, e.aggregate_id))
    when e.type = 'CONTACT_DELETED' then jsonb_build_object('with_transactions', (e.data->>'with_transactions')::boolean)
    when e.type = 'TRANSACTION_DELETED' then '{}'
    when e.type = 'EVENT_UNDONE' then jsonb_build_object('event_id', (e.data->>'event_id')::uuid)
  end;
end
$$;
comment on function data_as_held is 'All that the data of an event may say, in the form in which the server says it: what holds after the event.';

create or replace function check_form(e events) returns void language plpgsql stable as $$
declare
  data jsonb := e.data;
  held jsonb := data_as_held(e);
begin
  if held || data <> held then
    perform refuse_event('Its data has a field that no event of its type has, or a value of another form.');
  elsif data->>'transaction_date' !~ '^\d{4}-\d\d-\d\d$' or data->>'due_date' !~ '^\d{4}-\d\d-\d\d$' then
    perform refuse_event('Its days must be YYYY-MM-DD.');
  elsif least(e.made_at, e.recorded_at) < '0001-01-01Z' or greatest(e.made_at, e.recorded_at) >= '10000-01-01Z' then
    perform refuse_event('Its times must be of the years 1 to 9999.');
  end if;
  perform check_texts(data || jsonb_build_object('comment', e.comment, 'device', e.device));
end
$$;
comment on function check_form is
'LD014 (invalid_field): an event, just folded, has data that no worker would have let in, or that would not be read as it was meant. A currency
may be one that is no longer in use.';
