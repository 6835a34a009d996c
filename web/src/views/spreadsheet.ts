// All entries as a file for a spreadsheet, as that of a person's language reads one: with its decimal sign, and semicolons between the cells where that is a
// comma. (The server's own is for programs.)
import { editable_amount } from '../money/amount.ts';
import type { Ledger, Transaction } from '../store/ledger.ts';
import { signed_amount } from '../store/ledger.ts';
import { locale, words } from '../words/words.ts';
import { entry_sentence } from './sentences.ts';

const UTF_8 = '\ufeff'; // without it Excel takes the file for one of its own old encodings
const ISOLATES = /[\u2066-\u2069]/g; // they are for a line of text
const FORMULA = /^[=+@\t\r\n＝＋－＠-]/; // as in sql/query/csv.sql

// A text as a cell (RFC 4180). One that a spreadsheet would take for a formula begins with an apostrophe.
function text_cell(text: string): string {
    const shown = FORMULA.test(text) ? `'${text}` : text;
    return /[",;\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

// In digits that every spreadsheet reads, and with the sign that it reads.
const number_cell = (minor: number, currency: string | null, digits_of: string): string =>
    (minor < 0 ? '-' : '') + editable_amount(Math.abs(minor), currency, digits_of);

export function spreadsheet(of: Pick<Ledger, 'contacts' | 'dated'>): string {
    const w = words.value;
    const digits_of = new Intl.Locale(locale.value, { numberingSystem: 'latn' }).toString();
    const between = editable_amount(1, 'EUR', digits_of).includes(',') ? ';' : ',';
    const row_of = (t: Transaction): string[] => {
        const name = of.contacts.get(t.contact_id)?.name ?? '…';
        const sign = Math.sign(signed_amount(t));
        return [
            t.transaction_date,
            text_cell(name),
            text_cell(entry_sentence(t, name).replace(ISOLATES, '')),
            text_cell(t.description ?? ''),
            number_cell(sign * t.amount, t.currency, digits_of),
            t.currency ?? '',
            number_cell(sign * t.outstanding, t.currency, digits_of),
            t.due_date ?? '',
        ];
    };
    const heading = [w.date, w.person, w.transactions, w.what_for, w.amount, w.currency, w.open, w.due_date].map(text_cell);
    const rows = [...of.dated].reverse().map(row_of); // the oldest first
    return UTF_8 + [heading, ...rows].map((cells) => `${cells.join(between)}\r\n`).join('');
}
