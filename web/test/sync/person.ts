// What people do, drawn from numbers: any command that the rules allow just then.
import { check_offline_event, transactions_version } from '../../src/decide/offline_event.ts';
import { Refusal } from '../../src/decide/refusal.ts';
import type { EventData, EventType, OwnEvent } from '../../src/events/event.ts';
import type { Replica } from '../../src/store/replica.ts';

let count = 0;
const new_id = (): string => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)];

function wish(replica: Replica, n: number): { type: EventType; aggregate_id: string; data: object } | null {
    const { fold } = replica;
    const contact = pick([...fold.contacts.keys()], n >> 4);
    const debt = pick([...fold.transactions.values()], n >> 4);
    const event = pick(fold.aggregates.flatMap(({ events }) => events), n >> 4);
    const amount = 1 + (n % 97);
    const money = { type: 'money', currency: 'EUR', transaction_date: '2026-01-01', amount };
    const of_contact = { ...money, contact_id: contact, direction: n & 32 ? 'lent' : 'owed' };
    switch (contact === undefined ? 0 : n % 16) {
        case 0:
        case 1:
            return { type: 'CONTACT_CREATED', aggregate_id: new_id(), data: { name: `Person ${n}` } };
        case 2:
            return { type: 'CONTACT_UPDATED', aggregate_id: contact!, data: { name: `Renamed ${n}` } };
        case 3:
            return { type: 'CONTACT_DELETED', aggregate_id: contact!, data: { with_transactions: true } };
        case 4:
        case 5:
        case 6:
            if (event === undefined) return null;
            return { type: 'EVENT_UNDONE', aggregate_id: event.aggregate_id, data: { event_id: event.id } };
        case 7:
        case 8:
            return debt ? { type: 'TRANSACTION_UPDATED', aggregate_id: debt.id, data: { amount } } : null;
        case 9:
            return debt ? { type: 'TRANSACTION_DELETED', aggregate_id: debt.id, data: {} } : null;
        case 10:
        case 11: {
            if (debt === undefined) return null;
            const direction = debt.direction === 'lent' ? 'owed' : 'lent';
            const data = { ...money, contact_id: debt.contact_id, direction, settles: [debt.id] };
            return { type: 'TRANSACTION_CREATED', aggregate_id: new_id(), data };
        }
        default:
            return { type: 'TRANSACTION_CREATED', aggregate_id: new_id(), data: of_contact };
    }
}

// The event that number `n` stands for, where it is allowed.
export function acts(replica: Replica, n: number): readonly OwnEvent[] {
    const wanted = wish(replica, n);
    if (wanted === null || wanted === undefined) return [];
    const { fold } = replica;
    const version = replica.version_of(wanted.aggregate_id);
    const expects = version > 0 && fold.aggregate(wanted.aggregate_id)?.events.length === version;
    const event = {
        ...{ id: new_id(), type: wanted.type, aggregate_id: wanted.aggregate_id, comment: null },
        ...{ data: wanted.data as EventData[EventType], made_at: '2026-01-01T00:00:00.000000Z' },
        ...(expects && wanted.type !== 'EVENT_UNDONE' ? { expected_version: version } : {}),
        ...(wanted.type === 'CONTACT_DELETED' ? { expected_transactions: transactions_version(wanted.aggregate_id, fold) } : {}),
    } as OwnEvent;
    try {
        check_offline_event(event, fold);
    } catch (error) {
        if (error instanceof Refusal) return [];
        throw error;
    }
    return [event];
}
