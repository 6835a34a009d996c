-- Who is at the door: a bell that nobody hears need not ring.

create unlogged table listeners (
  ledger_id uuid primary key,
  until timestamptz not null
);
comment on table listeners is
'The ledgers that have open streams, as the relay says. Not part of the record, and lost in a crash: the relay''s next sweep writes it again.';
comment on column listeners.until is 'The relay says so anew long before; after that nobody listens any more.';
