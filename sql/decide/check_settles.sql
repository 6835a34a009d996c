create or replace function check_settles(ledger uuid, data jsonb, repayment uuid default null) returns void language plpgsql stable as $$
declare
  created bigint := coalesce((select t.created_seq from transactions t where t.ledger_id = ledger and t.id = repayment), 9223372036854775807);
  errors jsonb[];
  missing boolean;
begin
  if coalesce(data->'settles', 'null') in ('null', '[]') then
    return;
  end if;
  select array_agg(field_error('settles', f.fault[1], 'Debt ' || s.place || ' of the list ' || f.fault[2]) order by s.place),
         bool_or(f.fault[1] = 'not_found')
    into errors, missing
    from (select e.id, e.place, row_number() over (partition by e.id order by e.place) > 1 as repeated
            from jsonb_array_elements_text(nullif(data->'settles', 'null')) with ordinality as e(id, place)) s
    -- Looked up one by one: the planner might rather read the whole ledger.
    left join lateral (select t.* from transactions t where t.ledger_id = ledger and t.id = s.id::uuid limit 1) d on true
    left join lateral (select o.amount from settlements o
                        where o.ledger_id = ledger and o.repayment_id = repayment and o.debt_id = s.id::uuid limit 1) own on true
    cross join lateral (select case
        when d.id is null then array['not_found', 'is not there.']
        when s.repeated then array['repeated', 'is there twice.']
        when d.contact_id <> (data->>'contact_id')::uuid then array['other_contact', 'is another contact''s.']
        when d.type <> data->>'type' then array['other_type', 'is of another type.']
        when d.currency <> data->>'currency' then array['other_currency', 'is in another currency.']
        when d.direction = data->>'direction' then array['same_direction', 'goes in the same direction.']
        when d.created_seq >= created then array['later', 'was recorded after this repayment.']
        when d.outstanding + coalesce(own.amount, 0) = 0 then array['not_open', 'is settled already.'] end) as f(fault)
   where f.fault is not null;
  if missing then
    perform refuse('LD006', 'A debt to be settled is not there.', jsonb_build_object('errors', to_jsonb(errors)));
  elsif errors is not null then
    perform refuse_fields(errors);
  end if;
end
$$;
comment on function check_settles is
'Whether a repayment may settle what it names: debts of the same contact, type and currency, in the other direction, open, and recorded before it
(so that there are no cycles). repayment: its id where it is there already; what it has closed itself counts as open.
LD006 (not_found): one is not in this ledger. LD014 (invalid_field): all other faults at once. Both name settles.';
