create or replace function refuse_cursor() returns void language sql as $$
  select refuse('LD017', 'The cursor is not one of this list.', jsonb_build_object('errors', jsonb_build_array(
    field_error('cursor', 'format', 'Take the cursor from the Link header of the page before, with the same parameters.'))));
$$;
comment on function refuse_cursor is 'Raises LD017 (invalid_parameter) that names the cursor.';

create or replace function cursor_tag(ledger uuid, list text, query jsonb) returns text language sql stable as $$
  select left(md5(ledger || list || (query - 'cursor' - 'limit')::text), 16);
$$;
comment on function cursor_tag is 'Binds a cursor to its ledger, its list and the parameters that order and filter it.';

create or replace function encode_cursor(tag text, key text, seq bigint) returns text language sql stable as $$
  select translate(encode(convert_to(jsonb_build_array(tag, key, seq)::text, 'UTF8'), 'base64'), E'+/=\n', '-_');
$$;
comment on function encode_cursor is 'A place in a list: behind the row with this sort key and created_seq. base64url.';

create or replace function decode_cursor(cursor text, tag text, key_type text, out key text, out seq bigint) language plpgsql stable as $$
declare
  place jsonb;
begin
  begin
    place := convert_from(decode(rpad(translate(cursor, '-_', '+/'), (length(cursor) + 3) / 4 * 4, '='), 'base64'), 'UTF8')::jsonb;
    key := place->>1;
    seq := place->>2;
    if place->>0 is distinct from tag or key is null or seq is null then
      perform refuse_cursor();
    end if;
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
