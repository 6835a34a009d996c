-- A page in any order of the list is read from an index, and the history of a currency from one that has all it needs, in the order in which
-- the balances run: neither reads the transactions of a ledger from end to end, or sorts them.
create index transactions_by_amount on transactions (ledger_id, amount, created_seq);
create index transactions_by_due_order on transactions (ledger_id, coalesce(due_date, 'infinity'), created_seq);
create index transactions_by_currency on transactions (ledger_id, currency, contact_id, transaction_date) include (direction, amount);

-- What is overdue or due soon, the oldest first, is the beginning of this one.
drop index transactions_by_due_date;
create index transactions_by_due_date on transactions (ledger_id, due_date, created_seq) where due_date is not null and outstanding > 0;
