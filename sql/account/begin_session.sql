create or replace function begin_session(ledger uuid, account uuid, session uuid, device text, address text, refresh_hash bytea, method text,
  kind text default 'signed_in') returns void language plpgsql as $$
begin
  insert into sessions (ledger_id, id, account_id, device, address, refresh_hash)
  values (ledger, session, account, begin_session.device, left(begin_session.address, 64), begin_session.refresh_hash);
  perform record_activity(ledger, kind, session, device, address, method);
end
$$;
comment on function begin_session is
'Starts a session of somebody who proved who they are by `method` (password, passkey), and records it.
refresh_hash: SHA-256 of its first refresh token.';
