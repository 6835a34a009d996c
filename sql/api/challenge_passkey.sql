create or replace function base64url(bytes bytea) returns text language sql immutable as $$
  select translate(encode(bytes, 'base64'), E'+/=\n', '-_');
$$;
comment on function base64url is 'RFC 4648 §5, without padding and ends of lines.';

create or replace function api.challenge_passkey(ledger uuid, session uuid, out user_names text, out known text)
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  perform check_recent_sign_in(ledger, session);
  select '"name":' || to_json(a.username)::text || ',"displayName":' || to_json(a.display_name)::text into user_names
    from accounts a where a.id = head.account_id;
  select coalesce(json_agg(json_build_object('type', 'public-key', 'id', base64url(p.credential_id), 'transports', p.transports)
                           order by p.created_at)::text, '[]') into known
    from passkeys p where p.ledger_id = ledger;
end
$$;
comment on function api.challenge_passkey is
'What the options for registering a passkey say of the account: members of `user`, and its passkeys as `excludeCredentials`.
LD001: the session has ended. LD004: it began too long ago.';
