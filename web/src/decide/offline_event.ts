// Whether an event can be appended now: the rules by which the server takes one from an offline client
// (sql/decide/offline_event.sql), so that what is accepted here is accepted there.
import { aggregate_type } from '../events/event.ts';
import type { AggregateType, EventData, LedgerEvent, OwnEvent, TransactionFields } from '../events/event.ts';
import type { TransactionData } from '../fold/aggregate.ts';
import { is_settled } from '../fold/rows.ts';
import type { Fold } from '../fold/fold.ts';
import { invalid_fields } from './fields.ts';
import { Refusal, invalid_field, not_found } from './refusal.ts';
import { check_changed_transaction, check_new_transaction } from './transaction.ts';
import { check_undo } from './undo.ts';

// Events made here as the ledger will hold them, as far as that is known before the server has them; `fold`: what they come on top of.
export function pending_events(events: readonly OwnEvent[], fold: Fold): LedgerEvent[] {
    const made = new Map<string, { type: AggregateType; version: number }>();
    return events.map(({ id, type, aggregate_id, data, comment, made_at }) => {
        const aggregate = fold.aggregate(aggregate_id);
        const before = made.get(aggregate_id) ?? { type: aggregate?.type, version: aggregate?.events.length ?? 0 };
        const now = { type: before.type ?? aggregate_type(type) ?? 'contact', version: before.version + 1 };
        made.set(aggregate_id, now);
        return {
            ...{ seq: undefined, id, type, aggregate_type: now.type, aggregate_id, version: now.version, data, comment },
            ...{ actor: undefined, made_at, recorded_at: undefined, hash: undefined },
        } as LedgerEvent;
    });
}

// Another one once something was added or changed with a contact (sql/decide/check_version.sql).
export const transactions_version = (contact_id: string, now: Fold): number =>
    now.transactions_of(contact_id).reduce((sum, { version }) => sum + version, 0);

function check_new_id(id: string, fold: Fold): void {
    if (fold.place(id) !== undefined) throw new Refusal('id_taken', 'There is, or was, something with this id already.');
}

function check_deletable(id: string, data: EventData['CONTACT_DELETED'], now: Fold): void {
    const contact = now.contacts.get(id);
    if (contact === undefined) throw not_found('contact');
    if (!is_settled(contact) && !data.with_transactions) {
        throw new Refusal('contact_not_settled', 'There is something left to be settled with this contact.');
    }
}

function check_transaction(id: string, now: Fold, wanted: Partial<TransactionFields> = {}): void {
    const t = now.transactions.get(id);
    if (t === undefined) throw not_found('transaction');
    check_changed_transaction(t, wanted, now);
}

// Throws a Refusal where the server would refuse.
export function check_offline_event(event: OwnEvent, now: Fold): void {
    const id = event.aggregate_id;
    const errors = invalid_fields(event.type, event.data, event.comment);
    if (errors.length > 0) throw invalid_field(errors);
    switch (event.type) {
        case 'CONTACT_CREATED':
            return check_new_id(id, now);
        case 'TRANSACTION_CREATED':
            check_new_id(id, now);
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
            const target = now.event(event.data.event_id);
            if (target === undefined) throw not_found('event');
            if (target.aggregate_id !== id) {
                const message = 'It must be that of the event to be undone.';
                throw invalid_field([{ field: 'aggregate_id', code: 'mismatch', message }]);
            }
            return check_undo(target, pending_events([event], now), now);
        }
    }
}
