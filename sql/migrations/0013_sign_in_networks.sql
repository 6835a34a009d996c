-- Wrong passwords are counted by network: an address of IPv6 costs its owner nothing, and there are 2^64 of them in his.
comment on column sign_in_failures.address is 'network_of() the address: IPv4, or the /64 of IPv6.';

-- The address counts now wherever a password is checked.
drop function if exists api.get_password_hash(uuid, uuid);
