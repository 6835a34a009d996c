create or replace function check_unlinked(t transactions, changed jsonb) returns void language plpgsql stable as $$
declare
  errors jsonb;
begin
  if t.settles = '{}' and not exists (select from settlements s where s.ledger_id = t.ledger_id and s.debt_id = t.id) then
    return;
  end if;
  select jsonb_agg(field_error(f, 'linked', 'It cannot change while the transaction settles, or is settled by, another.') order by f)
    into errors from unnest('{contact_id,type,direction,currency}'::text[]) as f where changed ? f;
  if errors is not null then
    perform refuse('LD009', 'The transaction is linked to another by settling.', jsonb_build_object('errors', errors));
  end if;
end
$$;
comment on function check_unlinked is 'LD009 (linked), naming the fields: contact, type, direction and currency stay as they are while a transaction is linked.';

create or replace function check_changed_transaction(t transactions, changed jsonb) returns void language plpgsql stable as $$
declare
  data jsonb := transaction_fields(t) || changed;
begin
  perform check_unlinked(t, changed);
  perform check_kind(data);
  if changed ? 'contact_id' then
    perform check_contact_reference(t.ledger_id, (data->>'contact_id')::uuid);
  end if;
  if changed ? 'settles' then
    perform check_settles(t.ledger_id, data, t.id);
  end if;
  if changed ?| '{amount,currency,type}' then
    perform check_sum(t.ledger_id, coalesce(data->>'currency', 'item'), (data->>'amount')::bigint
                      - case when t.currency is not distinct from data->>'currency' then t.amount else 0 end);
  end if;
end
$$;
comment on function check_changed_transaction is
'Whether a transaction can be changed so. LD006, LD014: contact_id, settles, currency, description. LD009: it is linked. LD015: the sum grows too large.';
