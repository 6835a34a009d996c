// What screens read. A Ledger is an immutable snapshot: each change makes a new one, in which rows that did not change
// are the same objects.
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { LedgerEvent } from '../events/event.ts';
import { fold } from '../fold/aggregate.ts';
import type { Contact, Transaction } from '../fold/rows.ts';
import type { Problem } from '../outbox/entry.ts';
import type { SyncState } from '../sync/ports.ts';
import { Replica } from './replica.ts';

export type { LedgerEvent } from '../events/event.ts';
export type { Balance, Contact, Transaction } from '../fold/rows.ts';
export { is_overdue, is_settled, signed_amount } from '../fold/rows.ts';
export { history, summary } from '../fold/summary.ts';
export type { HistoryPoint, Summary } from '../fold/summary.ts';
export type { Problem } from '../outbox/entry.ts';
export type { SyncState } from '../sync/ports.ts';

export interface Ledger {
    contacts: ReadonlyMap<string, Contact>;
    transactions: ReadonlyMap<string, Transaction>;
    events: readonly LedgerEvent[]; // the log, then what is not uploaded yet (seq undefined)
    head: number; // seq of the newest event that came from the server
    undone: ReadonlySet<string>; // ids of events undone by an undo that stands
    unsent: ReadonlySet<string>; // ids of contacts and transactions with something not uploaded yet
    on(day: string): Ledger; // as of the end of a day (transaction_date <= day), by today's knowledge
}

export interface Sync {
    state: SyncState;
    unsent: number; // events
    last_contact: number | null; // ms since 1970: when the server last answered
    problems: readonly Problem[]; // events that the server did not take: commands.retry, commands.dismiss
}

// What the contact or the transaction of an event was just before it: its fields; null: it was not there.
export function data_before({ events }: Ledger, event: LedgerEvent): Readonly<Record<string, unknown>> | null {
    const at = events.indexOf(event);
    const earlier = (at < 0 ? events : events.slice(0, at)).filter(({ aggregate_id }) => aggregate_id === event.aggregate_id);
    return fold(earlier) as Readonly<Record<string, unknown>> | null;
}

// What happened to one contact and the transactions with it, or to one transaction.
export function events_about({ events }: Ledger, id: string): readonly LedgerEvent[] {
    const about = new Set([id]);
    for (const { aggregate_id, data } of events) if ((data as { contact_id?: string }).contact_id === id) about.add(aggregate_id);
    return events.filter(({ aggregate_id }) => about.has(aggregate_id));
}

export const ledger_signal = signal<Ledger>(new Replica().ledger());
export const sync_signal = signal<Sync>({ state: 'connecting', unsent: 0, last_contact: null, problems: [] });

export const ledger: ReadonlySignal<Ledger> = ledger_signal;
export const sync: ReadonlySignal<Sync> = sync_signal;
