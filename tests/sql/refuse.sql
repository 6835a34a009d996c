begin;
select plan(5);
select throws_ok($$select refuse('LD011', 'A sentence.')$$, 'LD011', 'A sentence.', 'the SQLSTATE and the sentence that are given');
select is(refusal($$select refuse('LD011', 'A sentence.')$$), '{"sqlstate": "LD011", "message": "A sentence."}', 'without members the DETAIL is empty');
select is(
  refusal($$select refuse('LD013', '100% "sure"', '{"version": 7}')$$), '{"sqlstate": "LD013", "message": "100% \"sure\"", "version": 7}',
  'members are the DETAIL; the sentence is no format');
select is(field_error('name', 'blank', 'Say "who".'), '{"field": "name", "code": "blank", "message": "Say \"who\"."}', 'field_error is one element of errors');
select is(
  refusal($$select refuse_fields(array[field_error('a', 'b', 'c'), field_error('d', 'e', 'f')])$$),
  '{"sqlstate": "LD014", "message": "The request has fields that cannot be accepted.",
    "errors": [{"field": "a", "code": "b", "message": "c"}, {"field": "d", "code": "e", "message": "f"}]}', 'refuse_fields names them all');
select * from finish();
rollback;
