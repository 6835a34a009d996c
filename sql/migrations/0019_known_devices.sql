-- A wrong password is counted by the device, where the worker has seen a proof that it is one of the account's.
comment on column sign_in_failures.address is 'failure_place(): a device of the account, or the network: IPv4, or the /64 of IPv6.';

drop function if exists check_failures(text, text);
drop function if exists note_failure(text, text);
drop function if exists api.login(text, text);
drop function if exists api.refuse_login(text, text, text);
drop function if exists api.start_session(text, uuid, uuid, uuid, text, bytea, text, text, text);
