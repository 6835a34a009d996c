// What the lists show: pure functions of a ledger and of what a person asks for.
import type { Contact, Ledger, Transaction } from '../store/ledger.ts';
import { is_settled, signed_amount } from '../store/ledger.ts';

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
}

export function entries(of: Ledger, wanted: EntryFilter): Transaction[] {
    const text = plain(wanted.search);
    return [...of.transactions.values()]
        .filter(
            (t) =>
                (!wanted.direction || t.direction === wanted.direction) &&
                (!wanted.status || (wanted.status === 'open' ? t.outstanding > 0 : t.outstanding === 0)) &&
                (!wanted.currency || t.currency === wanted.currency) &&
                (!wanted.person || t.contact_id === wanted.person) &&
                (text === '' ||
                    plain(t.description ?? '').includes(text) ||
                    plain(of.contacts.get(t.contact_id)?.name ?? '').includes(text)),
        )
        .sort(newest_first);
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
