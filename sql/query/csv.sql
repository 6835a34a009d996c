create or replace function csv_cell(value text) returns text language sql immutable as $$
  select case when d.text ~ '[",\r\n]' then '"' || replace(d.text, '"', '""') || '"' else coalesce(d.text, '') end
    from (select case when value ~ '^[=+@\t\r\n＝＋－＠-]' then '''' || value else value end as text) d;
$$;
comment on function csv_cell is
'A text as a cell of RFC 4180; NULL is empty. One that a spreadsheet would take for a formula begins with an apostrophe.';

create or replace function currency_decimals(currency text) returns integer language sql immutable as $$
  select case when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
              when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
              when currency is null then 0
              else 2 end;
$$;
comment on function currency_decimals is 'How many decimals a currency has, as cgi/currency.c says; of items (NULL): none.';

create or replace function decimal_amount(amount bigint, currency text) returns text language sql immutable as $$
  select case d.decimals when 0 then amount::text
              else amount / (10 ^ d.decimals)::bigint || '.' || lpad((amount % (10 ^ d.decimals)::bigint)::text, d.decimals, '0') end
    from (select currency_decimals(currency) as decimals) d;
$$;
comment on function decimal_amount is 'Minor units as people write the amount: 1250 EUR are 12.50.';
