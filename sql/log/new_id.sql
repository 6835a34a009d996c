create or replace function new_id() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
           substring(int8send((date_part('epoch', clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
$$;
comment on function new_id is
'A UUID of version 7 (RFC 9562 §5.7): milliseconds, then random bits. What is new stands at one place of each index, however long the ledger is, and not
on a page of its own that must be fetched, and written whole after a checkpoint.';
