// Amounts: integers in minor units, up to 2^53 − 1, shown and read in a person's own way of writing numbers. Pure.
import { decimalsOf } from './currency.ts';

export const LARGEST_AMOUNT = Number.MAX_SAFE_INTEGER;

// --- showing ---

// An integer of minor units as a decimal, exactly: (1250, 2) is 12.50.
function decimal(minor: number, digits: number): `${number}` {
    const text = Math.abs(minor).toString().padStart(digits + 1, '0');
    const whole = text.slice(0, text.length - digits);
    const sign = minor < 0 ? '-' : '';
    return (digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`) as `${number}`;
}

const formats = new Map<string, Intl.NumberFormat>(); // to make one takes longer than to use it

function format_of(key: string, locale: string, options: () => Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = formats.get(key);
    if (!format) formats.set(key, (format = new Intl.NumberFormat(locale, options())));
    return format;
}

const with_digits = (digits: number): Intl.NumberFormatOptions => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

const formatFor = (locale: string, currency: string, signs: 'auto' | 'exceptZero'): Intl.NumberFormat =>
    format_of(`${locale} ${currency} ${signs}`, locale, () => ({
        style: 'currency',
        currency,
        // In Arabic the long symbols (UK£) are torn apart by the letters in them (UAX #9).
        currencyDisplay: locale.startsWith('ar') ? 'narrowSymbol' : 'symbol',
        signDisplay: signs,
        ...with_digits(decimalsOf(currency)),
    }));

const takes_strings = (): boolean => new Intl.NumberFormat('en').format('9007199254740993') === '9,007,199,254,740,993';

// Formats an integer of minor units exactly. Since ECMA-402 2023 decimals may be strings; older browsers make doubles of them, a cent off in amounts of
// more than 15 digits: those get the digits of their fraction from a whole number.
function exactly(format: Intl.NumberFormat, minor: number, digits: number): string {
    if (digits === 0 || Math.abs(minor) < 1e15 || takes_strings()) return format.format(decimal(minor, digits));
    const { locale, numberingSystem } = format.resolvedOptions();
    const text = Math.abs(minor).toString();
    const units = BigInt(text.slice(0, -digits));
    const figures = new Intl.NumberFormat(locale, { numberingSystem, minimumIntegerDigits: digits, useGrouping: false });
    return format
        .formatToParts(minor < 0 ? -units : units)
        .map(({ type, value }) => (type === 'fraction' ? figures.format(Number(text.slice(-digits))) : value))
        .join('');
}

// In a line that runs from right to left, letters of a Latin symbol (UK£) would be torn from their sign (UAX #9): isolated. No more than they, for the sign
// of the number stands before it in the order of the line.
const whole = (text: string, locale: string): string => (locale.startsWith('ar') ? text.replace(/\p{Sc}?[A-Za-z]+\p{Sc}?/u, '\u2066$&\u2069') : text);

// €12.50, with no sign unless it is negative.
export function format_amount(minor: number, currency: string, locale: string): string {
    return whole(exactly(formatFor(locale, currency, 'auto'), minor, decimalsOf(currency)), locale);
}

// +€12.50 and −€12.50, with the sign for minus (U+2212) where the locale writes a hyphen.
export function format_signed(minor: number, currency: string, locale: string): string {
    return whole(exactly(formatFor(locale, currency, 'exceptZero'), minor, decimalsOf(currency)).replace('-', '−'), locale);
}

// As a person would type it, for a field that is edited: 1234.50 in English, 1234,50 in German; no grouping, no symbol.
export function editable_amount(minor: number, currency: string | null, locale: string): string {
    const digits = currency === null ? 0 : decimalsOf(currency);
    const format = format_of(`${locale} ${digits}`, locale, () => ({ useGrouping: false, ...with_digits(digits) }));
    return exactly(format, minor, digits);
}

// --- reading ---

export type Reading =
    | { amount: number }
    | { problem: 'empty' | 'not_a_number' | 'negative' | 'zero' | 'too_large' }
    | { problem: 'too_many_decimals'; digits: number };

interface Separators {
    decimal: string;
    group: string;
}

const separators = new Map<string, Separators>(); // by locale: asked for at every key

function separatorsOf(locale: string): Separators {
    const known = separators.get(locale);
    if (known !== undefined) return known;
    const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.5);
    const of = (type: string) => parts.find((part) => part.type === type)?.value;
    const found = { decimal: ascii(of('decimal') ?? '.'), group: ascii(of('group') ?? ',') };
    separators.set(locale, found);
    return found;
}

// Digits of every script as 0 … 9; the separators of other scripts as the Latin ones that they stand for.
function ascii(text: string): string {
    return text
        .normalize('NFKC')
        .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
        .replace(/[٫]/g, '.')
        .replace(/[٬،、]/g, ',')
        .replace(/[’‘ʼ`´]/g, "'");
}

// Decimal digits stand in blocks of ten (Unicode, General_Category Nd), each of which begins with a zero.
function digitValue(digit: string): number {
    const code = digit.codePointAt(0)!;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1)) && !isZero(code - value)) value++;
    return value;
}

const ZEROS = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
    0x17e0, 0x1810, 0xff10,
];
const isZero = (code: number) => ZEROS.includes(code);

// Groups of three, or the Indian ones of two before the last three; the first is neither empty nor begins with 0.
function isGrouped(text: string, separator: string): boolean {
    const groups = text.split(separator);
    const first = groups[0]!;
    const last = groups.at(-1)!;
    const between = groups.slice(1, -1);
    return (
        /^[1-9]\d{0,2}$/.test(first) &&
        /^\d{3}$/.test(last) &&
        (between.every((group) => /^\d{3}$/.test(group)) ||
            (first.length <= 2 && between.every((group) => /^\d{2}$/.test(group))))
    );
}

// Which separators a text uses, by itself and then by the locale. Null where it cannot be told.
//   1.234,56   two kinds: the last is the decimal one, and the other must group
//   1,234,567  one kind, several times: it groups
//   12,50      one kind, once: it groups only if the locale groups so and the digits stand so; else it is the decimal one.
//              (A decimal comma must never make 1,250.00 of 12,50.)
function split(text: string, locale: Separators): { whole: string; fraction: string } | null {
    const kinds = [...new Set(text.replace(/\d/g, ''))];
    if (kinds.length === 0) return { whole: text, fraction: '' };
    if (kinds.length > 2) return null;
    const at = Math.max(...kinds.map((kind) => text.lastIndexOf(kind)));
    const last = text[at]!;
    const before = text.slice(0, at);
    if (kinds.length === 2) {
        const group = kinds.find((kind) => kind !== last)!;
        if (before.includes(last) || !isGrouped(before, group) || last === "'") return null;
        return { whole: before.replaceAll(group, ''), fraction: text.slice(at + 1) };
    }
    if (before.includes(last) || last === "'" || (last === locale.group && locale.group !== locale.decimal)) {
        if (isGrouped(text, last)) return { whole: text.replaceAll(last, ''), fraction: '' };
        if (before.includes(last) || last === "'") return null;
    }
    return { whole: before, fraction: text.slice(at + 1) };
}

// What a person has typed, as an amount of a currency; of things (null) a whole number. Takes the locale's own way of
// writing, and others where they cannot be mistaken.
export function parse_amount(typed: string, currency: string | null, locale: string): Reading {
    const text = ascii(typed)
        .replace(currency ? new RegExp(currency, 'i') : '', '')
        .replace(/[\s\p{Sc}\u200e\u200f\u061c]/gu, '')
        .replace(/[−‐–]/g, '-');
    if (text === '') return { problem: 'empty' };
    if (/^-|-$/.test(text)) return { problem: 'negative' };
    if (!/^[\d.,']*\d[\d.,']*$/.test(text)) return { problem: 'not_a_number' };
    const parts = split(text.replace(/[.,]$/, ''), separatorsOf(locale));
    if (!parts) return { problem: 'not_a_number' };
    const digits = currency === null ? 0 : decimalsOf(currency);
    const fraction = parts.fraction.length > digits ? parts.fraction.replace(/0+$/, '') : parts.fraction;
    if (fraction.length > digits) return { problem: 'too_many_decimals', digits };
    const amount = Number((parts.whole || '0') + fraction.padEnd(digits, '0'));
    if (amount > LARGEST_AMOUNT) return { problem: 'too_large' };
    return amount === 0 ? { problem: 'zero' } : { amount };
}
