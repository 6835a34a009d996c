// The events of one command while it makes them, each checked against what those before it make.
import { check_offline_event, pending_events, transactions_version } from '../decide/offline_event.ts';
import type { EventData, EventType, LedgerEvent, OwnEvent } from '../events/event.ts';
import type { Fold } from '../fold/fold.ts';
import type { Replica } from './replica.ts';
import type { Ledger } from './snapshot.ts';

// Half of a surrogate pair, as a text has that was cut within a character, is none, and the server takes none.
const well_formed = <T>(text: T): T => (typeof text === 'string' ? (text.replace(/\p{Cs}/gu, '\ufffd') as T) : text);

const all_well_formed = <T extends object>(data: T): T => Object.fromEntries(Object.entries(data).map(([name, value]) => [name, well_formed(value)])) as T;

// What it is made on.
type Ground = Pick<Replica, 'fold' | 'version_of'> & { ledger(): Pick<Ledger, 'events'> };

export class Making {
    readonly events: OwnEvent[] = [];
    fold: Fold;
    readonly #ground: Ground;
    readonly #comment: string | null;
    readonly #made_at = new Date().toISOString(); // of all its events: outbox/entry.ts, acts

    constructor(ground: Ground, comment: string | null = null) {
        this.#ground = ground;
        this.fold = ground.fold;
        this.#comment = comment === '' ? null : well_formed(comment);
    }

    // What the server has is expected where nothing made here lies between.
    #expected(aggregate_id: string): { expected_version?: number } {
        const version = this.#ground.version_of(aggregate_id);
        const here = this.fold.aggregate(aggregate_id)?.events.length;
        return version > 0 && here === version ? { expected_version: version } : {};
    }

    #event<T extends EventType>(type: T, aggregate_id: string, data: EventData[T]): OwnEvent {
        const id = crypto.randomUUID();
        const expected = type === 'EVENT_UNDONE' ? {} : this.#expected(aggregate_id);
        const seen = type === 'CONTACT_DELETED' ? { expected_transactions: transactions_version(aggregate_id, this.fold) } : {};
        return { id, type, aggregate_id, data: all_well_formed(data), comment: this.#comment, made_at: this.#made_at, ...expected, ...seen } as OwnEvent;
    }

    // Throws a Refusal.
    make<T extends EventType>(type: T, aggregate_id: string, data: EventData[T]): void {
        this.make_each(type, [[aggregate_id, data]]);
    }

    // Of several that are not about the same thing, and of which none asks for what another makes: they are folded at once.
    make_each<T extends EventType>(type: T, all: readonly (readonly [aggregate_id: string, data: EventData[T]])[]): void {
        const events = all.map(([aggregate_id, data]) => this.#event(type, aggregate_id, data));
        for (const event of events) check_offline_event(event, this.fold);
        this.#add(events);
    }

    // The newest of `targets` first. Where nothing has happened since, each step leads back to what was so before: there is nothing to be checked, which takes
    // long for many. Throws a Refusal.
    undo(targets: readonly LedgerEvent[]): void {
        const undos = targets.map(({ id, aggregate_id }) => [aggregate_id, { event_id: id }] as const);
        if (this.#are_newest(targets)) this.#add(undos.map(([aggregate_id, data]) => this.#event('EVENT_UNDONE', aggregate_id, data)));
        else for (const [aggregate_id, data] of undos) this.make('EVENT_UNDONE', aggregate_id, data);
    }

    #are_newest(targets: readonly LedgerEvent[]): boolean {
        const { events } = this.#ground.ledger();
        return this.events.length === 0 && targets.every(({ id }, i) => events[events.length - 1 - i]?.id === id);
    }

    #add(events: readonly OwnEvent[]): void {
        this.fold = this.fold.with(pending_events(events, this.fold));
        this.events.push(...events);
    }
}
