// What stands at the axes of a chart. Pure.
import { decimalsOf } from '../money/currency.ts';

const DAY_S = 86_400;
const YEAR_DAYS = 300; // longer, and a month may come twice

export const is_long = (span_days: number): boolean => span_days > YEAR_DAYS;

const days = [1, 2, 3, 4, 5, 7, 10, 14].map((n) => n * DAY_S);
const months = [1, 2, 3, 4, 6].map((n) => n * 30 * DAY_S); // uPlot takes them for months
const years = [1, 2, 5, 10, 25, 50, 100, 500].map((n) => n * 365 * DAY_S);

// By how much ticks may lie apart. Of a long span the labels name the month and, below, the year; of a short one the day.
export const day_steps = (span_days: number): number[] => [...(is_long(span_days) ? [] : days), ...months, ...years];

export function day_label(span_days: number, locale: string): (day: Date) => string {
    const lines: Intl.DateTimeFormatOptions[] = is_long(span_days) ? [{ month: 'short' }, { year: 'numeric' }] : [{ month: 'short', day: 'numeric' }];
    const formats = lines.map((line) => new Intl.DateTimeFormat(locale, line));
    return (day) => formats.map((format) => format.format(day)).join('\n');
}

// Minor units: there is nothing between them.
export const amount_steps: readonly number[] = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

const significant = (minor: number): number => String(Math.abs(minor)).replace(/0+$/, '').length;

// 240; 1.2K; 123.4565M: beside a currency, short, and yet each just what it stands at.
export function amount_labels(ticks: readonly number[], currency: string, locale: string): string[] {
    const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: Math.max(1, ...ticks.map(significant)) });
    return ticks.map((minor) => format.format(minor / 10 ** decimalsOf(currency)).replace('-', '−'));
}
