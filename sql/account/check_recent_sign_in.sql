create or replace function check_recent_sign_in(ledger uuid, session uuid) returns void language plpgsql stable as $$
begin
  if not exists (select from sessions s
                  where s.ledger_id = ledger and s.id = session and s.started_at > clock_timestamp() - interval '1 hour') then
    perform refuse('LD004', 'Sign in again first: only who signed in within the last hour may add or remove a passkey.',
                   '{"sign_in_again": true}');
  end if;
end
$$;
comment on function check_recent_sign_in is
'Refuses what would change who can sign in to somebody who may only have found a device signed in: a passkey of theirs would outlive the session, and
the password.
LD004: the session began more than an hour ago; sign_in_again: true, which tells it from what stays forbidden.';
