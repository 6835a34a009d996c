// What settling a contact appends (sql/api/settle_contact.sql).
import { Refusal, invalid_field, not_found } from '../decide/refusal.ts';
import type { EventData } from '../events/event.ts';
import type { Fold } from '../fold/fold.ts';
import type { Transaction } from '../fold/rows.ts';

export interface Settling {
    currency?: string; // left out: all, and items
    amount?: number; // with currency: so much of what the balance says
    transaction_date?: string;
    netted?: Netted;
}

// What is written down of a currency that is open in both directions: `each` of both is closed by the other, `paid` is what remains.
export type Netted = (each: number, paid: number, currency: string) => string;

const SETTLES_MAX = 100; // of one repayment (cgi/offline_event.c)
const DESCRIPTION_MAX = 1000;

interface OpenDebts {
    first: Transaction;
    total: number;
    debts: Transaction[]; // in the order in which they are to be closed
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// By due date, those without one last, then by date; ties keep the order of creation.
const oldest_first = (a: Transaction, b: Transaction): number =>
    compare(a.due_date ?? '~', b.due_date ?? '~') || compare(a.transaction_date, b.transaction_date);

// What is open with a contact, for each currency (items last) and direction.
export function open_debts(now: Pick<Fold, 'contacts' | 'transactions_of'>, contact_id: string, currency?: string): OpenDebts[] {
    const open = new Map<string, OpenDebts>();
    const debts = now
        .transactions_of(contact_id)
        .filter((t) => t.outstanding > 0)
        .filter((t) => currency === undefined || t.currency === currency)
        .sort(oldest_first);
    for (const debt of debts) {
        const key = `${debt.currency ?? '~'} ${debt.direction}`;
        const of = open.get(key) ?? { first: debt, total: 0, debts: [] };
        of.total += debt.outstanding;
        of.debts.push(debt);
        open.set(key, of);
    }
    return [...open].sort(([a], [b]) => compare(a, b)).map(([, of]) => of);
}

function descriptions(debts: readonly Transaction[]): string {
    const different = [...new Set(debts.map((debt) => debt.description ?? ''))].sort(compare).join(', ');
    return [...different].slice(0, DESCRIPTION_MAX).join('');
}

// A repayment names at most SETTLES_MAX debts: the rest of many takes further ones.
function* parts({ debts }: OpenDebts, amount: number): Generator<{ amount: number; settles: Transaction[] }> {
    for (let at = 0, left = amount; at < debts.length && left > 0; at += SETTLES_MAX) {
        const settles = debts.slice(at, at + SETTLES_MAX);
        const open = settles.reduce((sum, debt) => sum + debt.outstanding, 0);
        yield { amount: Math.min(open, left), settles };
        left -= Math.min(open, left);
    }
}

// Settling in part closes the direction of the balance.
function part(now: Pick<Fold, 'contacts' | 'transactions_of'>, contact_id: string, { currency, amount }: Settling): OpenDebts[] {
    if (currency === undefined) {
        throw invalid_field([{ field: 'currency', code: 'required', message: 'Must be given where amount is.' }]);
    }
    const balance = now.contacts.get(contact_id)!.balances.find((one) => one.currency === currency)?.amount ?? 0;
    const direction = balance < 0 ? 'owed' : 'lent';
    const open = open_debts(now, contact_id, currency).filter(({ first }) => first.direction === direction);
    const total = open[0]?.total ?? 0;
    if (!Number.isSafeInteger(amount) || amount! < 1 || amount! > total) {
        throw new Refusal('invalid_field', `Only ${total} is open.`, [
            { field: 'amount', code: 'range', message: `Must be from 1 to ${total}.` },
        ]);
    }
    return open;
}

const repayment = ({ contact_id, type, direction, currency }: Transaction, amount: number, settles: readonly Transaction[], transaction_date: string): EventData['TRANSACTION_CREATED'] => ({
    ...{ contact_id, type, amount, transaction_date },
    direction: direction === 'lent' ? 'owed' : 'lent',
    ...(currency === null ? { description: descriptions(settles) } : { currency }),
    settles: settles.map(({ id }) => id),
});

// Said of each repayment of money that is settled in both directions at once: for only the difference is paid. Things are not netted.
function netting({ first, total }: OpenDebts, open: readonly OpenDebts[], netted: Netted | undefined): { description?: string } {
    const other = open.find((of) => of.first.currency === first.currency && of.first.direction !== first.direction);
    if (first.currency === null || other === undefined || netted === undefined) return {};
    return { description: netted(Math.min(total, other.total), Math.abs(total - other.total), first.currency) };
}

// All that is open of one debt.
export const repayment_of = (debt: Transaction, today: string): EventData['TRANSACTION_CREATED'] => repayment(debt, debt.outstanding, [debt], today);

export function repayments(
    now: Pick<Fold, 'contacts' | 'transactions_of'>,
    contact_id: string,
    settling: Settling,
    today: string,
): EventData['TRANSACTION_CREATED'][] {
    if (!now.contacts.has(contact_id)) throw not_found('contact');
    const whole = settling.amount === undefined;
    const open = whole ? open_debts(now, contact_id, settling.currency) : part(now, contact_id, settling);
    return open.flatMap((of) =>
        [...parts(of, settling.amount ?? of.total)].map(({ amount, settles }) => ({
            ...repayment(of.first, amount, settles, settling.transaction_date ?? today),
            ...netting(of, open, settling.netted),
        })),
    );
}
