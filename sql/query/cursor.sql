create or replace function refuse_cursor() returns void language sql as $$
  select refuse('LD017', 'The cursor is not one of this list.', jsonb_build_object('errors', jsonb_build_array(
    field_error('cursor', 'format', 'Take the cursor from the Link header of the page before, with the same parameters.'))));
$$;
comment on function refuse_cursor is 'Raises LD017 (invalid_parameter) that names the cursor.';

create or replace function cursor_tag(ledger uuid, list text, query jsonb) returns text language sql stable as $$
  select hashtextextended(concat_ws(' ', ledger, list, query - '{cursor,limit}'::text[]), 0)::text;
$$;
comment on function cursor_tag is 'Binds a cursor to its ledger, its list and the parameters that order and filter it.';

create or replace function encode_cursor(tag text, key text, seq bigint) returns text language sql stable as $$
  select encode(convert_to(concat_ws(' ', seq, key, tag), 'UTF8'), 'hex');
$$;
comment on function encode_cursor is
'A place in a list: behind the row with this sort key and created_seq. In hexadecimal, which is made quickest, for a page may take no longer than that; the
tag is its end, so that a torn one is none.';

create or replace function decode_cursor(cursor text, tag text, key_type text, out key text, out seq bigint) language plpgsql stable as $$
declare
  place text[];
begin
  begin
    place := regexp_match(convert_from(decode(cursor, 'hex'), 'UTF8'), '^(\d+) (.*) (\S+)$');
    if place[3] is distinct from tag then
      perform refuse_cursor();
    end if;
    seq := place[1];
    key := place[2];
    execute format('select %L::%s', key, key_type);
  exception
    when data_exception or syntax_error_or_access_rule_violation then
      perform refuse_cursor();
  end;
end
$$;
comment on function decode_cursor is
'The place that a cursor means. key_type: the SQL type that the key must have.
LD017: not a cursor, or one of another ledger, list or filter.';
