create or replace function next_state(e events) returns aggregate_state language plpgsql stable as $$
declare
  state aggregate_state;
begin
  if e.type in ('CONTACT_CREATED', 'TRANSACTION_CREATED') then
    state.data := e.data;
    state.created_seq := e.seq;
    state.created_at := e.recorded_at;
    state.version := e.version;
    state.updated_at := e.recorded_at;
    return state;
  end if;
  return aggregate_state(e.ledger_id, e.aggregate_id, e.seq);
end
$$;
comment on function next_state is 'What an event makes of its aggregate. A creation says it all; else the events of the aggregate that stand do.';

create or replace function apply_event(e events) returns void language plpgsql as $$
begin
  case e.aggregate_type
    when 'contact' then perform put_contact(e.ledger_id, e.aggregate_id, next_state(e), e.seq);
    when 'transaction' then perform put_transaction(e.ledger_id, e.aggregate_id, next_state(e), e.seq);
  end case;
  if e.seq % 250 = 0 then -- now and then: to look at each event would cost each append
    perform know_growth();
  end if;
end
$$;
comment on function apply_event is 'The fold: what one event makes of the projections. append_event and rebuild both come through here.';
