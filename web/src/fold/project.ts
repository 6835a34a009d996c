// What the aggregates add up to: contacts with their balances, transactions with what is outstanding. The server keeps
// these as tables, event by event (sql/fold); here they are made from the aggregates whenever those have changed: the same
// rows, and tests/browser/fold holds the two against each other on random histories.
import type { Aggregate, ContactData, State, TransactionData } from './aggregate.ts';
import { same_holdings, signed_amount, with_holdings, with_outstanding } from './rows.ts';
import type { Balance, Contact, Transaction } from './rows.ts';

export type Aggregates = ReadonlyMap<string, Aggregate>; // by id, in the order in which they were created

// Of both sides' outstanding amounts, this much is gone.
export interface Settlement {
    repayment_id: string;
    debt_id: string;
    amount: number; // 0 where nothing was left to close
}

export interface Projection {
    contacts: ReadonlyMap<string, Contact>; // both in the order in which they were created
    transactions: ReadonlyMap<string, Transaction>;
    settlements: readonly Settlement[];
}

// Rows are made once for each state: what did not change stays the same object, which screens rely on to draw little.
const contact_rows = new WeakMap<State<ContactData>, Contact>();
const transaction_rows = new WeakMap<State<TransactionData>, Transaction>();

function contact_row(id: string, state: State<ContactData>): Contact | null {
    const known = contact_rows.get(state);
    if (known !== undefined || state.data === null) return known ?? null;
    const { data, version, created_at, updated_at } = state;
    const { name, phone = null, email = null, notes = null } = data;
    const items = { lent: 0, owed: 0 };
    const row: Contact = { id, name, phone, email, notes, balances: [], items, version, created_at, updated_at };
    contact_rows.set(state, row);
    return row;
}

function transaction_row(id: string, state: State<TransactionData>): Transaction | null {
    const known = transaction_rows.get(state);
    if (known !== undefined || state.data === null) return known ?? null;
    const { data, version, created_at, updated_at } = state;
    const { contact_id, type, direction, amount, transaction_date, settles } = data;
    const row: Transaction = {
        id,
        contact_id,
        type,
        direction,
        amount,
        currency: data.currency ?? null,
        description: data.description ?? null,
        transaction_date,
        due_date: data.due_date ?? null,
        settles: settles ?? [],
        outstanding: amount,
        status: 'open',
        version,
        created_at,
        updated_at,
    };
    transaction_rows.set(state, row);
    return row;
}

// Each repayment closes the debts that it names, first to last, as far as what is outstanding of it goes; repayments in
// the order in which they were created (sql/fold/resettle.sql).
function settle(transactions: Map<string, Transaction>): Settlement[] {
    const settlements: Settlement[] = [];
    for (const { id: repayment_id, settles } of transactions.values()) {
        if (settles.length === 0) continue;
        let remaining = transactions.get(repayment_id)!.outstanding;
        for (const debt_id of settles) {
            const debt = transactions.get(debt_id);
            const amount = Math.min(remaining, debt?.outstanding ?? 0);
            settlements.push({ repayment_id, debt_id, amount });
            if (debt === undefined || amount === 0) continue;
            remaining -= amount;
            transactions.set(debt_id, with_outstanding(debt, debt.outstanding - amount));
        }
        transactions.set(repayment_id, with_outstanding(transactions.get(repayment_id)!, remaining));
    }
    return settlements;
}

interface Holdings {
    money: Map<string, number>;
    items: { lent: number; owed: number };
}

const in_order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function balances(money: Holdings['money']): Balance[] {
    return [...money]
        .filter(([, amount]) => amount !== 0)
        .sort(([a], [b]) => in_order(a, b))
        .map(([currency, amount]) => ({ currency, amount }));
}

function held_by_contact(transactions: Iterable<Transaction>): Map<string, Holdings> {
    const held = new Map<string, Holdings>();
    for (const t of transactions) {
        let of = held.get(t.contact_id);
        if (of === undefined) held.set(t.contact_id, (of = { money: new Map(), items: { lent: 0, owed: 0 } }));
        if (t.currency === null) of.items[t.direction] += t.outstanding;
        else of.money.set(t.currency, (of.money.get(t.currency) ?? 0) + signed_amount(t));
    }
    return held;
}

const nothing: Holdings = { money: new Map(), items: { lent: 0, owed: 0 } };

const same_fields = (a: object, b: object): boolean =>
    Object.entries(a).every(([name, value]) => (b as Record<string, unknown>)[name] === value);

const same_contact = (a: Contact, b: Contact): boolean =>
    same_fields({ ...a, balances: null, items: null }, { ...b, balances: null, items: null }) &&
    same_holdings(a, b.balances, b.items);

// Takes rows from the time before, where they are the same still.
function keep<Row>(now: Map<string, Row>, before: ReadonlyMap<string, Row>, same: (a: Row, b: Row) => boolean): void {
    for (const [id, row] of now) {
        const old = before.get(id);
        if (old !== undefined && old !== row && same(old, row)) now.set(id, old);
    }
}

// before: the projection that stands; rows that come out alike are taken from it.
export function project(aggregates: Aggregates, before?: Projection): Projection {
    const contacts = new Map<string, Contact>();
    for (const [id, aggregate] of aggregates) {
        const row = aggregate.type === 'contact' ? contact_row(id, aggregate.state as State<ContactData>) : null;
        if (row !== null) contacts.set(id, row);
    }
    const transactions = new Map<string, Transaction>();
    for (const [id, aggregate] of aggregates) {
        const row = aggregate.type === 'transaction' ? transaction_row(id, aggregate.state as State<TransactionData>) : null;
        // Transactions go and come back with their contact (sql/fold/put_contact.sql).
        if (row !== null && contacts.has(row.contact_id)) transactions.set(id, row);
    }
    const settlements = settle(transactions);
    const held = held_by_contact(transactions.values());
    for (const [id, row] of contacts) {
        const { money, items } = held.get(id) ?? nothing;
        contacts.set(id, with_holdings(row, balances(money), items));
    }
    if (before !== undefined) {
        keep(contacts, before.contacts, same_contact);
        keep(transactions, before.transactions, same_fields);
    }
    return { contacts, transactions, settlements };
}

// As of the end of a day by today's knowledge (sql/query/transactions_on.sql): the transactions dated until then, and of
// their settlements those between two of them; the contacts of today with what these add up to.
export function project_on(now: Projection, day: string): Projection {
    const transactions = new Map<string, Transaction>();
    for (const [id, t] of now.transactions) {
        if (t.transaction_date <= day) transactions.set(id, t);
    }
    const settlements = now.settlements.filter((s) => transactions.has(s.repayment_id) && transactions.has(s.debt_id));
    const closed = new Map<string, number>();
    for (const { repayment_id, debt_id, amount } of settlements) {
        closed.set(repayment_id, (closed.get(repayment_id) ?? 0) + amount);
        closed.set(debt_id, (closed.get(debt_id) ?? 0) + amount);
    }
    for (const [id, t] of transactions) transactions.set(id, with_outstanding(t, t.amount - (closed.get(id) ?? 0)));
    const held = held_by_contact(transactions.values());
    const contacts = new Map<string, Contact>();
    for (const [id, c] of now.contacts) {
        const { money, items } = held.get(id) ?? nothing;
        contacts.set(id, with_holdings(c, balances(money), items));
    }
    return { contacts, transactions, settlements };
}
