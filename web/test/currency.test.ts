import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { currencies, decimalsOf, isCurrency } from '../src/money/currency.ts';

const source = process.env['DEBT_SOURCE'] ?? fileURLToPath(new URL('../..', import.meta.url));

test('the table of currencies is the server’s', () => {
    const table = readFileSync(join(source, 'cgi/currency.c'), 'utf8');
    const rows = [...table.matchAll(/\{ "([A-Z]{3})", (\d) \}/g)].map(([, code, digits]) => [code, Number(digits)]);
    expect(rows.length).toBeGreaterThan(100);
    expect(currencies.map((code) => [code, decimalsOf(code)])).toEqual(rows);
});

test('a code that is not in use has no decimals', () => {
    expect(isCurrency('DEM')).toBe(false);
    expect(() => decimalsOf('DEM')).toThrow(RangeError);
});
