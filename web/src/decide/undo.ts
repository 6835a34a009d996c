// Whether an event can be undone (sql/decide/undo.sql).
import type { LedgerEvent } from '../events/event.ts';
import { effective_events, undone_events } from '../fold/aggregate.ts';
import type { TransactionData } from '../fold/aggregate.ts';
import { project } from '../fold/project.ts';
import type { Aggregates, Projection } from '../fold/project.ts';
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

function check_links(t: Transaction, { transactions, settlements }: Projection): void {
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
function check_undone(target: LedgerEvent, aggregates: Aggregates, after: Projection): void {
    const { events, state } = aggregates.get(target.aggregate_id)!;
    check_story(events);
    check_sums(after.transactions.values(), () => cannot_undo('The amounts of this ledger would add up to too much.'));
    if (target.aggregate_type === 'contact') {
        // What comes back with a contact may be linked to what has been moved to another one since.
        for (const t of after.transactions.values()) if (t.contact_id === target.aggregate_id) check_links(t, after);
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
export function check_undo(target: LedgerEvent, undo: LedgerEvent, aggregates: Aggregates, now: Projection): void {
    const aggregate = aggregates.get(target.aggregate_id)!;
    if (undone_events(aggregate.events).has(target.id)) throw cannot_undo('The event is undone already.');
    if (target.type === 'CONTACT_CREATED') {
        for (const { contact_id } of now.transactions.values()) {
            if (contact_id === target.aggregate_id) throw cannot_undo('There are transactions with this contact.');
        }
    }
    const after = new Map(aggregates).set(target.aggregate_id, aggregate.with(undo));
    check_undone(target, after, project(after));
}
