// What an event has changed, field by field, as lines that say what was before and what is now.
import type { LedgerEvent, Ledger } from '../store/ledger.ts';
import { data_before, name_of } from '../store/ledger.ts';
import { day_text, isolated, words } from '../words/words.ts';
import { amount_text } from './sentences.ts';

type Fields = Readonly<Record<string, unknown>>;

const text_of = (value: unknown): string => (value == null || value === '' ? '–' : isolated(String(value)));
const day_of = (value: unknown): string => (value == null ? '–' : day_text(String(value)));

function amount_of({ amount, currency }: Fields): string {
    return typeof amount === 'number' ? amount_text(amount, (currency as string | undefined) ?? null) : '–';
}

// The fields in the order in which they are told, each with how it is said.
function tellers(of: Ledger): [field: string, label: string, say: (fields: Fields) => string][] {
    const w = words.value;
    const plain = (name: string, label: string): [string, string, (fields: Fields) => string] => [name, label, (f) => text_of(f[name])];
    return [
        plain('name', w.name),
        plain('phone', w.phone),
        plain('email', w.email),
        plain('notes', w.notes),
        ['contact_id', w.person, (f) => text_of(name_of(of, String(f['contact_id'])))],
        ['direction', w.direction, (f) => (f['direction'] === 'lent' ? w.way_in : w.way_out)],
        ['amount', w.amount, amount_of],
        ['currency', w.amount, amount_of],
        plain('description', w.what_for),
        ['transaction_date', w.date, (f) => day_of(f['transaction_date'])],
        ['due_date', w.due_date, (f) => day_of(f['due_date'])],
    ];
}

export interface Change {
    label: string;
    before: string;
    now: string;
}

// Each once, as it is said: an amount and its currency are one.
export function changes(event: LedgerEvent, of: Ledger): Change[] {
    const before: Fields | null = data_before(of, event);
    if (!event.type.endsWith('UPDATED') || before === null) return []; // what it changes may wait for a person
    const changed = event.data as Fields;
    const after = { ...before, ...changed };
    const said = tellers(of)
        .filter(([field]) => field in changed)
        .map(([, label, say]): [string, Change] => [label, { label, before: say(before), now: say(after) }]);
    return [...new Map(said).values()];
}

export const change_lines = (event: LedgerEvent, of: Ledger): string[] =>
    changes(event, of).map(({ label, before, now }) => words.value.changed(label, before, now));
