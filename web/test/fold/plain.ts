// What a history makes of a ledger, told plainly: all of it made anew from all events at once. The fold must come to the same, event by event.
import type { LedgerEvent } from '../../src/events/event.ts';
import { Aggregate } from '../../src/fold/aggregate.ts';
import type { ContactData, TransactionData } from '../../src/fold/aggregate.ts';
import type { Contact, Transaction } from '../../src/fold/rows.ts';

export interface Plain {
    contacts: Contact[]; // both in the order in which they were created
    transactions: Transaction[];
}

function aggregates_of(events: readonly LedgerEvent[]): Aggregate[] {
    const of = new Map<string, LedgerEvent[]>();
    for (const event of events) of.set(event.aggregate_id, [...(of.get(event.aggregate_id) ?? []), event]);
    return [...of.values()].map((own) => new Aggregate(own[0]!.aggregate_type, own));
}

function contact_of({ id, state: { data, ...when } }: Aggregate): Contact {
    const { name, phone = null, email = null, notes = null } = data as ContactData;
    return { id, name, phone, email, notes, balances: [], items: { lent: 0, owed: 0 }, ...when };
}

function transaction_of({ id, state: { data, ...when } }: Aggregate): Transaction {
    const fields = { currency: null, description: null, due_date: null, ...(data as TransactionData) };
    return { id, ...fields, settles: fields.settles ?? [], outstanding: fields.amount, status: 'open', ...when };
}

// day: only what is dated until then, and of what was closed, what was closed among that.
function settle(transactions: readonly Transaction[], there: ReadonlySet<string>): void {
    const open = new Map(transactions.map((t) => [t.id, { t, left: t.amount }]));
    for (const repayment of transactions) {
        for (const debt_id of repayment.settles) {
            const [one, other] = [open.get(repayment.id)!, open.get(debt_id)];
            if (other === undefined || other === one || other.t.contact_id !== repayment.contact_id) continue;
            const amount = Math.min(one.left, other.left);
            one.left -= amount;
            other.left -= amount;
            if (!there.has(repayment.id) || !there.has(debt_id)) continue;
            repayment.outstanding -= amount;
            other.t.outstanding -= amount;
        }
    }
    for (const t of transactions) t.status = t.outstanding === 0 ? 'settled' : t.outstanding < t.amount ? 'partly_settled' : 'open';
}

function hold(contact: Contact, transactions: readonly Transaction[]): void {
    const own = transactions.filter(({ contact_id }) => contact_id === contact.id);
    for (const direction of ['lent', 'owed'] as const) {
        const items = own.filter((t) => t.currency === null && t.direction === direction);
        contact.items[direction] = items.reduce((sum, { outstanding }) => sum + outstanding, 0);
    }
    const codes = [...new Set(own.flatMap(({ currency }) => currency ?? []))].sort();
    const sum = (code: string): number =>
        own.reduce((all, t) => all + (t.currency !== code ? 0 : t.direction === 'lent' ? t.amount : -t.amount), 0);
    contact.balances = codes.map((currency) => ({ currency, amount: sum(currency) })).filter(({ amount }) => amount !== 0);
}

export function plain(events: readonly LedgerEvent[], day = '9999-12-31'): Plain {
    const live = aggregates_of(events).filter(({ state }) => state.data !== null);
    const contacts = live.filter(({ type }) => type === 'contact').map(contact_of);
    const ids = new Set(contacts.map(({ id }) => id));
    const all = live
        .filter(({ type }) => type === 'transaction')
        .map(transaction_of)
        .filter(({ contact_id }) => ids.has(contact_id));
    const transactions = all.filter(({ transaction_date }) => transaction_date <= day);
    settle(all, new Set(transactions.map(({ id }) => id)));
    for (const contact of contacts) hold(contact, transactions);
    return { contacts, transactions };
}
