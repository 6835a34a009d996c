create or replace function listen_to(ledgers uuid[]) returns void language plpgsql as $$
begin
  insert into listeners as n (ledger_id, until)
  select w.ledger_id, clock_timestamp() + interval '60 seconds'
    from (select distinct unnest(ledgers) as ledger_id) w
    join debt.ledgers l on l.id = w.ledger_id and l.erased_at is null
   where not exists (select from listeners o where o.ledger_id = w.ledger_id and o.until > clock_timestamp() + interval '30 seconds')
  on conflict (ledger_id) do update set until = excluded.until;
end
$$;
comment on function listen_to is 'Has the doorbell of these ledgers ring for the next minute. Writes only what would soon run out.';

create or replace function relay.open_stream(ledger uuid, session uuid, out epoch text, out head bigint, out alive boolean) returns setof record
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform listen_to(array[ledger]);
  return query
    select l.epoch::text, l.head::bigint, s.id is not null
      from ledgers l left join sessions s on s.ledger_id = l.id and s.id = session and s.ended_at is null
     where l.id = ledger and l.erased_at is null;
end
$$;
comment on function relay.open_stream is
'Where a ledger stands, and whether the session lives; from now on its doorbell rings. No row: there is no such ledger.';
