// What the overview shows of a ledger, made of a few rows however long the ledger is: so it can be kept on the device and shown before the ledger is read.
// It is a cache. What it was made of is kept with it (GlanceKey), and where that is not what is stored, to the last event, it is not shown.
import type { Position } from '../events/event.ts';
import { once_of } from '../fold/once.ts';
import { day_after, due_on, due_until_soon, history, sums, used_currencies } from '../fold/summary.ts';
import type { Due, HistoryPoint, Sums } from '../fold/summary.ts';
import { by_weight, is_settled } from '../fold/rows.ts';
import type { Contact, Transaction } from '../fold/rows.ts';
import type { Entry } from '../outbox/entry.ts';
import type { Ledger } from './snapshot.ts';

export const SHOWN = 5; // of each list; the rest is a tap away
const ENOUGH = SHOWN + 1; // to know whether there is a rest
const GOOD_DAYS = 31; // what is due changes with the day: for so long what is here says it

export type Course = readonly Pick<HistoryPoint, 'date' | 'net'>[];

export interface Glance extends Sums {
    made_on: string; // the day
    transactions: number;
    contacts: ReadonlyMap<string, Contact>; // those who owe or are owed most (by_weight), and those of the rows below
    recent: readonly Transaction[]; // the newest
    due: readonly Transaction[]; // what is not closed, the oldest due date first; of many the first, and the first of each day to come
    unsent: ReadonlySet<string>; // of these rows
    currencies: readonly string[]; // all that there ever was an amount in, the most used first
    oldest: string | null; // the first day of which there is an entry
    course: { currency: string; points: Course } | null; // of the currency that is shown at first
}

// What a glance was made of. version: of the code that made it.
export interface GlanceKey {
    version: string;
    position: Position;
    outbox: string;
}

export const key_of = (version: string, position: Position, outbox: readonly Entry[]): GlanceKey => ({
    ...{ version, position },
    outbox: outbox.map(({ event, uploaded, verdict }) => [event.id, uploaded, verdict?.status].join()).join(' '),
});

export function is_same_key(a: GlanceKey, b: GlanceKey): boolean {
    const text = ({ version, outbox, position: { database, epoch, head, hash, generation, whole, revision } }: GlanceKey): string =>
        JSON.stringify([version, outbox, database, epoch, head, hash, generation, whole, revision]);
    return text(a) === text(b);
}

export const is_good_on = ({ made_on }: Glance, today: string): boolean => made_on <= today && today <= day_after(made_on, GOOD_DAYS);

export const due = (of: Glance, today: string): Due => due_on(of.due, today);

export const first_currency = (currencies: readonly string[], usual: string): string | undefined =>
    currencies.includes(usual) ? usual : currencies[0];

// The usual one, then those that are used most.
export const in_order = (currencies: readonly string[], usual: string): string[] => [...new Set([usual, ...currencies])];

// Whoever weighs as much as the last that is shown is there, too: who of them comes first is a matter of language.
const heaviest = once_of((of: Ledger, usual_currency: string): readonly Contact[] => {
    const order = by_weight(in_order(used_currencies(of), usual_currency));
    const open = [...of.contacts.values()].filter((c) => !is_settled(c)).sort(order);
    const last = open[ENOUGH - 1];
    return last === undefined ? open : open.filter((contact, i) => i < ENOUGH || order(contact, last) === 0);
});

// Enough to say on any day from `today` on, for GOOD_DAYS, what is overdue and what is due soon.
const first_due = once_of((of: Ledger, today: string): readonly Transaction[] => {
    let [day, of_day] = ['', 0];
    return due_until_soon(of, day_after(today, GOOD_DAYS)).filter(({ due_date }, i) => {
        if (due_date !== day) [day, of_day] = [due_date!, 0];
        return of_day++ < ENOUGH && (i < ENOUGH || day >= today);
    });
});

// A glance at a ledger as it is, or was on a day before.
export const glance_at = once_of((of: Ledger, today: string, usual_currency: string): Glance => {
    const currencies = used_currencies(of);
    const rows = { recent: of.newest(ENOUGH), due: first_due(of, today) };
    const contacts = new Map(heaviest(of, usual_currency).map((contact) => [contact.id, contact]));
    for (const { contact_id } of [...rows.recent, ...rows.due]) {
        const contact = of.contacts.get(contact_id);
        if (contact !== undefined) contacts.set(contact_id, contact);
    }
    const ids = [...contacts.keys(), ...[...rows.recent, ...rows.due].map(({ id }) => id)];
    return {
        ...{ made_on: today, transactions: of.listed.length, contacts, ...rows, ...sums(of) },
        unsent: new Set(ids.filter((id) => of.unsent.has(id))),
        ...{ currencies, oldest: of.listed.at(-1)?.transaction_date ?? null, course: null },
    };
});

// Makes what the overview shows of a ledger in steps, before it asks for all of it at once.
export function* glance_steps(of: Ledger, today: string, usual_currency: string): Generator<void> {
    const currency = first_currency(used_currencies(of), usual_currency);
    yield;
    first_due(of, today);
    yield;
    heaviest(of, usual_currency);
    yield;
    glance_at(of, today, usual_currency);
    yield;
    if (currency !== undefined) history(of, currency);
}

// As it is kept, with what the chart shows at first.
export function glance_to_keep(of: Ledger, today: string, usual_currency: string): Glance {
    const glance = glance_at(of, today, usual_currency);
    const currency = first_currency(glance.currencies, usual_currency);
    if (currency === undefined) return glance;
    return { ...glance, course: { currency, points: history(of, currency).map(({ date, net }) => ({ date, net })) } };
}
