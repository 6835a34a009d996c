create or replace function check_contact_reference(ledger uuid, contact uuid) returns void language plpgsql stable as $$
begin
  if not exists (select from contacts c where c.ledger_id = ledger and c.id = contact) then
    perform refuse('LD006', 'There is no such contact.', jsonb_build_object('errors', jsonb_build_array(
      field_error('contact_id', 'not_found', 'There is no contact with this id.'))));
  end if;
end
$$;
comment on function check_contact_reference is 'LD006 (not_found), naming contact_id: the contact is not in this ledger.';

create or replace function check_settles(ledger uuid, data jsonb) returns void language plpgsql stable as $$
declare
  errors jsonb[];
  missing boolean;
begin
  select array_agg(field_error('settles', f.code, f.message) order by s.position), bool_or(f.code = 'not_found') into errors, missing
    from (select e.id, e.position, row_number() over (partition by e.id order by e.position) > 1 as repeated
            from jsonb_array_elements_text(data->'settles') with ordinality as e(id, position)) s
    -- Looked up one by one: the planner might rather read the whole ledger.
    left join lateral (select t.* from transactions t where t.ledger_id = ledger and t.id = s.id::uuid limit 1) d on true
    cross join lateral (select
      case when d.id is null then 'not_found'
           when s.repeated then 'repeated'
           when d.contact_id <> (data->>'contact_id')::uuid then 'other_contact'
           when d.type <> data->>'type' then 'other_type'
           when d.currency <> data->>'currency' then 'other_currency'
           when d.direction = data->>'direction' then 'same_direction'
           when d.outstanding = 0 then 'not_open' end as code,
      'Debt ' || s.position || ' of the list ' ||
      case when d.id is null then 'is not there.'
           when s.repeated then 'is there twice.'
           when d.contact_id <> (data->>'contact_id')::uuid then 'is another contact''s.'
           when d.type <> data->>'type' then 'is of another type.'
           when d.currency <> data->>'currency' then 'is in another currency.'
           when d.direction = data->>'direction' then 'goes in the same direction.'
           when d.outstanding = 0 then 'is settled already.' end as message) as f
   where f.code is not null;
  if missing then
    perform refuse('LD006', 'A debt to be settled is not there.', jsonb_build_object('errors', to_jsonb(errors)));
  elsif errors is not null then
    perform refuse_fields(errors);
  end if;
end
$$;
comment on function check_settles is
'Whether a repayment may settle what it names: debts of the same contact, type and currency, in the other direction, open.
LD006 (not_found): one is not in this ledger. LD014 (invalid_field): all other faults at once. Both name settles.';

create or replace function check_sum(ledger uuid, sum_unit text, added bigint) returns void language plpgsql stable as $$
begin
  if (select g.amount from gross_amounts g where g.ledger_id = ledger and g.unit = sum_unit) > 9007199254740991 - added then
    perform refuse('LD015', 'The amounts of this ledger would add up to more than 9007199254740991, the largest sum that is exact everywhere.');
  end if;
end
$$;
comment on function check_sum is 'LD015 (sum_too_large): the live amounts of one currency (or of items), added without sign, would exceed 2^53 - 1.';

create or replace function api.create_transaction(ledger uuid, session uuid, key uuid, body jsonb) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  data jsonb;
  request bytea;
  seq bigint;
  e events;
  t transactions;
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
  perform check_contact_reference(ledger, (data->>'contact_id')::uuid);
  perform check_settles(ledger, data);
  perform check_sum(ledger, coalesce(data->>'currency', 'item'), (data->>'amount')::bigint);
  e := append_event(head, key, 'TRANSACTION_CREATED', 'transaction', new_aggregate_id(ledger, body), 1, data, body->>'comment');
  select o.* into t from transactions o where o.ledger_id = ledger and o.id = e.aggregate_id;
  return transaction_answer(t, head.epoch, today);
end
$$;
comment on function api.create_transaction is
'Records a debt, or a repayment of debts. body: {contact_id, type?, direction, amount (minor units, or how many items), currency?, description?,
transaction_date? (default: today, UTC), due_date?, settles?, id?, comment?}. key: as in create_contact.
LD001: the session has ended. LD006: contact_id or settles names what is not here. LD007: the id is taken. LD014: settles names what cannot be
settled by it. LD015: the sum of the currency grows too large. LD016: the key was used for another request.';
