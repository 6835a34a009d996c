// What the lists show: pure functions of a ledger and of what a person asks for.
import type { Contact, Ledger, LedgerEvent, Summary, Transaction } from '../store/ledger.ts';
import { today } from '../store/day.ts';
import { is_overdue, is_settled, signed_amount } from '../store/ledger.ts';

// Case and accents do not matter.
export const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export type PeopleOrder = 'name' | 'balance' | 'recent';

const weight = (c: Contact): number => c.balances.reduce((sum, b) => sum + Math.abs(b.amount), 0) + c.items.lent + c.items.owed;

export function people(of: Ledger, { search = '', order = 'name', settled = true }: { search?: string; order?: PeopleOrder; settled?: boolean }, locale: string): Contact[] {
    const wanted = plain(search);
    const { compare } = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
    const by: Record<PeopleOrder, (a: Contact, b: Contact) => number> = {
        name: (a, b) => compare(a.name, b.name),
        balance: (a, b) => weight(b) - weight(a) || compare(a.name, b.name),
        recent: (a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0),
    };
    return [...of.contacts.values()]
        .filter((c) => settled || !is_settled(c))
        .filter((c) => wanted === '' || [c.name, c.phone, c.email, c.notes].some((text) => text && plain(text).includes(wanted)))
        .sort(by[order]);
}

const newest_first = (a: Transaction, b: Transaction): number =>
    a.transaction_date < b.transaction_date ? 1 : a.transaction_date > b.transaction_date ? -1 : a.created_at < b.created_at ? 1 : -1;

export interface EntryFilter {
    search: string;
    direction: string;
    status: string;
    currency: string;
    person: string;
    sort?: string;
}

export const NO_FILTER: EntryFilter = { search: '', direction: '', status: '', currency: '', person: '' };

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

export function entries(of: Ledger, wanted: EntryFilter, day: string): Transaction[] {
    const text = plain(wanted.search);
    const status = has_status[wanted.status];
    return [...of.transactions.values()]
        .filter(
            (t) =>
                (!wanted.direction || t.direction === wanted.direction) &&
                (!status || status(t, day)) &&
                (!wanted.currency || t.currency === wanted.currency) &&
                (!wanted.person || t.contact_id === wanted.person) &&
                (text === '' ||
                    plain(t.description ?? '').includes(text) ||
                    plain(of.contacts.get(t.contact_id)?.name ?? '').includes(text)),
        )
        .sort(in_order[wanted.sort ?? ''] ?? newest_first);
}

export interface Line {
    transaction: Transaction;
    balance: number | null; // of its currency, after it; of things none
}

// A person's entries, newest first, each with the balance that it left behind.
export function statement(of: Ledger, contact_id: string): Line[] {
    const sums = new Map<string, number>();
    const lines = [...of.transactions.values()]
        .filter((t) => t.contact_id === contact_id)
        .sort((a, b) => newest_first(b, a))
        .map((transaction) => {
            if (transaction.currency === null) return { transaction, balance: null };
            const balance = (sums.get(transaction.currency) ?? 0) + signed_amount(transaction);
            sums.set(transaction.currency, balance);
            return { transaction, balance };
        });
    return lines.reverse();
}

// The person whom a typed name means, if there is one of just that name.
export const person_named = (of: Ledger, name: string): Contact | undefined =>
    [...of.contacts.values()].find((c) => plain(c.name) === plain(name.trim()));

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
export const days_between = (first: string, last: string): number => Math.round((at_noon(last) - at_noon(first)) / DAY_MS);

export function oldest_day({ transactions }: Ledger, now: string): string {
    let oldest = now;
    for (const { transaction_date } of transactions.values()) if (transaction_date < oldest) oldest = transaction_date;
    return oldest;
}

export function used_currencies({ transactions }: Ledger): string[] {
    const used = new Set<string>();
    for (const { currency } of transactions.values()) if (currency !== null) used.add(currency);
    return [...used].sort();
}

export const total_of = ({ totals }: Summary, currency: string): Summary['totals'][number] =>
    totals.find((total) => total.currency === currency) ?? { currency, owed_to_me: 0, owed_by_me: 0, net: 0 };
