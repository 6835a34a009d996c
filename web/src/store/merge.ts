// Makes two people one: the entries of the one become the other's.
import { not_found } from '../decide/refusal.ts';
import type { TransactionFields } from '../events/event.ts';
import type { Fold } from '../fold/fold.ts';
import type { Contact, Transaction } from '../fold/rows.ts';
import type { Making } from './making.ts';

type Change = readonly [transaction_id: string, changed: Partial<TransactionFields>];

// In steps, each to be made before the next is asked for. An entry cannot go to another person while it is linked: repayments are taken off their debts before,
// and put onto them again on the other side, in the order in which they were made; but not onto what was deleted since, or is closed by others.
function* moved_transactions(now: () => Pick<Fold, 'transactions' | 'transactions_of'>, from: string, contact_id: string): Generator<readonly Change[]> {
    const all = now().transactions_of(from);
    const repayments = all.filter(({ settles }) => settles.length > 0);
    yield repayments.map(({ id }) => [id, { settles: null }]);
    yield all.flatMap(({ id, settles }) => (settles.length === 0 ? [[id, { contact_id }]] : []));
    yield* relinked(now, repayments, contact_id);
}

// So many at once as name none of each other. Of a debt there is what those before have left.
function* relinked(now: () => Pick<Fold, 'transactions'>, repayments: readonly Transaction[], contact_id: string): Generator<readonly Change[]> {
    let step = new Map<string, Change>();
    let left = new Map<string, number>();
    const open = (debt: string): number => left.get(debt) ?? now().transactions.get(debt)?.outstanding ?? 0;
    for (const { id, amount, settles } of repayments) {
        if (settles.some((debt) => step.has(debt))) {
            yield [...step.values()];
            [step, left] = [new Map(), new Map()];
        }
        const debts = settles.filter((debt) => open(debt) > 0);
        step.set(id, [id, { contact_id, ...(debts.length > 0 ? { settles: debts } : {}) }]);
        let over = amount;
        for (const debt of debts) {
            const closed = Math.min(over, open(debt));
            left.set(debt, open(debt) - closed);
            over -= closed;
        }
    }
    yield [...step.values()];
}

const KNOWN = ['phone', 'email', 'notes'] as const;

// What is known of the one and not of the other.
const known_besides = (one: Contact, other: Contact): Partial<Pick<Contact, (typeof KNOWN)[number]>> =>
    Object.fromEntries(KNOWN.filter((field) => one[field] !== null && other[field] === null).map((field) => [field, one[field]]));

// Who has fewer entries goes: those, and what was known of them alone, are the other's, whose id is returned.
export function merge(making: Making, one: string, another: string): string {
    const entries = (contact_id: string): number => making.fold.transactions_of(contact_id).length;
    const [stays, goes] = entries(one) < entries(another) ? [another, one] : [one, another];
    const [contact, other] = [making.fold.contacts.get(stays), making.fold.contacts.get(goes)];
    if (contact === undefined || other === undefined) throw not_found('contact');
    const besides = known_besides(other, contact);
    if (Object.keys(besides).length > 0) making.make('CONTACT_UPDATED', stays, besides);
    for (const changes of moved_transactions(() => making.fold, goes, stays)) making.make_each('TRANSACTION_UPDATED', changes);
    making.make('CONTACT_DELETED', goes, {});
    return stays;
}
