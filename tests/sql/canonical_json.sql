-- RFC 8785 by a table of cases.
begin;
select plan(27);

select is(canonical_json(given::jsonb), canonical, name) from (values
  ('{}', '{}', 'an empty object'),
  ('[]', '[]', 'an empty array'),
  ('null', 'null', 'null'),
  (' true ', 'true', 'true'),
  ('[ 1 , 2,3 ]', '[1,2,3]', 'no white space'),
  ('{"b":1,"a":2}', '{"a":2,"b":1}', 'keys are sorted'),
  ('{"bb":1,"a":2,"ab":3}', '{"a":2,"ab":3,"bb":1}', 'by their letters, not by their length'),
  ('{"a_b":1,"aB":2,"ab":3,"Z":4}', '{"Z":4,"aB":2,"a_b":1,"ab":3}', 'by their bytes, not as people sort'),
  ('{"b":{"d":1,"c":[{"z":1,"y":2}]},"a":[]}', '{"a":[],"b":{"c":[{"y":2,"z":1}],"d":1}}', 'nested ones, too'),
  ('[3,1,2]', '[3,1,2]', 'arrays keep their order'),
  ('9007199254740991', '9007199254740991', '2^53 - 1'),
  ('-9007199254740991', '-9007199254740991', '-(2^53 - 1)'),
  ('0', '0', 'zero'),
  ('1e3', '1000', 'an integer written with an exponent'),
  ('"\u00e4\u20ac\ud83c\udf88"', '"ä€🎈"', 'non-ASCII is not escaped'),
  ('"a\u0301"', E'"a\u0301"', 'and not normalised'),
  ('"\u0022\u005c\u002f"', '"\"\\/"', 'quote and backslash are escaped, a slash is not'),
  ('"\u0008\u0009\u000a\u000c\u000d"', '"\b\t\n\f\r"', 'the five short escapes'),
  ('"\u0001\u000b\u001f"', '"\u0001\u000b\u001f"', 'other control characters in lower-case hex'),
  ('"\u007f\u0080\u2028"', E'"\u007f\u0080\u2028"', 'DEL, C1 and line separators as they are'),
  ('{"":1,"\n":2,"\"":3}', '{"":1,"\n":2,"\"":3}', 'keys are escaped like strings'),
  ('"</script>"', '"</script>"', 'nothing is escaped for HTML'),
  ('{"a":1,"a":2}', '{"a":2}', 'the last of equal keys, as jsonb has it')
) as v(given, canonical, name);

select is(canonical_json(given::jsonb), canonical_form(given::json), 'as the tests'' own: ' || given)
  from unnest(array['{"notes":"two\nlines\twith \\ and \u0001 \"x\" 🎈","amount":12,"settles":["b","a"],"n":null,"t":true,"o":{"z":{},"a":[[]]}}']) as given;
select is(canonical_json(j), canonical_form(j::text::json), 'every control character')
  from (select jsonb_agg(chr(n)) as j from generate_series(1, 160) n) c;
select is(
  canonical_json((repeat('[', 16) || repeat(']', 16))::jsonb), repeat('[', 16) || repeat(']', 16), '16 levels');
select is(canonical_json(null), null, 'nothing is nothing');

select * from finish();
rollback;
