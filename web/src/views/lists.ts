// What the lists show: pure functions of a ledger and of what a person asks for.
import { once_of } from '../fold/once.ts';
import { parse_amount } from '../money/amount.ts';
import { decimalsOf } from '../money/currency.ts';
import type { Contact, Glance, Ledger, LedgerEvent, Transaction } from '../store/ledger.ts';
import { today } from '../store/day.ts';
import { by_weight, is_overdue, is_settled, newest_first, signed_amount } from '../store/ledger.ts';

const NOT_ASCII = /[^\0-\x7f]/;

// Case and accents do not matter.
export const plain = (text: string): string =>
    (NOT_ASCII.test(text) ? text.normalize('NFKD').replace(/\p{M}/gu, '') : text).toLowerCase();

// All of them are to be found, in any order and in any field. A number that is written with spaces between its groups is one; what is only a sign finds nothing.
const words_of = (search: string): string[] =>
    plain(search).replace(/(\p{Nd})\s(?=\p{Nd}{3}(?!\p{Nd}))/gu, '$1').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));

export type PeopleOrder = 'name' | 'balance' | 'recent';

type Compare = (a: string, b: string) => number;
const orders = new Map<string, Compare>();
// Of names.
export function order_of(locale: string): Compare {
    let compare = orders.get(locale);
    if (compare === undefined) orders.set(locale, (compare = new Intl.Collator(locale, { sensitivity: 'base', numeric: true }).compare));
    return compare;
}

export interface PeopleFilter {
    search?: string;
    order?: PeopleOrder;
    settled?: boolean;
    currencies?: readonly string[]; // for an order by balance, the most important first
}

export function people(of: Pick<Ledger, 'contacts'>, { search = '', order = 'name', settled = true, currencies = [] }: PeopleFilter, locale: string): Contact[] {
    const wanted = words_of(search);
    const compare = order_of(locale);
    const weigh = by_weight(currencies);
    const by: Record<PeopleOrder, (a: Contact, b: Contact) => number> = {
        name: (a, b) => compare(a.name, b.name),
        balance: (a, b) => weigh(a, b) || compare(a.name, b.name),
        recent: (a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0),
    };
    return [...of.contacts.values()]
        .filter((c) => settled || !is_settled(c))
        .filter((c) => {
            const text = wanted.length > 0 ? plain([c.name, c.phone, c.email, c.notes].join('\n')) : '';
            return wanted.every((word) => text.includes(word));
        })
        .sort(by[order]);
}

const LATEST = 100; // entries that are looked at

// Whom a name that is being typed may mean, the likeliest first: who is called so, then whose name begins so, and of these with whom there was something last.
export function near_people(of: Ledger, typed: string, locale: string): Contact[] {
    const wanted = plain(typed);
    const since = new Map(of.dated.slice(0, LATEST).map(({ contact_id }, i) => [contact_id, i] as const).reverse()); // the latest of each counts
    const unlike = (name: string): number => (wanted === '' || name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
    return people(of, { search: typed, order: 'recent' }, locale)
        .map((contact) => ({ contact, far: unlike(plain(contact.name)) * 2 * LATEST + (since.get(contact.id) ?? LATEST) }))
        .sort((a, b) => a.far - b.far)
        .map(({ contact }) => contact);
}

export interface EntryFilter {
    search: string;
    direction: string;
    status: string;
    currency: string;
    person: string;
    from: string; // YYYY-MM-DD, as the next; both days count
    to: string;
    sort?: string;
}

export const NO_FILTER: EntryFilter = { search: '', direction: '', status: '', currency: '', person: '', from: '', to: '' };

const has_status: Record<string, (t: Transaction, day: string) => boolean> = {
    open: (t) => t.outstanding > 0,
    settled: (t) => t.outstanding === 0,
    overdue: is_overdue,
};

const by_due_date = (a: Transaction, b: Transaction): number =>
    (a.due_date ?? '9') < (b.due_date ?? '9') ? -1 : (a.due_date ?? '9') > (b.due_date ?? '9') ? 1 : newest_first(a, b);
const in_order: Record<string, (a: Transaction, b: Transaction) => number> = {
    amount: (a, b) => b.amount - a.amount || newest_first(a, b),
    due_date: by_due_date,
};

type Finds = (t: Transaction, text: string) => boolean;

// Amounts that a word may mean, by currency. A number without decimals finds any: 12 finds 12.50. Null: it is no number.
function amounts_of(word: string, locale: string): ((amount: number, currency: string) => boolean) | null {
    const typed = word.replace(/^[+−-]|[a-z]+(?=\p{Sc})/gu, '');
    if (!/\p{Nd}/u.test(typed)) return null;
    const is_whole = /^\p{Sc}?\p{Nd}+\p{Sc}?$/u.test(typed);
    const ranges = new Map<string, { from: number; to: number }>();
    const range_in = (currency: string): { from: number; to: number } => {
        const reading = parse_amount(typed, currency, locale);
        const from = 'amount' in reading ? reading.amount : NaN;
        return { from, to: is_whole ? from + 10 ** decimalsOf(currency) : from + 1 };
    };
    return (amount, currency) => {
        let range = ranges.get(currency);
        if (range === undefined) ranges.set(currency, (range = range_in(currency)));
        return range.from <= amount && amount < range.to;
    };
}

// Whether a transaction has a word: in the person's name, in what it is for, or as its amount or its currency.
function finds(word: string, of: Ledger, locale: string): Finds {
    const named = new Set<string>();
    for (const c of of.contacts.values()) if (plain(c.name).includes(word)) named.add(c.id);
    const [code, means] = [word.toUpperCase(), amounts_of(word, locale)];
    return ({ contact_id, currency, amount }, text) =>
        text.includes(word) || named.has(contact_id) || (currency !== null && (currency === code || (means !== null && means(amount, currency))));
}

// What the entries are for, as it is looked for, in the order of `dated`: once, for whoever types on.
const texts_of = once_of((of: Ledger): readonly string[] => of.dated.map(({ description }) => (description === null ? '' : plain(description))));

function has_all(words: readonly Finds[], t: Transaction, text: string): boolean {
    for (const has of words) if (!has(t, text)) return false;
    return true;
}

// Newest first, where no other order is asked for.
export function entries(of: Ledger, wanted: EntryFilter, day: string, locale: string): readonly Transaction[] {
    const { direction, currency, person, from, to } = wanted;
    const sought = words_of(wanted.search).map((word) => finds(word, of, locale));
    const texts = sought.length > 0 ? texts_of(of) : [];
    const status = has_status[wanted.status];
    const order = in_order[wanted.sort ?? ''];
    const is_wanted = (t: Transaction, i: number): boolean =>
        (!direction || t.direction === direction) &&
        (!status || status(t, day)) &&
        (!currency || t.currency === currency) &&
        (!person || t.contact_id === person) &&
        (!from || t.transaction_date >= from) &&
        (!to || t.transaction_date <= to) &&
        (sought.length === 0 || has_all(sought, t, texts[i]!));
    const all = direction || status || currency || person || from || to || sought.length > 0 ? of.dated.filter(is_wanted) : of.dated;
    return order ? [...all].sort(order) : all;
}

// What entries come to, by currency.
export function sums_of(list: readonly Transaction[]): [currency: string, sum: number][] {
    const sums = new Map<string, number>();
    for (const t of list) if (t.currency !== null) sums.set(t.currency, (sums.get(t.currency) ?? 0) + signed_amount(t));
    return [...sums];
}

export interface Line {
    id: string;
    transaction: Transaction;
    balance: number | null; // of its currency, after it; of things none
}

// A person's entries, newest first, each with the balance that it left behind.
export function statement(of: Ledger, contact_id: string): Line[] {
    const sums = new Map<string, number>();
    const lines = [...of.transactions_of(contact_id)]
        .sort((a, b) => newest_first(b, a))
        .map((transaction) => {
            if (transaction.currency === null) return { id: transaction.id, transaction, balance: null };
            const balance = (sums.get(transaction.currency) ?? 0) + signed_amount(transaction);
            sums.set(transaction.currency, balance);
            return { id: transaction.id, transaction, balance };
        });
    return lines.reverse();
}

function all_called({ contacts }: Pick<Ledger, 'contacts'>, name: string): Contact[] {
    const wanted = plain(name);
    return [...contacts.values()].filter((c) => plain(c.name) === wanted);
}

// The person whom a typed name means, if there is one of just that name.
export const person_named = (of: Ledger, name: string): Contact | undefined => all_called(of, name.trim())[0];

// Who else is called so: another person, or the same one written down twice, as on two devices without a network.
export const namesakes = (of: Pick<Ledger, 'contacts'>, { id, name }: Contact): Contact[] => all_called(of, name).filter((c) => c.id !== id);

// Events by the day on which they happened where the person is, in the order in which they come.
export function by_day(events: readonly LedgerEvent[]): [day: string, LedgerEvent[]][] {
    const days: [string, LedgerEvent[]][] = [];
    for (const event of events) {
        const at = event.recorded_at ?? event.made_at;
        const day = at ? today(new Date(at)) : '';
        if (days.at(-1)?.[0] !== day) days.push([day, []]);
        days.at(-1)![1].push(event);
    }
    return days;
}

// --- the overview ---

const DAY_MS = 86_400_000;
const at_noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);

export const day_before = (day: string, days: number): string => new Date(at_noon(day) - days * DAY_MS).toISOString().slice(0, 10);
const days_between = (first: string, last: string): number => Math.round((at_noon(last) - at_noon(first)) / DAY_MS);

export const days_since_oldest = ({ oldest }: Glance, now: string): number => (oldest === null ? 0 : Math.max(0, days_between(oldest, now)));

export const total_of = ({ totals }: Glance, currency: string): Glance['totals'][number] =>
    totals.find((total) => total.currency === currency) ?? { currency, owed_to_me: 0, owed_by_me: 0, net: 0 };
