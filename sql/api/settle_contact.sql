create or replace function derived_id(key uuid, number integer) returns uuid language sql stable as $$
  select overlay(overlay(md5(key || ':' || number) placing '8' from 13) placing '8' from 17)::uuid;
$$;
comment on function derived_id is 'The id of the number-th event of a request that appends several (UUID version 8, RFC 9562). The first has the key itself.';

create or replace function repayments_as_left(head ledger_head, key uuid) returns api.answer language plpgsql stable as $$
declare
  bodies text[] := '{}';
  number integer := 1;
  event_id uuid := key;
  made bigint;
begin
  loop
    select e.seq into made from events e where e.ledger_id = head.ledger_id and e.id = event_id;
    exit when not found;
    bodies := bodies || (transaction_as_left(head, made)).body;
    number := number + 1;
    event_id := derived_id(key, number);
  end loop;
  return row('[' || array_to_string(bodies, ',') || ']', null, null, true, null)::api.answer;
end
$$;
comment on function repayments_as_left is 'The answer that repeats what a settle_contact with this key was told.';

create or replace function open_debts(ledger uuid, contact uuid, currency text, out type text, out money text, out direction text, out total bigint,
  out ids uuid[], out descriptions text) returns setof record language plpgsql stable as $$
begin
  return query
    select t.type, t.currency, t.direction, sum(t.outstanding)::bigint,
           array_agg(t.id order by t.due_date nulls last, t.transaction_date, t.created_seq), left(string_agg(distinct t.description, ', '), 1000)
      from transactions t
     where t.ledger_id = ledger and t.contact_id = contact and t.outstanding > 0
       and (open_debts.currency is null or t.currency = open_debts.currency)
     group by t.type, t.currency, t.direction
     order by t.type desc, t.currency, t.direction;
end
$$;
comment on function open_debts is
'What is open with a contact, a row for each currency (and items) and direction: the sum, and the debts in the order in which they are to be closed.
currency NULL: all, and items.';

create or replace function check_part(ledger uuid, contact uuid, body jsonb) returns text language plpgsql stable as $$
declare
  balance bigint;
  open record;
begin
  if not body ? 'amount' then
    return null;
  end if;
  select b.amount into balance from balances b where b.ledger_id = ledger and b.contact_id = contact and b.currency = body->>'currency';
  select o.* into open from open_debts(ledger, contact, body->>'currency') o where o.direction = case when balance < 0 then 'owed' else 'lent' end;
  if coalesce(open.total, 0) < (body->>'amount')::bigint then
    perform refuse_fields(array[field_error('amount', 'range', 'Only ' || coalesce(open.total, 0) || ' is open.')]);
  end if;
  return open.direction;
end
$$;
comment on function check_part is
'The direction that a settling in part closes: that of the balance. NULL: the body names no amount.
LD014 (invalid_field), naming amount: it is more than what is open.';

create or replace function api.settle_contact(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  request bytea := request_hash('settle_contact', id, body);
  part text;
  open record;
  e events;
  number integer := 0;
  data jsonb;
  ids uuid[] := '{}';
  rendered text;
begin
  if key is not null and replayed_seq(ledger, key, request) is not null then
    return repayments_as_left(head, key);
  end if;
  perform check_version((find_contact(ledger, id)).version, if_match);
  part := check_part(ledger, id, body);
  for open in select * from open_debts(ledger, id, body->>'currency') o where part is null or o.direction = part loop
    number := number + 1;
    data := jsonb_strip_nulls(jsonb_build_object('contact_id', id, 'type', open.type, 'currency', open.money, 'settles', open.ids,
      'direction', case open.direction when 'lent' then 'owed' else 'lent' end, 'amount', coalesce((body->>'amount')::bigint, open.total),
      'description', case open.type when 'item' then open.descriptions end, 'transaction_date', coalesce(nullif(body->'transaction_date', 'null'), to_jsonb(today))));
    perform check_sum(ledger, coalesce(open.money, 'item'), (data->>'amount')::bigint);
    e := append_event(head, case when number = 1 then key else derived_id(key, number) end, 'TRANSACTION_CREATED', 'transaction',
                      new_id(), 1, data, body->>'comment');
    head.seq := e.seq;
    head.hash := e.hash;
    head.recorded_at := e.recorded_at;
    ids := ids || e.aggregate_id;
  end loop;
  if key is not null and number > 0 then
    perform remember_request(ledger, key, request);
  end if;
  select string_agg(render_transaction(t, today), ',' order by t.created_seq) into rendered
    from transactions t where t.ledger_id = ledger and t.id = any (ids);
  return row('[' || coalesce(rendered, '') || ']', null, null, false, null)::api.answer;
end
$$;
comment on function api.settle_contact is
'Closes what is open with a contact, oldest first, by one repayment for each currency (and items) and direction. body: {currency? (only that one),
amount? (with currency: so much of what the balance says), transaction_date?, comment?}; {} closes everything. body of the answer: the repayments.
LD001: the session has ended. LD006: there is no such contact. LD013: another version. LD014: amount is more than is open. LD015: the sum grows too
large. LD016: the key was used for another request.';
