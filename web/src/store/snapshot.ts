// A Ledger is an immutable snapshot: each change makes a new one, in which rows that did not change are the same
// objects. What only some screens need is made when it is first asked for.
import type { LedgerEvent, LogEvent } from '../events/event.ts';
import { undone_events } from '../fold/aggregate.ts';
import { Dated, partition_point } from '../fold/dated.ts';
import type { Listed, Order } from '../fold/dated.ts';
import { Fold } from '../fold/fold.ts';
import type { Projection } from '../fold/fold.ts';
import type { Contact, Transaction } from '../fold/rows.ts';

export interface Ledger extends Pick<Projection, 'contacts' | 'transactions' | 'units' | 'due_until'> {
    dated: readonly Transaction[]; // all of them, newest first
    listed: readonly Listed[]; // the same ones; of a day before they are there sooner, for no row of that day has to be looked up
    newest(count: number): readonly Transaction[]; // the first of them
    transactions_of(contact_id: string): readonly Transaction[]; // in the order in which they were created
    events: readonly LedgerEvent[]; // the log, then what is not uploaded yet (seq undefined)
    pending: readonly LedgerEvent[]; // only those
    event(id: string): LedgerEvent | undefined;
    story(id: string): readonly LedgerEvent[]; // of a contact or transaction: its own events, in order
    head: number; // seq of the newest event that came from the server
    undone: ReadonlySet<string>; // ids of events undone by an undo that stands
    unsent: ReadonlySet<string>; // ids of contacts and transactions with something not uploaded yet
    on(day: string): Ledger; // as of the end of a day (transaction_date <= day), by today's knowledge
}

interface Rest {
    log: readonly LogEvent[]; // grows: `logged` of it are this snapshot's
    logged: number;
    pending: readonly LedgerEvent[];
    head: number;
    unsent: ReadonlySet<string>;
}

export class Snapshot implements Ledger {
    readonly contacts: ReadonlyMap<string, Contact>;
    readonly transactions: ReadonlyMap<string, Transaction>;
    readonly head: number;
    readonly unsent: ReadonlySet<string>;
    readonly #fold: Fold;
    readonly #order: Order;
    readonly #rest: Rest;
    #dated: readonly Transaction[] | undefined;
    #listed: readonly Listed[] | undefined;
    #events: readonly LedgerEvent[] | undefined;
    #undone: ReadonlySet<string> | undefined;

    constructor(fold: Fold, order: Order, rest: Rest) {
        this.#fold = fold;
        this.#order = order;
        this.#rest = rest;
        this.contacts = fold.contacts;
        this.transactions = fold.transactions;
        this.head = rest.head;
        this.unsent = rest.unsent;
    }

    get units(): Fold['units'] {
        return this.#fold.units;
    }

    due_until(day: string): readonly Transaction[] {
        return this.#fold.due_until(day);
    }

    get dated(): readonly Transaction[] {
        return (this.#dated ??= this.#order.of(this.#fold.rows));
    }

    transactions_of(contact_id: string): readonly Transaction[] {
        return this.#fold.transactions_of(contact_id);
    }

    get listed(): readonly Listed[] {
        return (this.#listed ??= this.#order.listed?.() ?? this.dated);
    }

    newest(count: number): readonly Transaction[] {
        return this.listed.slice(0, count).map(({ id, contact_id }) => this.transactions_of(contact_id).findLast((t) => t.id === id)!);
    }

    get events(): readonly LedgerEvent[] {
        return (this.#events ??= [...this.#rest.log.slice(0, this.#rest.logged), ...this.#rest.pending]);
    }

    get pending(): readonly LedgerEvent[] {
        return this.#rest.pending;
    }

    event(id: string): LedgerEvent | undefined {
        return this.#fold.event(id);
    }

    story(id: string): readonly LedgerEvent[] {
        return this.#fold.aggregate(id)?.events ?? [];
    }

    get undone(): ReadonlySet<string> {
        return (this.#undone ??= new Set(
            this.#fold.aggregates.flatMap(({ events }) => (events.length === 1 ? [] : [...undone_events(events)])),
        ));
    }

    on(day: string): Ledger {
        const fold = this.#fold.on(day);
        const listed = () => this.dated.slice(partition_point(this.dated, ({ transaction_date }) => transaction_date > day));
        const of = () => listed().map(({ id }) => fold.transactions.get(id)!);
        return new Snapshot(fold, { of, listed }, this.#rest);
    }
}

export const no_ledger = (): Ledger =>
    new Snapshot(Fold.empty(), new Dated(), { log: [], logged: 0, pending: [], head: 0, unsent: new Set() });
