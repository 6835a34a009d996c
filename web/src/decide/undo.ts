// Whether an event can be undone (sql/decide/undo.sql).
import type { LedgerEvent } from '../events/event.ts';
import { effective_events, undone_events } from '../fold/aggregate.ts';
import type { TransactionData } from '../fold/aggregate.ts';
import type { Fold } from '../fold/fold.ts';
import type { Transaction } from '../fold/rows.ts';
import { check_sums } from './sum.ts';
import { Refusal } from './refusal.ts';

const cannot_undo = (reason: string): Refusal => new Refusal('cannot_undo', reason);

// The events of an aggregate that stand begin with a creation, and none goes on after a deletion.
function check_story(events: readonly LedgerEvent[]): void {
    let there = false;
    for (const { type } of effective_events(events)) {
        if (there === type.endsWith('CREATED')) throw cannot_undo('A later event needs it: undo that one first.');
        there = !type.endsWith('DELETED');
    }
}

function check_links(t: Transaction, { transactions, settlements }: Fold): void {
    for (const { repayment_id, debt_id } of settlements) {
        if (repayment_id !== t.id && debt_id !== t.id) continue;
        const repayment = transactions.get(repayment_id)!;
        const debt = transactions.get(debt_id);
        if (debt === undefined) continue;
        const fits =
            repayment.contact_id === debt.contact_id &&
            repayment.currency === debt.currency &&
            repayment.direction !== debt.direction;
        if (!fits) throw cannot_undo('A link by settling would no longer fit.');
    }
}

// What the undo of `target` would make: `after` is what it makes of the ledger.
function check_undone(target: LedgerEvent, after: Fold): void {
    const { events, state } = after.aggregate(target.aggregate_id)!;
    check_story(events);
    check_sums(after, {}, () => cannot_undo('The amounts of this ledger would add up to too much.'));
    if (target.aggregate_type === 'contact') {
        // What comes back with a contact may be linked to what has been moved to another one since.
        for (const t of after.transactions_of(target.aggregate_id)) check_links(t, after);
        return;
    }
    if (state.data === null) {
        const settled = after.settlements.some(({ debt_id }) => debt_id === target.aggregate_id);
        if (target.type === 'TRANSACTION_CREATED' && settled) throw cannot_undo('A repayment settles this transaction.');
        return;
    }
    if (!after.contacts.has((state.data as TransactionData).contact_id)) {
        throw cannot_undo('The transaction would be left without its contact.');
    }
    check_links(after.transactions.get(target.aggregate_id)!, after);
}

// Throws a Refusal, cannot_undo, saying why. undo: the EVENT_UNDONE that undoes `target`.
export function check_undo(target: LedgerEvent, undo: readonly LedgerEvent[], now: Fold): void {
    const { events } = now.aggregate(target.aggregate_id)!;
    if (undone_events(events).has(target.id)) throw cannot_undo('The event is undone already.');
    if (target.type === 'CONTACT_CREATED' && now.transactions_of(target.aggregate_id).length > 0) {
        throw cannot_undo('There are transactions with this contact.');
    }
    check_undone(target, now.with(undo));
}

// Whether later events say all that this one says, so that nothing is to be seen of its undo. The server takes it all the same.
export function is_covered({ aggregate_id }: LedgerEvent, before: Fold, after: Fold): boolean {
    const [was, is] = [before, after].map((fold) => Object.entries(fold.aggregate(aggregate_id)?.state.data ?? {}).sort());
    return JSON.stringify(was) === JSON.stringify(is);
}
