// Whether an event can be appended now: the rules by which the server takes one from an offline client
// (sql/decide/offline_event.sql), so that what is accepted here is accepted there.
import { aggregate_type } from '../events/event.ts';
import type { EventData, LedgerEvent, OwnEvent, TransactionFields } from '../events/event.ts';
import type { TransactionData } from '../fold/aggregate.ts';
import { is_settled } from '../fold/rows.ts';
import type { Aggregates, Projection } from '../fold/project.ts';
import { invalid_fields } from './fields.ts';
import { Refusal, invalid_field, not_found } from './refusal.ts';
import { check_changed_transaction, check_new_transaction } from './transaction.ts';
import { check_undo } from './undo.ts';

export function find_event(aggregates: Aggregates, id: string): LedgerEvent | undefined {
    for (const { events } of aggregates.values()) {
        const found = events.find((event) => event.id === id);
        if (found !== undefined) return found;
    }
    return undefined;
}

// The event as the ledger will hold it, as far as that is known before the server has it.
export function pending_event(event: OwnEvent, aggregates: Aggregates): LedgerEvent {
    const { id, type, aggregate_id, data, comment, made_at } = event;
    const aggregate = aggregates.get(aggregate_id);
    return {
        ...{ seq: undefined, id, type, aggregate_id, data, comment, made_at },
        aggregate_type: aggregate_type(type) ?? aggregate?.type ?? 'contact',
        version: (aggregate?.events.length ?? 0) + 1,
        ...{ actor: undefined, recorded_at: undefined, hash: undefined },
    } as LedgerEvent;
}

function check_new_id(id: string, aggregates: Aggregates): void {
    if (aggregates.has(id)) throw new Refusal('id_taken', 'There is, or was, something with this id already.');
}

function check_deletable(id: string, data: EventData['CONTACT_DELETED'], now: Projection): void {
    const contact = now.contacts.get(id);
    if (contact === undefined) throw not_found('contact');
    if (!is_settled(contact) && !data.with_transactions) {
        throw new Refusal('contact_not_settled', 'There is something left to be settled with this contact.');
    }
}

function check_transaction(id: string, now: Projection, wanted: Partial<TransactionFields> = {}): void {
    const t = now.transactions.get(id);
    if (t === undefined) throw not_found('transaction');
    check_changed_transaction(t, wanted, now);
}

// Throws a Refusal where the server would refuse.
export function check_offline_event(event: OwnEvent, aggregates: Aggregates, now: Projection): void {
    const id = event.aggregate_id;
    const errors = invalid_fields(event.type, event.data, event.comment);
    if (errors.length > 0) throw invalid_field(errors);
    switch (event.type) {
        case 'CONTACT_CREATED':
            return check_new_id(id, aggregates);
        case 'TRANSACTION_CREATED':
            check_new_id(id, aggregates);
            return check_new_transaction(event.data as TransactionData, now);
        case 'CONTACT_UPDATED':
            if (!now.contacts.has(id)) throw not_found('contact');
            return;
        case 'TRANSACTION_UPDATED':
            return check_transaction(id, now, event.data);
        case 'CONTACT_DELETED':
            return check_deletable(id, event.data, now);
        case 'TRANSACTION_DELETED':
            return check_transaction(id, now);
        case 'EVENT_UNDONE': {
            const target = find_event(aggregates, event.data.event_id);
            if (target === undefined) throw not_found('event');
            if (target.aggregate_id !== id) {
                const message = 'It must be that of the event to be undone.';
                throw invalid_field([{ field: 'aggregate_id', code: 'mismatch', message }]);
            }
            return check_undo(target, pending_event(event, aggregates), aggregates, now);
        }
    }
}
