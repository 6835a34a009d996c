create or replace function new_aggregate_id(ledger uuid, body jsonb) returns uuid language plpgsql as $$
declare
  wanted uuid := body->>'id';
begin
  if wanted is null then
    return new_id();
  end if;
  if exists (select from events e where e.ledger_id = ledger and e.aggregate_id = wanted) then
    perform refuse('LD007', 'There is, or was, something with this id already.', jsonb_build_object('errors', jsonb_build_array(
      field_error('id', 'taken', 'Choose another id, or leave it out.'))));
  end if;
  return wanted;
end
$$;
comment on function new_aggregate_id is
'The id for something new: the one that the body asks for, or one drawn here. The log keeps the ids of what was deleted.
LD007: it is taken in this ledger.';
