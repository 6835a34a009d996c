// What makes two people one: the entries of the one become the other's.
import type { TransactionFields } from '../events/event.ts';
import type { Fold } from '../fold/fold.ts';
import type { Contact } from '../fold/rows.ts';

type Change = readonly [transaction_id: string, changed: Partial<TransactionFields>];

// In order, each to be made before the next is asked for. An entry cannot go to another person while it is linked: repayments are taken off their debts before,
// and put onto them again on the other side, in the order in which they were made; but not onto what was deleted since, or is closed by others.
export function* moved_transactions(now: () => Pick<Fold, 'transactions' | 'transactions_of'>, from: string, contact_id: string): Generator<Change> {
    const all = now().transactions_of(from);
    const repayments = all.filter(({ settles }) => settles.length > 0);
    for (const { id } of repayments) yield [id, { settles: null }];
    for (const { id, settles } of all) if (settles.length === 0) yield [id, { contact_id }];
    for (const repayment of repayments) {
        const settles = repayment.settles.filter((debt) => (now().transactions.get(debt)?.outstanding ?? 0) > 0);
        yield [repayment.id, { contact_id, ...(settles.length > 0 ? { settles } : {}) }];
    }
}

const KNOWN = ['phone', 'email', 'notes'] as const;

// What is known of the one and not of the other.
export const known_besides = (one: Contact, other: Contact): Partial<Pick<Contact, (typeof KNOWN)[number]>> =>
    Object.fromEntries(KNOWN.filter((field) => one[field] !== null && other[field] === null).map((field) => [field, one[field]]));
