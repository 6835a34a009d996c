-- These take the address now, to record what happens to passkeys and who signs in by one.
drop function if exists api.create_passkey(uuid, uuid, bytea, bigint, jsonb);
drop function if exists api.update_passkey(uuid, uuid, jsonb, uuid);
drop function if exists api.delete_passkey(uuid, uuid, uuid);
drop function if exists api.start_passkey_session(uuid, bytea, bytea, bigint, bigint, boolean, uuid, text, bytea);
