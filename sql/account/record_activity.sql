create or replace function record_activity(ledger uuid, kind text, session uuid, device text, address text,
  method text default null, detail text default null) returns void language plpgsql as $$
begin
  if kind in ('sign_in_failed', 'password_failed') and
     (select count(*) from (select from activity a where a.ledger_id = ledger and a.kind in ('sign_in_failed', 'password_failed')
        and a.happened_at > clock_timestamp() - interval '1 hour' limit 20) f) >= 20 then
    return;
  end if;
  insert into activity (ledger_id, kind, session_id, device, address, method, detail)
  values (ledger, kind, session, device, left(address, 64), method, left(detail, 200));
end
$$;
comment on function record_activity is
'Writes down what happened to an account. kind: see the table. session, method (password, passkey), detail: NULL where there is none.
Of failures, which strangers can cause, at most 20 an hour are kept, so that a flood of them cannot fill the disk.';

create or replace function activity_json(a activity) returns text language sql stable as $$
  select '{"kind":"' || a.kind || '","method":' || coalesce('"' || a.method || '"', 'null') ||
         ',"session_id":' || coalesce('"' || a.session_id || '"', 'null') || ',"device":' || coalesce(to_json(a.device)::text, 'null') ||
         ',"address":' || coalesce(to_json(a.address)::text, 'null') || ',"detail":' || coalesce(to_json(a.detail)::text, 'null') ||
         ',"happened_at":"' || rfc3339(a.happened_at) || '"}';
$$;
comment on function activity_json is 'What happened, as clients see it.';
