import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount_labels, amount_steps, day_label, day_steps } from '../src/views/chart_axes.ts';

const DAY_S = 86_400;

test('amounts at an axis have as many digits as they need, in any language', () => {
    expect(amount_labels([0, 25, 50], 'EUR', 'en')).toEqual(['0', '0.25', '0.5']);
    expect(amount_labels([0, 1], 'KWD', 'de')).toEqual(['0', '0,001']);
    expect(amount_labels([12345600000, 12345650000, 12345700000], 'GBP', 'en')).toEqual(['123.456M', '123.4565M', '123.457M']);
    expect(amount_labels([12350000000], 'EUR', 'de')).toEqual(['123,5\u00a0Mio.']);
    expect(amount_labels([-10000, 0], 'JPY', 'ja')).toEqual(['−1万', '0']);
});

test('no two of them are alike', () => {
    const ticks = fc.record({ step: fc.constantFrom(...amount_steps.slice(0, 40)), first: fc.integer({ min: -50, max: 50 }) });
    fc.assert(
        fc.property(ticks, fc.constantFrom('en', 'de', 'es', 'fr', 'ar', 'ja', 'en-IN'), fc.constantFrom('EUR', 'JPY', 'KWD'), ({ step, first }, locale, currency) => {
            const labels = amount_labels([0, 1, 2, 3].map((n) => (first + n) * step), currency, locale);
            expect(new Set(labels).size).toBe(4);
        }),
    );
});

test('between days there is nothing, and a span in which a month may come twice has its years', () => {
    expect(Math.min(...day_steps(3))).toBe(DAY_S);
    expect(day_label(3, 'en')(new Date(2026, 9, 1))).toBe('Oct 1');
    expect(Math.min(...day_steps(500))).toBe(30 * DAY_S);
    expect(day_label(500, 'en')(new Date(2026, 9, 1))).toBe('Oct\n2026');
});
