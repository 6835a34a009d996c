-- The history of a currency by month needs one sum of each contact and month: an index in this order gives them without sorting or hashing.
drop index transactions_by_currency;
create index transactions_by_currency on transactions
  (ledger_id, currency, contact_id, date_trunc('month', transaction_date::timestamp), transaction_date) include (direction, amount);
