create or replace function event_hash(previous bytea, e events) returns bytea language sql stable as $$
  select sha256(previous || convert_to(event_canonical(e), 'UTF8'));
$$;
comment on function event_hash is
'The hash of an event: SHA-256 over the 32 bytes of the hash before (zeros before the first) and the event''s canonical form in UTF-8.';
