create or replace function check_kind(data jsonb) returns void language plpgsql stable as $$
declare
  item boolean := data->>'type' = 'item';
  errors jsonb[] := '{}';
begin
  if item and data->>'currency' is not null then
    errors := errors || field_error('currency', 'not_allowed', 'Items have no currency.');
  elsif not item and data->>'currency' is null then
    errors := errors || field_error('currency', 'required', 'Money needs a currency.');
  end if;
  if item and data->>'description' is null then
    errors := errors || field_error('description', 'required', 'Say what the item is.');
  elsif item and data->>'description' !~ '[^[:space:]]' then
    errors := errors || field_error('description', 'blank', 'Say what the item is.');
  end if;
  if cardinality(errors) > 0 then
    perform refuse_fields(errors);
  end if;
end
$$;
comment on function check_kind is 'LD014 (invalid_field): money without a currency, or an item with one, or without a description or with a blank one.';
