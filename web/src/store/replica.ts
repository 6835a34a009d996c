// What is stored, in memory: the log folded, and what the outbox adds to it. It is read anew from the store, never written
// back, so that every tab shows the same.
import { pending_events } from '../decide/offline_event.ts';
import type { LedgerEvent, LogEvent, OwnEvent, Position } from '../events/event.ts';
import { Dated } from '../fold/dated.ts';
import { Fold } from '../fold/fold.ts';
import type { Growth } from '../fold/fold.ts';
import type { Entry } from '../outbox/entry.ts';
import type { Known } from './database.ts';
import { Snapshot } from './snapshot.ts';
import type { Ledger } from './snapshot.ts';

export const NOWHERE: Position = { database: '', epoch: null, head: 0, hash: '0'.repeat(64), generation: 0, whole: false, left: false, revision: 0 };

// What is stored beyond a position: the log after it (all of it in another database or generation), and the outbox.
export interface Stored {
    position: Position;
    complete: boolean; // false: there is more, and nothing is shown of it before that has come
    log: readonly LogEvent[];
    outbox: readonly Entry[];
}

const folded = ({ uploaded, verdict }: Entry): boolean => uploaded || verdict === null || verdict.status === 'blocked';

const folded_events = (outbox: readonly Entry[]): OwnEvent[] => outbox.filter(folded).map(({ event }) => event);

const waiting_events = (outbox: readonly Entry[]): OwnEvent[] => outbox.filter(({ uploaded }) => !uploaded).map(({ event }) => event);

const all_alike = (a: readonly Entry[], b: readonly Entry[], what: (entry: Entry) => unknown): boolean =>
    a.length === b.length && a.every((entry, i) => what(entry) === what(b[i]!));

export class Replica {
    position: Position = NOWHERE; // of what has come so far
    shown: Position = NOWHERE; // of what the ledger is made of: that of the last complete reading
    outbox: readonly Entry[] = [];
    #log: LogEvent[] = []; // only ever appended to: snapshots hold on to its beginning
    #base = Fold.empty();
    #growth: Growth | undefined; // of the base, while there is more to come
    #fold = this.#base;
    #pending: readonly LedgerEvent[] = [];
    #foreseen: { events: readonly OwnEvent[]; fold: Fold; ledger: Ledger | null } | null = null; // until another fold is made
    #foreseen_log: { log: readonly LogEvent[]; base: Fold } | null = null; // until the base is another
    readonly #dated = new Dated();
    readonly #deleted = new Set<string>(); // databases that others have taken the place of
    #ledger: Ledger = this.#snapshot();

    // Takes in what was read from the store beyond `position`, or beyond where that was when the reading began.
    update({ position, complete, log, outbox }: Stored): void {
        const { database, generation, head, revision } = this.position;
        const is_other = position.database !== database;
        const anew = is_other || position.generation > generation;
        const is_late = position.revision < revision || position.generation < generation || (!anew && position.head < head);
        if (is_other ? this.#deleted.has(position.database) : is_late) return; // what was read later is here already
        if (is_other) this.#deleted.add(database);
        if (anew) {
            this.#log = [];
            this.#growth = Fold.empty().grow();
        }
        this.#append(anew ? log : log.filter(({ seq }) => seq > head));
        this.position = position;
        if (!complete) return;
        this.shown = position;
        this.#complete(outbox);
    }

    #append(log: readonly LogEvent[]): void {
        if (log.length === 0) return;
        const foreseen = this.#growth === undefined ? this.#base_with(log) : null;
        this.#growth ??= (foreseen ?? this.#base).grow();
        for (const event of log) {
            if (foreseen === null) this.#growth.append(event);
            this.#log.push(event);
        }
    }

    // The base with `log`, if it was foreseen.
    #base_with(log: readonly LogEvent[]): Fold | null {
        const foreseen = this.#foreseen_log;
        const is_that = foreseen !== null && log.length === foreseen.log.length && log.every(({ id }, i) => id === foreseen.log[i]!.id);
        return is_that ? foreseen.base : null;
    }

    // Folds what has come so far, book by book, for whoever has other things to do in between; what is left of it, the end folds at once.
    *steps(): Generator<void> {
        if (this.#growth !== undefined) yield* this.#growth.steps();
    }

    // Puts in order, in steps, what the ledger lists: the screens ask for that, together with what they draw.
    sort(): Generator<void> {
        return this.#dated.steps(this.#fold.rows);
    }

    #complete(outbox: readonly Entry[]): void {
        const before = this.outbox;
        this.outbox = outbox;
        const same = (what: (entry: Entry) => unknown): boolean => all_alike(before, outbox, what);
        if (this.#growth === undefined && same(({ event }) => event.id) && same(({ uploaded }) => uploaded) && same(folded)) return;
        const foreseen = this.#growth === undefined ? this.#foreseen_with(before, outbox) : null;
        this.#base = this.#growth?.fold() ?? this.#base;
        this.#growth = undefined;
        this.#foreseen_log = null;
        this.#pending = pending_events(folded_events(outbox), this.#base);
        this.#fold = foreseen?.fold ?? this.#base.with(this.#pending);
        this.#ledger = foreseen?.ledger ?? this.#snapshot();
        this.#foreseen = null;
    }

    // Where nothing was added to the outbox but what was tried.
    #foreseen_with(before: readonly Entry[], outbox: readonly Entry[]): { fold: Fold; ledger: Ledger | null } | null {
        if (this.#foreseen === null) return null;
        const { events } = this.#foreseen;
        const [were, added] = [outbox.slice(0, before.length), outbox.slice(before.length)];
        const as_before = all_alike(before, were, ({ event }) => event.id) && all_alike(before, were, folded);
        const as_tried = added.length === events.length && added.every((entry, i) => folded(entry) && entry.event === events[i]);
        return as_before && as_tried ? this.#foreseen : null;
    }

    // What is here of what is stored.
    get known(): Known {
        return { position: this.position, outbox: this.outbox, complete: this.position === this.shown };
    }

    // The version that the server has of an aggregate, as far as it is known here.
    version_of(aggregate_id: string): number {
        return this.#base.aggregate(aggregate_id)?.events.length ?? 0;
    }

    // All of it, to try events on.
    get fold(): Fold {
        return this.#fold;
    }

    // fold: all of it with `events`, which were tried on it. Should they be stored, they are not folded once more.
    foresee(events: readonly OwnEvent[], fold: Fold): void {
        this.#foreseen = { events, fold, ledger: null };
    }

    // As it is when what is foreseen is stored: the same one then.
    foreseen(): Ledger {
        if (this.#foreseen === null) return this.#ledger;
        const { events, fold } = this.#foreseen;
        const pending = pending_events([...folded_events(this.outbox), ...events], this.#base);
        return (this.#foreseen.ledger ??= this.#snapshot(fold, pending, [...waiting_events(this.outbox), ...events]));
    }

    // As it is when `log`, which comes next, is stored, too.
    foreseen_with(log: readonly LogEvent[]): Ledger {
        const come = new Set(log.map(({ id }) => id));
        const outbox = this.outbox.filter(({ event }) => !come.has(event.id));
        const base = this.#base.with(log);
        this.#foreseen_log = { log, base };
        const pending = pending_events(folded_events(outbox), base);
        return this.#snapshot(base.with(pending), pending, waiting_events(outbox), log);
    }

    // The same one until something changes.
    ledger(): Ledger {
        return this.#ledger;
    }

    // next: what is not in the log yet.
    #snapshot(fold = this.#fold, pending = this.#pending, waiting = waiting_events(this.outbox), next: readonly LogEvent[] = []): Ledger {
        const log = next.length === 0 ? this.#log : [...this.#log, ...next];
        return new Snapshot(fold, this.#dated, {
            ...{ log, logged: log.length, pending, head: next.at(-1)?.seq ?? this.shown.head },
            unsent: new Set(waiting.map(({ aggregate_id }) => aggregate_id)),
        });
    }
}
