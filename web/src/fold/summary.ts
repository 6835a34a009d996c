// A ledger at a glance (sql/api/get_summary.sql), and how a currency stood day by day (sql/api/list_summary_history.sql).
import { ITEM } from './book.ts';
import { once_of } from './once.ts';
import { is_overdue } from './rows.ts';
import type { Projection } from './fold.ts';
import type { Contact, Transaction } from './rows.ts';

export interface Total {
    currency: string;
    owed_to_me: number;
    owed_by_me: number;
    net: number;
}

export interface Sums {
    totals: readonly Total[]; // in order of currency; those in which somebody owes somebody
    items: { lent: number; owed: number };
}

export interface Due {
    overdue: readonly Transaction[]; // the oldest due date first
    due_soon: readonly Transaction[]; // due today or within seven days
}

export interface Summary extends Sums, Due {
    contacts: number;
    transactions: number;
}

export interface HistoryPoint {
    date: string;
    net: number;
    owed_to_me: number;
    owed_by_me: number;
}

const DUE_SOON_DAYS = 7;

export function day_after(day: string, days: number): string {
    const date = new Date(`${day}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
}

function totals(contacts: Iterable<Contact>): Total[] {
    const found = new Map<string, Total>();
    for (const { balances } of contacts) {
        for (const { currency, amount } of balances) {
            const total = found.get(currency) ?? { currency, owed_to_me: 0, owed_by_me: 0, net: 0 };
            if (amount > 0) total.owed_to_me += amount;
            else total.owed_by_me -= amount;
            total.net += amount;
            found.set(currency, total);
        }
    }
    return [...found.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

export function sums({ contacts }: Pick<Projection, 'contacts'>): Sums {
    const items = { lent: 0, owed: 0 };
    for (const c of contacts.values()) {
        items.lent += c.items.lent;
        items.owed += c.items.owed;
    }
    return { totals: totals(contacts.values()), items };
}

// What is not closed and due until the end of a week after `today`, the oldest due date first.
export const due_until_soon = (of: Pick<Projection, 'due_until'>, today: string): readonly Transaction[] => of.due_until(day_after(today, DUE_SOON_DAYS));

// due: at least what due_until_soon says, in its order.
export function due_on(due: readonly Transaction[], today: string): Due {
    const soon = day_after(today, DUE_SOON_DAYS);
    return {
        overdue: due.filter((t) => is_overdue(t, today)),
        due_soon: due.filter((t) => t.due_date! >= today && t.due_date! <= soon),
    };
}

export function summary(of: Pick<Projection, 'contacts' | 'transactions' | 'due_until'>, today: string): Summary {
    return { contacts: of.contacts.size, transactions: of.transactions.size, ...sums(of), ...due_on(due_until_soon(of, today), today) };
}

interface DatedRows {
    readonly dated: readonly Transaction[]; // newest first
}

// All that there ever was an amount in: the one that is used most comes first.
export const used_currencies = once_of(({ units }: Pick<Projection, 'units'>): readonly string[] => {
    const used = [...units].filter(([unit]) => unit !== ITEM);
    return used.sort(([a, { entries: m }], [b, { entries: n }]) => n - m || (a < b ? -1 : 1)).map(([code]) => code);
});

// How `currency` stood at the end of each day on which it moved, oldest first.
export const history = once_of(({ dated }: DatedRows, currency: string): readonly HistoryPoint[] => {
    const balances = new Map<string, number>();
    const points: HistoryPoint[] = [];
    let [owed_to_me, owed_by_me] = [0, 0];
    for (let i = dated.length - 1; i >= 0; i--) {
        const { contact_id, direction, amount, transaction_date: date, currency: of } = dated[i]!;
        if (of !== currency) continue;
        const before = balances.get(contact_id) ?? 0;
        const after = before + (direction === 'lent' ? amount : -amount);
        balances.set(contact_id, after);
        owed_to_me += Math.max(after, 0) - Math.max(before, 0);
        owed_by_me += Math.max(-after, 0) - Math.max(-before, 0);
        if (points.at(-1)?.date === date) points.pop();
        points.push({ date, net: owed_to_me - owed_by_me, owed_to_me, owed_by_me });
    }
    return points;
});
