// What screens and the server's answers show: a contact, a transaction.
export interface Balance {
    currency: string;
    amount: number; // minor units; +: they owe me, -: I owe them
}

export interface Holdings {
    balances: readonly Balance[]; // in order of currency, none that is zero
    items: { lent: number; owed: number };
}

export interface Contact extends Holdings {
    id: string;
    name: string;
    phone: string | null;
    email: string | null;
    notes: string | null;
    version: number;
    created_at: string;
    updated_at: string;
}

export interface Transaction {
    id: string;
    contact_id: string;
    type: 'money' | 'item';
    direction: 'lent' | 'owed';
    amount: number;
    currency: string | null; // null: an item
    description: string | null;
    transaction_date: string;
    due_date: string | null;
    settles: readonly string[];
    outstanding: number; // what of the amount is not closed by, or did not close, another transaction
    status: 'open' | 'partly_settled' | 'settled';
    version: number;
    created_at: string;
    updated_at: string;
}

// What a transaction adds to a balance: + they owe me, - I owe them.
export const signed_amount = (t: Transaction): number => (t.direction === 'lent' ? t.amount : -t.amount);

// Not in the projection: it changes with the day, not with an event.
export const is_overdue = (t: Transaction, today: string): boolean =>
    t.outstanding > 0 && t.due_date !== null && t.due_date < today;

export const is_settled = (c: Contact): boolean => c.balances.length === 0 && c.items.lent === 0 && c.items.owed === 0;

// Puts in order by how much there is between us, the most first. Amounts of different currencies are never compared: what is in the first of `currencies`
// comes before what is in the next, and things come last.
export function by_weight(currencies: readonly string[]): (a: Holdings, b: Holdings) => number {
    const place = new Map(currencies.map((code, i) => [code, i]));
    const known = new Map<Holdings, readonly [place: number, amount: number]>();
    const weigh = (of: Holdings): readonly [number, number] => {
        let most = known.get(of);
        if (most === undefined) {
            most = [currencies.length, of.items.lent + of.items.owed];
            for (const { currency, amount } of of.balances) if (place.get(currency)! < most[0]) most = [place.get(currency)!, Math.abs(amount)];
            known.set(of, most);
        }
        return most;
    };
    return (a, b) => {
        const [[at, most], [other_at, other_most]] = [weigh(a), weigh(b)];
        return at - other_at || other_most - most;
    };
}

export function with_outstanding(t: Transaction, outstanding: number): Transaction {
    if (t.outstanding === outstanding) return t;
    const status = outstanding === 0 ? 'settled' : outstanding < t.amount ? 'partly_settled' : 'open';
    return { ...t, outstanding, status };
}

export function same_holdings(c: Contact, balances: readonly Balance[], items: Contact['items']): boolean {
    return (
        c.items.lent === items.lent &&
        c.items.owed === items.owed &&
        c.balances.length === balances.length &&
        balances.every((b, i) => c.balances[i]!.currency === b.currency && c.balances[i]!.amount === b.amount)
    );
}

export function with_holdings(c: Contact, { balances, items }: Holdings): Contact {
    return same_holdings(c, balances, items) ? c : { ...c, balances, items };
}
