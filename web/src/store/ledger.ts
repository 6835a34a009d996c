// What screens read.
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { LedgerEvent } from '../events/event.ts';
import { fold } from '../fold/aggregate.ts';
import type { Problem } from '../outbox/entry.ts';
import type { SyncState } from '../sync/ports.ts';
import type { Glance } from './glance.ts';
import { no_ledger } from './snapshot.ts';
import type { Ledger } from './snapshot.ts';

export type { LedgerEvent } from '../events/event.ts';
export { newest_first } from '../fold/dated.ts';
export type { Balance, Contact, Transaction } from '../fold/rows.ts';
export { by_weight, is_overdue, is_settled, signed_amount } from '../fold/rows.ts';
export { history, used_currencies } from '../fold/summary.ts';
export type { HistoryPoint } from '../fold/summary.ts';
export { acts } from '../outbox/entry.ts';
export type { Problem } from '../outbox/entry.ts';
export type { SyncState } from '../sync/ports.ts';
export { SHOWN, due, first_currency, glance_at, in_order } from './glance.ts';
export type { Course, Glance } from './glance.ts';
export { no_ledger } from './snapshot.ts';
export type { Ledger } from './snapshot.ts';

export interface Sync {
    state: SyncState | 'guest'; // guest: there is no account to sync with yet
    unsent: number; // changes, as somebody has made them: an entry with a new person is one
    last_contact: number | null; // ms since 1970: when the server last answered
    fetching: boolean; // a new device: what is here is a part of the ledger
    problems: readonly Problem[]; // events that the server did not take: commands.retry, commands.dismiss
}

// What the contact or the transaction of an event was just before it: its fields; null: it was not there.
export function data_before(of: Ledger, event: LedgerEvent): Readonly<Record<string, unknown>> | null {
    const events = of.story(event.aggregate_id);
    const at = events.findIndex(({ id }) => id === event.id);
    return fold(at < 0 ? events : events.slice(0, at)) as Readonly<Record<string, unknown>> | null;
}

// And just after it.
export function data_after(of: Ledger, event: LedgerEvent): Readonly<Record<string, unknown>> | null {
    const before = data_before(of, event);
    return event.type.endsWith('DELETED') || (before === null && event.type.endsWith('UPDATED')) ? null : { ...before, ...event.data };
}

// What was last said of a field, also of what is gone.
const last_said = (of: Ledger, id: string, field: string): unknown =>
    (of.story(id).findLast((event) => field in event.data && !of.undone.has(event.id))?.data as Record<string, unknown> | undefined)?.[field];

// As a person is called, or was last, where they are gone.
export const name_of = (of: Ledger, id: string): string | undefined => of.contacts.get(id)?.name ?? (last_said(of, id, 'name') as string | undefined);

// The deletions, of its person and of its entry, for which an event cannot be taken.
export function deletions_before(of: Ledger, { aggregate_id, data }: Pick<LedgerEvent, 'aggregate_id' | 'data'>): LedgerEvent[] {
    const contacts = [(data as { contact_id?: unknown }).contact_id, last_said(of, aggregate_id, 'contact_id')];
    return [...new Set([...contacts, aggregate_id])].flatMap(
        (id) => of.story(id as string).findLast((event) => event.type.endsWith('DELETED') && !of.undone.has(event.id)) ?? [],
    );
}

// What happened to one contact and the transactions with it, or to one transaction.
export function events_about({ events }: Ledger, id: string): readonly LedgerEvent[] {
    const about = new Set([id]);
    for (const { aggregate_id, data } of events) if ((data as { contact_id?: string }).contact_id === id) about.add(aggregate_id);
    return events.filter(({ aggregate_id }) => about.has(aggregate_id));
}

export const ledger_signal = signal<Ledger>(no_ledger());
export const glance_signal = signal<Glance | null>(null);
export const is_read_signal = signal(false); // the ledger
export const unreadable_signal = signal(false);
export const sync_signal = signal<Sync>({ state: 'connecting', unsent: 0, last_contact: null, fetching: false, problems: [] });

export const ledger: ReadonlySignal<Ledger> = ledger_signal;
export const early_glance: ReadonlySignal<Glance | null> = glance_signal; // at the start: what was kept of it, until what the overview shows is made anew
export const is_only_glanced_at: ReadonlySignal<boolean> = computed(() => glance_signal.value !== null && !is_read_signal.value); // there is no more of it yet
export const unreadable: ReadonlySignal<boolean> = unreadable_signal; // what is stored here of the ledger: then none of it is shown
export const sync: ReadonlySignal<Sync> = sync_signal;
