create or replace function event_canonical(e events) returns text language sql stable as $$
  select '{"actor":{"account_id":"' || e.account_id || '","device":' || coalesce(to_json(e.device)::text, 'null') ||
         '},"aggregate_id":"' || e.aggregate_id || '","aggregate_type":"' || e.aggregate_type ||
         '","comment":' || coalesce(to_json(e.comment)::text, 'null') || ',"data":' || e.data::text ||
         ',"id":"' || e.id || '","made_at":' || coalesce('"' || rfc3339(e.made_at) || '"', 'null') ||
         ',"recorded_at":"' || rfc3339(e.recorded_at) || '","seq":' || e.seq ||
         ',"type":"' || e.type || '","version":' || e.version || '}';
$$;
comment on function event_canonical is
'The canonical form (RFC 8785) of an event without its hash: every column but the ledger''s id, so that an import keeps its chain.';

create or replace function event_json(e events) returns text language sql stable as $$
  select left(event_canonical(e), -1) || ',"hash":"' || encode(e.hash, 'hex') || '"}';
$$;
comment on function event_json is 'An event as clients see it.';
