-- It takes the longest life of a session now.
drop function if exists api.refresh_session(uuid, uuid, integer, bytea, bytea, integer, text);
