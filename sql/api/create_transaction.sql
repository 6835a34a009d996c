create or replace function api.create_transaction(ledger uuid, session uuid, key uuid, body jsonb) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  data jsonb;
  request bytea;
  seq bigint;
  e events;
begin
  if key is not null then
    request := request_hash('create_transaction', null, body);
    seq := replayed_seq(ledger, key, request);
    if seq is not null then
      return transaction_as_left(head, seq);
    end if;
    perform remember_request(ledger, key, request);
  end if;
  -- Defaults become part of the event: the fold reads no clock.
  data := jsonb_build_object('type', 'money', 'transaction_date', today) || jsonb_strip_nulls(body - '{id,comment}'::text[]);
  if data->'settles' = '[]' then
    data := data - 'settles';
  end if;
  perform check_new_transaction(ledger, data);
  e := append_event(head, key, 'TRANSACTION_CREATED', 'transaction', new_aggregate_id(ledger, body), 1, data, body->>'comment');
  return transaction_answer(find_transaction(ledger, e.aggregate_id), head.epoch, today);
end
$$;
comment on function api.create_transaction is
'Records a debt, or a repayment of debts. body: {contact_id, type?, direction, amount (minor units, or how many items), currency?, description?,
transaction_date? (default: today, UTC), due_date?, settles?, id?, comment?}. key: as in create_contact.
LD001: the session has ended. LD006: contact_id or settles names what is not here. LD007: the id is taken. LD014: settles names what cannot be
settled by it. LD015: the sum of the currency grows too large. LD016: the key was used for another request.';
