-- The doorbell rings for many ledgers at once: api.ring(uuid[]).

drop function if exists api.ring(uuid);
