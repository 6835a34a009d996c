create or replace function check_sum(ledger uuid, sum_unit text, added bigint) returns void language plpgsql stable as $$
begin
  if (select g.amount from gross_amounts g where g.ledger_id = ledger and g.unit = sum_unit) > 9007199254740991 - added then
    perform refuse('LD015', 'The amounts of this ledger would add up to more than 9007199254740991, the largest sum that is exact everywhere.');
  end if;
end
$$;
comment on function check_sum is 'LD015 (sum_too_large): the live amounts of one currency (or of items), added without sign, would exceed 2^53 - 1.';
