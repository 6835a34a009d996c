create or replace function signed_amount(direction text, amount bigint) returns bigint language sql immutable as $$
  select case direction when 'lent' then amount else -amount end;
$$;
comment on function signed_amount is 'What a transaction adds to the balance: + they owe me, - I owe them.';

create or replace function count_transaction(t transactions, sign integer, seq bigint) returns void language plpgsql as $$
declare
  change bigint := sign * signed_amount(t.direction, t.amount);
begin
  perform move_gross(t.ledger_id, coalesce(t.currency, 'item'), sign * t.amount, sign);
  if t.type = 'money' then
    perform move_day(t.ledger_id, t.contact_id, t.currency, t.transaction_date, change, sign,
                     move_balance(t.ledger_id, t.contact_id, t.currency, change, count_transaction.seq));
  end if;
end
$$;
comment on function count_transaction is 'Adds (sign 1) or takes away (-1) a transaction from the sums that it is part of, as of event `seq`.';

create or replace function put_transaction(ledger uuid, transaction uuid, state aggregate_state, seq bigint) returns void language plpgsql as $$
declare
  old debt.transactions;
  new debt.transactions;
  is_new boolean := state.created_seq is not distinct from put_transaction.seq;
  affected uuid[];
begin
  if not is_new then
    select t.* into old from transactions t where t.ledger_id = ledger and t.id = transaction;
  end if;
  if old.id is null and state.data is null then
    return;
  end if;
  new.settles := '{}';
  if state.data ? 'settles' then
    new.settles := array(select s.id::uuid from jsonb_array_elements_text(state.data->'settles') with ordinality as s(id, place) order by s.place);
  end if;
  if is_new then
    affected := new.settles;
  else
    affected := linked_transactions(ledger, transaction || new.settles);
  end if;
  if affected <> '{}' then
    perform keep_transactions(ledger, affected, put_transaction.seq);
  end if;
  if old.id is not null then
    perform count_transaction(old, -1, put_transaction.seq);
    delete from settlements s where s.ledger_id = ledger and s.repayment_id = transaction;
    delete from transactions t where t.ledger_id = ledger and t.id = transaction;
  end if;
  if state.data is not null then
    insert into transactions (ledger_id, id, created_seq, contact_id, type, direction, amount, currency, description, transaction_date,
                              due_date, settles, outstanding, version, created_at, updated_at, search, from_seq)
    values (ledger, transaction, state.created_seq, (state.data->>'contact_id')::uuid, state.data->>'type', state.data->>'direction',
            (state.data->>'amount')::bigint, state.data->>'currency', state.data->>'description',
            (state.data->>'transaction_date')::date, (state.data->>'due_date')::date, new.settles, (state.data->>'amount')::bigint,
            state.version, state.created_at, state.updated_at, searchable(state.data->>'description'), put_transaction.seq)
    returning * into new;
    perform count_transaction(new, 1, put_transaction.seq);
  end if;
  if not is_new then
    perform resettle(ledger, affected);
  elsif new.settles <> '{}' then
    perform close_debts(ledger, transaction);
  end if;
  if affected <> '{}' then
    perform release_transactions(ledger, affected, put_transaction.seq);
  end if;
  if old.contact_id is distinct from new.contact_id and old.contact_id is not null then
    perform refresh_contact(ledger, old.contact_id, put_transaction.seq);
  end if;
  if new.contact_id is not null then
    perform refresh_contact(ledger, new.contact_id, put_transaction.seq);
  end if;
end
$$;
comment on function put_transaction is
'Makes the projections hold a transaction as `state` says, as of event `seq`: new, changed, gone, or back. What hangs on it is settled anew.';
