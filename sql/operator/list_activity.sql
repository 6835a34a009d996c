create or replace function operator.list_activity(username text, most integer, out happened_at timestamptz, out kind text, out method text,
  out address text, out device text, out detail text) returns setof record
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  ledger uuid := (select a.ledger_id from accounts a where lower(a.username) = lower(list_activity.username));
begin
  if ledger is null then
    perform refuse('LD006', format('There is no account %s.', list_activity.username));
  end if;
  return query select o.happened_at, o.kind, o.method, o.address, o.device, o.detail
    from activity o where o.ledger_id = ledger order by o.seq desc limit most;
end
$$;
comment on function operator.list_activity is
'What happened to an account''s sessions and credentials, newest first, at most `most` of it.
LD006: there is no such account.';
