create or replace function operator.list_activity(username text, most integer, out happened_at timestamptz, out kind text, out method text,
  out address text, out device text, out detail text) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select o.happened_at, o.kind, o.method, o.address, o.device, o.detail
    from activity o join accounts a on a.ledger_id = o.ledger_id
   where lower(a.username) = lower(list_activity.username) order by o.seq desc limit most;
$$;
comment on function operator.list_activity is 'What happened to an account''s sessions and credentials, newest first, at most `most` of it.';
