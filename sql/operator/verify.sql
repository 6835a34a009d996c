create or replace function operator.verify(ledger uuid) returns setof text language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  fault text;
  sound boolean := true;
begin
  for fault in select * from operator.verify_log(ledger) loop
    sound := false;
    return next fault;
  end loop;
  -- A replay of a broken log would only repeat in many words what is known.
  if sound then
    return query select * from operator.verify_projections(ledger);
  end if;
end
$$;
comment on function operator.verify is 'What is wrong with a ledger: its log (verify_log), then its projections (verify_projections). No row: nothing.';
