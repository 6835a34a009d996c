// What is stored, in memory: the log folded, and what the outbox adds to it. It is read anew from the store, never written
// back, so that every tab shows the same.
import { pending_event } from '../decide/offline_event.ts';
import type { LedgerEvent, LogEvent, OwnEvent, Position } from '../events/event.ts';
import { Aggregate, undone_events } from '../fold/aggregate.ts';
import { project, project_on } from '../fold/project.ts';
import type { Aggregates, Projection } from '../fold/project.ts';
import type { Entry } from '../outbox/entry.ts';
import type { Ledger } from './ledger.ts';

export const NOWHERE: Position = { epoch: null, head: 0, hash: '0'.repeat(64), generation: 0 };

// What is stored beyond a position: the log after it (all of it in another generation), and the outbox.
export interface Stored {
    position: Position;
    log: readonly LogEvent[];
    outbox: readonly Entry[];
}

export function append(aggregates: Map<string, Aggregate>, event: LedgerEvent): void {
    const aggregate = aggregates.get(event.aggregate_id);
    const next = aggregate?.with(event) ?? new Aggregate(event.aggregate_type, [event]);
    aggregates.set(event.aggregate_id, next);
}

// Aggregates with events made here on top, and what they add up to after each.
export class Draft {
    readonly aggregates: Map<string, Aggregate>;
    readonly events: LedgerEvent[] = [];
    #projection: Projection | undefined;
    #before: Projection | undefined; // rows that come out alike are taken from it

    constructor(aggregates: Aggregates, projection?: Projection, before = projection) {
        this.aggregates = new Map(aggregates);
        this.#projection = projection;
        this.#before = before;
    }

    get projection(): Projection {
        return (this.#projection ??= project(this.aggregates, this.#before));
    }

    append(event: OwnEvent): void {
        const pending = pending_event(event, this.aggregates);
        append(this.aggregates, pending);
        this.events.push(pending);
        this.#projection = undefined;
    }
}

function undone_in(aggregates: Aggregates): ReadonlySet<string> {
    const undone = new Set<string>();
    for (const { events } of aggregates.values()) {
        if (events.length === 1) continue;
        for (const id of undone_events(events)) undone.add(id);
    }
    return undone;
}

function snapshot(projection: Projection, rest: Omit<Ledger, 'contacts' | 'transactions' | 'on'>): Ledger {
    const { contacts, transactions } = projection;
    return { ...rest, contacts, transactions, on: (day) => snapshot(project_on(projection, day), rest) };
}

const folded = ({ uploaded, verdict }: Entry): boolean => uploaded || verdict === null || verdict.status === 'blocked';

const same_outbox = (a: readonly Entry[], b: readonly Entry[]): boolean =>
    a.length === b.length && a.every(({ event }, i) => event.id === b[i]!.event.id && folded(a[i]!) === folded(b[i]!));

export class Replica {
    position: Position = NOWHERE;
    outbox: readonly Entry[] = [];
    #log: LogEvent[] = [];
    #base = new Map<string, Aggregate>();
    #draft = new Draft(this.#base);
    #undone: ReadonlySet<string> | undefined;

    // Takes in what was read from the store beyond `position`.
    update({ position, log, outbox }: Stored): void {
        const anew = position.generation !== this.position.generation;
        if (anew) {
            this.#log = [];
            this.#base = new Map();
        }
        for (const event of log) {
            append(this.#base, event);
            this.#log.push(event);
        }
        const same = !anew && log.length === 0 && same_outbox(this.outbox, outbox);
        this.position = position;
        this.outbox = outbox;
        if (same) return;
        this.#undone = undefined;
        this.#draft = new Draft(this.#base, undefined, this.#draft.projection);
        for (const { event } of outbox.filter(folded)) this.#draft.append(event);
    }

    // The version that the server has of an aggregate, as far as it is known here.
    version_of(aggregate_id: string): number {
        return this.#base.get(aggregate_id)?.events.length ?? 0;
    }

    // To try events on: what is made of it does not change the replica.
    draft(): Draft {
        return new Draft(this.#draft.aggregates, this.#draft.projection);
    }

    ledger(): Ledger {
        const waiting = this.outbox.filter(({ uploaded }) => !uploaded);
        return snapshot(this.#draft.projection, {
            events: [...this.#log, ...this.#draft.events],
            head: this.position.head,
            undone: (this.#undone ??= undone_in(this.#draft.aggregates)),
            unsent: new Set(waiting.map(({ event }) => event.aggregate_id)),
        });
    }
}
