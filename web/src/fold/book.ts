// One contact's book: what the contact and its transactions add up to. Settling never leaves it, so a change of one book leaves all others as they are.
import type { Aggregate, ContactData, TransactionData } from './aggregate.ts';
import { same_holdings, with_holdings, with_outstanding } from './rows.ts';
import type { Balance, Contact, Holdings, Transaction } from './rows.ts';

// Of both sides' outstanding amounts, this much is gone.
export interface Settlement {
    repayment_id: string;
    debt_id: string;
    amount: number; // 0 where nothing was left to close
}

// What amounts of one unit come to.
export interface Sum {
    net: number; // + they owe me, - I owe them; of things 0: they are not added up
    gross: number; // without sign
    entries: number; // how many they are
}

export interface Book {
    contact: Contact | undefined; // undefined: it is not there, and neither are its transactions
    transactions: readonly Transaction[]; // in the order in which they were created
    settlements: readonly Settlement[];
    units: ReadonlyMap<string, Sum>; // by unit_of
    due: readonly Transaction[]; // those that have a due date and are not closed, in the same order
}

export const EMPTY: Book = { contact: undefined, transactions: [], settlements: [], units: new Map(), due: [] };

// What amounts are counted in: a currency, or things.
export const ITEM = 'item';
export const unit_of = (currency: string | null): string => currency ?? ITEM;

const by_currency = (a: Balance, b: Balance): number => (a.currency < b.currency ? -1 : 1);

// What transactions come to, looked at once, for a ledger may have many: money by currency, of things what is not back yet.
function add_up(transactions: readonly Transaction[]): Pick<Book, 'units' | 'due'> & { holdings: Holdings } {
    const units = new Map<string, Sum>();
    const due: Transaction[] = [];
    const items = { lent: 0, owed: 0 };
    for (const t of transactions) {
        const { currency, direction, amount, outstanding } = t;
        let sum = units.get(unit_of(currency));
        if (sum === undefined) units.set(unit_of(currency), (sum = { net: 0, gross: 0, entries: 0 }));
        sum.gross += amount;
        sum.entries++;
        if (currency === null) items[direction] += outstanding;
        else sum.net += direction === 'lent' ? amount : -amount;
        if (t.due_date !== null && outstanding > 0) due.push(t);
    }
    const balances: Balance[] = [];
    for (const [currency, { net }] of units) if (net !== 0) balances.push({ currency, amount: net });
    return { units, due, holdings: { balances: balances.sort(by_currency), items } };
}

// Rows are made once for each state: what did not change stays the same object.
function contact_row(id: string, aggregate: Aggregate, { balances, items }: Holdings): Contact {
    const known = aggregate.row as Contact | undefined;
    if (known !== undefined && same_holdings(known, balances, items)) return known;
    const { data, version, created_at, updated_at } = aggregate.state;
    const { name, phone = null, email = null, notes = null } = data as ContactData;
    const row: Contact = { id, name, phone, email, notes, balances, items, version, created_at, updated_at };
    aggregate.row = row;
    return row;
}

function open_transaction(id: string, aggregate: Aggregate): Transaction {
    const { version, created_at, updated_at } = aggregate.state;
    const data = aggregate.state.data as TransactionData;
    return {
        id,
        contact_id: data.contact_id,
        type: data.type,
        direction: data.direction,
        amount: data.amount,
        currency: data.currency ?? null,
        description: data.description ?? null,
        transaction_date: data.transaction_date,
        due_date: data.due_date ?? null,
        settles: data.settles ?? [],
        outstanding: data.amount,
        status: 'open',
        version,
        created_at,
        updated_at,
    };
}

function transaction_row(id: string, aggregate: Aggregate, outstanding: number): Transaction {
    const known = aggregate.row as Transaction | undefined;
    if (known?.outstanding === outstanding) return known;
    const row = with_outstanding(known ?? open_transaction(id, aggregate), outstanding);
    aggregate.row = row;
    return row;
}

interface Member {
    id: string;
    aggregate: Aggregate;
    outstanding: number;
}

// Each repayment closes the debts that it names, first to last, as far as what is outstanding of it goes; repayments in
// the order in which they were created (sql/fold/resettle.sql).
function settle(members: readonly Member[]): Settlement[] {
    const settlements: Settlement[] = [];
    let by_id: Map<string, Member> | undefined;
    for (const repayment of members) {
        const { settles } = repayment.aggregate.state.data as TransactionData;
        if (settles == null || settles.length === 0) continue;
        by_id ??= new Map(members.map((member) => [member.id, member]));
        for (const debt_id of settles) {
            const debt = debt_id === repayment.id ? undefined : by_id.get(debt_id); // no rule lets one name itself (sql/decide/check_settles.sql)
            const amount = Math.min(repayment.outstanding, debt?.outstanding ?? 0);
            settlements.push({ repayment_id: repayment.id, debt_id, amount });
            if (debt === undefined) continue;
            repayment.outstanding -= amount;
            debt.outstanding -= amount;
        }
    }
    return settlements;
}

// contact: null where nothing of it is known. transactions: those that are there and of this contact, in the order in which they were created.
export function fold_book(contact: Aggregate | null, transactions: readonly Aggregate[]): Book {
    if (contact === null || contact.state.data === null) return EMPTY;
    const members = transactions.map((aggregate) => {
        return { id: aggregate.id, aggregate, outstanding: (aggregate.state.data as TransactionData).amount };
    });
    const settlements = settle(members);
    const rows = members.map(({ id, aggregate, outstanding }) => transaction_row(id, aggregate, outstanding));
    const { holdings, ...added } = add_up(rows);
    return { contact: contact_row(contact.id, contact, holdings), transactions: rows, settlements, ...added };
}

// As of the end of a day by today's knowledge (sql/query/transactions_on.sql): the transactions dated until then, and of
// their settlements those between two of them; the contact of today with what these add up to.
export function book_on(book: Book, day: string): Book {
    const dated = book.transactions.filter((t) => t.transaction_date <= day);
    if (book.contact === undefined || dated.length === book.transactions.length) return book;
    const there = new Set(book.settlements.length > 0 ? dated.map(({ id }) => id) : []);
    const settlements = book.settlements.filter((s) => there.has(s.repayment_id) && there.has(s.debt_id));
    const closed = new Map<string, number>();
    for (const { repayment_id, debt_id, amount } of settlements) {
        for (const id of [repayment_id, debt_id]) closed.set(id, (closed.get(id) ?? 0) + amount);
    }
    const transactions = dated.map((t) => (t.status === 'open' ? t : with_outstanding(t, t.amount - (closed.get(t.id) ?? 0))));
    const { holdings, ...added } = add_up(transactions);
    return { contact: with_holdings(book.contact, holdings), transactions, settlements, ...added };
}
