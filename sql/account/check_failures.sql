create or replace function username_hash(username text) returns bytea language sql immutable as $$
  select sha256(convert_to(lower(username), 'UTF8'));
$$;
comment on function username_hash is 'The key of sign_in_failures.';

create or replace function network_of(address text) returns text language plpgsql immutable as $$
begin
  if address ilike '::ffff:%.%' then
    return left(substr(address, 8), 64);
  elsif address like '%:%' then
    return host(network(set_masklen(address::inet, 64)));
  end if;
  return coalesce(left(address, 64), '');
exception when invalid_text_representation then
  return left(address, 64);
end
$$;
comment on function network_of is
'Whom an address stands for: of IPv6 the /64, all of which one household or one machine has for itself (RFC 6177); of IPv4, or what is no address,
the address. NULL: an empty text.';

create or replace function failure_place(username text, address text, device_ledger uuid, device_id uuid) returns text
language sql stable as $$
  select case when exists (select from accounts a where lower(a.username) = lower(failure_place.username) and a.ledger_id = device_ledger)
    then 'device ' || device_id else network_of(address) end;
$$;
comment on function failure_place is
'Where a sign-in comes from, as sign_in_failures.address has it: a device of the account, of which the worker has seen a proof (device_ledger,
device_id; NULL: none), wherever it is; else the network of the address.';

create or replace function check_failures(username text, address text, device_ledger uuid, device_id uuid) returns boolean language plpgsql stable as $$
declare
  here constant text := failure_place(username, address, device_ledger, device_id);
  is_known constant boolean := here is not distinct from 'device ' || device_id or exists (
    select from accounts a join sessions s on s.ledger_id = a.ledger_id
     where lower(a.username) = lower(check_failures.username) and network_of(s.address) = here);
  free_at timestamptz;
begin
  -- A row counts for ten minutes: the newest one without which there would be room says when there is.
  select max(f.since) + interval '10 minutes' into free_at from (
    select o.since, o.count, o.address, sum(o.count) over (order by o.since desc, o.address) as since_then from sign_in_failures o
     where o.username_hash = username_hash(username) and o.since > clock_timestamp() - interval '10 minutes') f
   where (f.address = here and f.count >= 30) or (f.since_then >= 100 and not is_known);
  if free_at is not null then
    perform refuse('LD018', 'Too many sign-ins have failed. Wait a little.',
                   jsonb_build_object('retry_after', greatest(1, ceil(extract(epoch from free_at - clock_timestamp())))::integer));
  end if;
  return is_known;
end
$$;
comment on function check_failures is
'Refuses to check a password where too many have been wrong within ten minutes: 30 of this user name from this place (failure_place), or 100 from all
places together. The latter does not hold for a device of the account, nor for a network from which it was signed in before: so strangers cannot lock
the owner out. Returns whether it is such a one.
LD018: refused; retry_after: in how many seconds there is room again.';

create or replace function note_failure(username text, address text, device_ledger uuid, device_id uuid) returns void language plpgsql as $$
begin
  delete from sign_in_failures f where (f.username_hash, f.address) in (
    select o.username_hash, o.address from sign_in_failures o
     where o.since <= clock_timestamp() - interval '10 minutes' order by o.since limit 100 for update skip locked);
  insert into sign_in_failures as f (username_hash, address)
  values (username_hash(username), failure_place(username, address, device_ledger, device_id))
  on conflict on constraint sign_in_failures_pkey do update
    set count = case when f.since > clock_timestamp() - interval '10 minutes' then f.count + 1 else 1 end,
        since = case when f.since > clock_timestamp() - interval '10 minutes' then f.since else clock_timestamp() end;
end
$$;
comment on function note_failure is 'Counts a wrong password, and forgets what is older than ten minutes: the table does not grow beyond what ten minutes let in.';
