import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editable_amount, format_amount, format_signed, LARGEST_AMOUNT, parse_amount } from '../src/money/amount.ts';
import { currencies } from '../src/money/currency.ts';

const LOCALES = ['en', 'en-IN', 'de', 'de-CH', 'es', 'fr', 'ar', 'ar-EG', 'ja', 'pl', 'hi'];

describe('reading', () => {
    test.each([
        // A decimal comma or point is one wherever it cannot be grouping.
        ['12,50', 'EUR', 'en', 1250],
        ['12,5', 'EUR', 'en', 1250],
        ['12.50', 'EUR', 'de', 1250],
        ['1,25', 'EUR', 'en', 125],
        ['0,5', 'EUR', 'en', 50],
        [',5', 'EUR', 'de', 50],
        ['12,', 'EUR', 'de', 1200],
        // Grouping, where the digits stand so and the locale writes so.
        ['1,250', 'EUR', 'en', 125000],
        ['1.250', 'EUR', 'de', 125000],
        ['1,250', 'EUR', 'de', 125],
        ['1,234,567.89', 'EUR', 'en', 123456789],
        ['1.234.567,89', 'EUR', 'de', 123456789],
        ['1 234,56', 'EUR', 'fr', 123456],
        ['1\u202f234,56', 'EUR', 'fr', 123456],
        ["1'234.50", 'CHF', 'de-CH', 123450],
        ['1’234.50', 'CHF', 'de-CH', 123450],
        ['1,00,000.50', 'INR', 'en-IN', 10000050],
        // Two kinds of separators say by themselves which is which.
        ['1.234,56', 'EUR', 'en', 123456],
        ['1,234.56', 'EUR', 'de', 123456],
        // Symbols, codes, digits of other scripts.
        ['€ 12.50', 'EUR', 'en', 1250],
        ['12,50 EUR', 'EUR', 'de', 1250],
        ['١٢٫٥٠', 'EUR', 'ar', 1250],
        ['１２．５０', 'EUR', 'ja', 1250],
        ['१२.५०', 'INR', 'hi', 1250],
        // Currencies with no and with three decimals.
        ['1000', 'JPY', 'ja', 1000],
        ['1,000', 'JPY', 'en', 1000],
        ['1.000', 'JPY', 'de', 1000],
        ['12.5', 'KWD', 'en', 12500],
        ['0.125', 'KWD', 'en', 125],
        ['12.000', 'JPY', 'en', 12],
        ['5', null, 'en', 5],
        ['90071992547409.91', 'EUR', 'en', LARGEST_AMOUNT],
    ])('%s in %s, %s', (typed, currency, locale, amount) => {
        expect(parse_amount(typed, currency, locale)).toEqual({ amount });
    });

    test.each([
        ['', 'EUR', 'en', 'empty'],
        ['twelve', 'EUR', 'en', 'not_a_number'],
        ['USD 12', 'EUR', 'en', 'not_a_number'],
        ['12x', 'EUR', 'en', 'not_a_number'],
        ['1,2,3', 'EUR', 'en', 'not_a_number'],
        ['1.2.3,4', 'EUR', 'de', 'not_a_number'],
        ['12,50,00', 'EUR', 'en', 'not_a_number'],
        ['-5', 'EUR', 'en', 'negative'],
        ['−5', 'EUR', 'en', 'negative'],
        ['0', 'EUR', 'en', 'zero'],
        ['0,00', 'EUR', 'de', 'zero'],
        ['12.505', 'EUR', 'en', 'too_many_decimals'],
        ['1,255', 'EUR', 'de', 'too_many_decimals'],
        ['0,125', 'EUR', 'en', 'too_many_decimals'],
        ['0.5', 'JPY', 'en', 'too_many_decimals'],
        ['1.5', null, 'en', 'too_many_decimals'],
        ['90071992547409.92', 'EUR', 'en', 'too_large'],
    ])('%s in %s, %s, is not taken', (typed, currency, locale, problem) => {
        expect(parse_amount(typed, currency, locale)).toMatchObject({ problem });
    });
});

const amount = fc.integer({ min: 1, max: LARGEST_AMOUNT });

test('what is shown, in any locale and currency, is read as what it was', () => {
    fc.assert(
        fc.property(amount, fc.constantFrom(...currencies), fc.constantFrom(...LOCALES), (minor, currency, locale) => {
            const shown = editable_amount(minor, currency, locale);
            expect(parse_amount(shown, currency, locale)).toEqual({ amount: minor });
        }),
        { numRuns: 2000 },
    );
});

test('a grouped number of its own locale is read as what it was', () => {
    fc.assert(
        // Of more digits Node.js 18 formats a decimal only as a double.
        fc.property(fc.integer({ min: 1, max: 1e15 - 1 }), fc.constantFrom(...LOCALES), (minor, locale) => {
            const grouped = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
                `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}` as `${number}`,
            );
            expect(parse_amount(grouped, 'EUR', locale)).toEqual({ amount: minor });
        }),
        { numRuns: 2000 },
    );
});

test('amounts are shown exactly, with the decimals of their currency', () => {
    expect(format_amount(1250, 'EUR', 'en')).toBe('€12.50');
    expect(format_amount(LARGEST_AMOUNT, 'EUR', 'en')).toBe('€90,071,992,547,409.91');
    expect(format_amount(1000, 'JPY', 'en')).toBe('¥1,000');
    expect(format_amount(12345, 'KWD', 'en').replace(/\s/g, ' ')).toBe('KWD 12.345');
    expect(format_amount(100, 'HUF', 'en').replace(/\s/g, ' ')).toBe('HUF 1.00');
    expect(format_signed(1250, 'EUR', 'en')).toBe('+€12.50');
    expect(format_signed(-1250, 'EUR', 'en')).toBe('−€12.50');
    expect(format_amount(-5, 'EUR', 'en')).toBe('-€0.05');
});

test('in Arabic a Latin symbol stays whole, and the sign of the number before it', () => {
    const [plain, signed] = [format_amount(1250, 'GBP', 'ar-EG'), format_signed(1250, 'GBP', 'ar-EG')];
    for (const text of [plain, signed]) expect(text).toMatch(/١٢٫٥٠.\u2066UK£\u2069$/);
    expect(signed).toMatch(/^\u061c?\+/);
});
