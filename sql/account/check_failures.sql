create or replace function username_hash(username text) returns bytea language sql immutable as $$
  select sha256(convert_to(lower(username), 'UTF8'));
$$;
comment on function username_hash is 'The key of sign_in_failures.';

create or replace function check_failures(username text, address text) returns void language plpgsql stable as $$
declare
  here integer;
  everywhere integer;
begin
  select sum(f.count) filter (where f.address = check_failures.address), sum(f.count) into here, everywhere
    from sign_in_failures f
   where f.username_hash = username_hash(username) and f.since > clock_timestamp() - interval '10 minutes';
  if here >= 30 or (everywhere >= 100 and not exists (
       select from accounts a join sessions s on s.ledger_id = a.ledger_id
        where lower(a.username) = lower(check_failures.username) and s.address = check_failures.address)) then
    perform refuse('LD018', 'Too many sign-ins have failed. Wait a little.');
  end if;
end
$$;
comment on function check_failures is
'Refuses a sign-in where too many have failed within ten minutes: 30 of this user name from this address, or 100 from all addresses together.
The latter does not hold for an address from which the account was signed in before: so strangers cannot lock the owner out.
LD018: refused.';

create or replace function note_failure(username text, address text) returns void language plpgsql as $$
begin
  delete from sign_in_failures f where (f.username_hash, f.address) in (
    select o.username_hash, o.address from sign_in_failures o
     where o.since <= clock_timestamp() - interval '10 minutes' order by o.since limit 100 for update skip locked);
  insert into sign_in_failures as f (username_hash, address) values (username_hash(username), coalesce(left(address, 64), ''))
  on conflict on constraint sign_in_failures_pkey do update
    set count = case when f.since > clock_timestamp() - interval '10 minutes' then f.count + 1 else 1 end,
        since = case when f.since > clock_timestamp() - interval '10 minutes' then f.since else clock_timestamp() end;
end
$$;
comment on function note_failure is 'Counts a failed sign-in, and forgets what is older than ten minutes: the table does not grow beyond what ten minutes let in.';
