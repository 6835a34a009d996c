begin;
select plan(16);
select is(searchable(given), expected, given) from (values
  ('Zoë MÜLLER', 'zoe muller'), ('ŁÓDŹ', 'lodz'), ('Straße', 'strasse'), (E'e\u0301', 'e'), ('ﬁn', 'fin'), ('ＡＢＣ', 'abc'), ('ΑΘΗΝΑ', 'αθηνα'),
  ('李雷', '李雷'), ('ЁЖ', 'еж'), ('🎈', '🎈'), ('', '')) as v(given, expected);
select is(searchable('A', null, 'B'), E'a\nb', 'several texts, without those that are not there');
select is(searchable(null::text), '', 'nothing is found nowhere');
select is(search_pattern('50%_\'), '%50\%\_\\%', 'a pattern''s own characters are escaped');
select ok(searchable('Zoë Müller') like search_pattern('e MULL'), 'text is found in the midst of other text');
select ok(searchable('x', 'y') not like search_pattern('xy'), 'but not across two of them');
select * from finish();
rollback;
