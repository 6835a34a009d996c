// What is stored on this device: one IndexedDB database for each account, through Dexie. Each function here is one
// transaction.
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import type { Entry, Verdict } from '../outbox/entry.ts';
import { put_back } from '../outbox/problems.ts';
import type { Result, Storage } from '../sync/ports.ts';
import { PAGE_EVENTS, events_of, page_of } from './log_page.ts';
import type { LogPage } from './log_page.ts';
import type { Draft } from './drafts.ts';
import { is_same_key, key_of } from './glance.ts';
import type { Glance, GlanceKey } from './glance.ts';
import { NOWHERE } from './replica.ts';
import type { Stored } from './replica.ts';
import { last_turn } from './turns.ts';

const POSITION = 'position';
const GLANCE = 'glance';
const PAGES_ASKED = 16; // at a time
const EARLIER = { database: '', whole: true, left: false, revision: 0 }; // unless it says otherwise: it did not always say

export const is_full = (error: unknown): boolean =>
    error instanceof Error && (error.name === 'QuotaExceededError' || is_full((error as { inner?: unknown }).inner));

// What somebody has read. complete: false where only a part of it has been taken in yet, and the outbox is that of before.
export interface Known {
    position: Position;
    outbox: readonly Entry[];
    complete: boolean;
}

interface Adding {
    draft?: string | undefined;
    written?: (() => void) | undefined;
}

interface KeptGlance {
    key: GlanceKey;
    glance: Glance;
}

export const database_name = (account_id: string): string => `debt-tracker-${account_id}`;

// Made again from the log: what the server lost is sent to it as it was made.
function own_event({ id, type, aggregate_id, data, comment, made_at }: LogEvent): OwnEvent {
    return { id, type, aggregate_id, data, comment, made_at } as OwnEvent;
}

const position_of = (stored: Position | undefined): Position => (stored === undefined ? NOWHERE : { ...EARLIER, ...stored });

const moved = (position: Position): Position => ({ ...position, revision: position.revision + 1 });

export const ids_that_wait = (outbox: readonly Entry[]): string[] => outbox.filter(({ uploaded }) => !uploaded).map(({ event }) => event.id);

const is_same_log = (a: Position, b: Position): boolean => a.database === b.database && a.generation === b.generation;

const is_same_place = (a: Position, b: Position): boolean => is_same_log(a, b) && a.revision === b.revision && a.head === b.head;

const entry = (place: number, event: OwnEvent): Entry => ({ place, event, uploaded: false, verdict: null });

// What is stored when events have been put into the outbox.
function with_events(stored: Stored, events: readonly OwnEvent[]): Stored {
    if (events.length === 0) return stored;
    const next = (stored.outbox.at(-1)?.place ?? 0) + 1;
    return { ...stored, position: moved(stored.position), outbox: [...stored.outbox, ...events.map((event, i) => entry(next + i, event))] };
}

function with_result(waiting: Entry, { status, code, detail, errors }: Result): Entry {
    if (status === 'accepted' || status === 'duplicate') return { ...waiting, uploaded: true, verdict: null };
    const verdict: Verdict = { status, code: code ?? status, detail: detail ?? '', errors: errors ?? [] };
    return { ...waiting, verdict };
}

// Fills the last page, then begins others.
function pages_with(last: LogPage | undefined, events: readonly LogEvent[]): LogPage[] {
    const begun = last !== undefined && last.events < PAGE_EVENTS ? events_of(last) : [];
    const all = [...begun, ...events];
    const pages: LogPage[] = [];
    for (let at = 0; at < all.length; at += PAGE_EVENTS) pages.push(page_of(all.slice(at, at + PAGE_EVENTS)));
    return pages;
}

function split<T>(all: readonly T[], is: (one: T) => boolean): [yes: T[], no: T[]] {
    return [all.filter(is), all.filter((one) => !is(one))];
}

function* parts_of(position: Position, pages: readonly LogPage[], outbox: readonly Entry[]): Generator<Stored> {
    for (const page of pages) {
        const log = events_of(page);
        yield { position: { ...position, head: log.at(-1)!.seq }, complete: false, log, outbox: [] };
    }
    yield { position, complete: true, log: [], outbox };
}

export class Database extends Dexie implements Storage {
    declare pages: Table<LogPage, number>;
    declare entries: Table<Entry, number>;
    declare meta: Table<Position | KeptGlance, string>;
    declare drafts: Table<Draft, string>;

    constructor(account_id: string) {
        super(database_name(account_id), { cache: 'disabled' }); // what is read is kept in the replica
        this.version(1).stores({ pages: 'first', entries: 'place, event.id', meta: '' });
        this.version(2).stores({ drafts: '' });
        this.on('populate', () => void this.meta.add({ ...NOWHERE, database: crypto.randomUUID() }, POSITION));
    }

    #stored_position = async (): Promise<Position> => {
        return position_of((await this.meta.get(POSITION)) as Position | undefined);
    };

    // Nothing is added any more, in whatever tab: somebody signs out. Unless more waits than what was agreed to be lost: then that is returned, all as it was.
    leave(agreed: readonly string[]): Promise<readonly string[]> {
        return this.#all('rw', async () => {
            const [position, entries] = await Promise.all([this.#stored_position(), this.entries.toArray()]);
            const [known, waiting] = [new Set(agreed), ids_that_wait(entries)];
            if (!waiting.every((id) => known.has(id))) return waiting;
            await this.#move({ ...position, left: true });
            return [];
        });
    }

    // What changes the outbox begins with it.
    #read_to_add = async (known: Position): Promise<Stored> => {
        const stored = await this.#read(known);
        if (stored.position.left) throw new Error('Somebody has signed out.');
        return stored;
    };

    // Where it stands after `position`: whatever is stored, the position is stored with it.
    async #move(position: Position): Promise<Position> {
        const next = moved(position);
        await this.meta.put(next, POSITION);
        return next;
    }

    #all<T>(mode: 'r' | 'rw', step: () => Promise<T>): Promise<T> {
        return this.transaction(mode, [this.pages, this.entries, this.meta], step);
    }

    #read = async (known: Position): Promise<Stored> => {
        const [position, outbox] = await Promise.all([this.#stored_position(), this.entries.toArray()]);
        const after = is_same_log(position, known) ? known.head : 0;
        const log = after < position.head ? await this.#log(after) : [];
        return { position, complete: true, log, outbox };
    };

    async #log(after: number): Promise<LogEvent[]> {
        const pages = await this.pages.where('first').above(after - PAGE_EVENTS).toArray();
        return pages.flatMap(events_of).filter(({ seq }) => seq > after);
    }

    // What is stored beyond `known`. outbox: of whoever knows it, as far as it goes.
    async read(known: Position, outbox: readonly Entry[] = []): Promise<Stored> {
        const read = () => this.#all('r', () => this.#read(known));
        const stored = await read();
        if (outbox.length === 0 || stored.position.database === known.database) return stored;
        await this.#carry_over(known, outbox);
        return read();
    }

    // What was in the outbox of a database that was deleted, and only a tab still knows, goes into the one that took its place: once, and in whole.
    #carry_over(known: Position, outbox: readonly Entry[]): Promise<void> {
        return this.#all('rw', async () => {
            const stored = await this.#read(known);
            if (stored.position.database !== known.database) await this.#put_what_is_missing(stored, outbox);
        });
    }

    // stored: all of it.
    async #put_what_is_missing(stored: Stored, outbox: readonly Entry[]): Promise<void> {
        const come = new Set(stored.log.map(({ id }) => id));
        const missing = put_back(stored.outbox, outbox.filter(({ event }) => !come.has(event.id)));
        if (missing.length === 0) return;
        await Promise.all([this.#move(stored.position), this.entries.bulkAdd(missing.map((one) => ({ ...one, uploaded: false })))]);
    }

    // Puts in what another database holds, once: what is here already stays as it is.
    take_along(outbox: readonly Entry[], drafts: ReadonlyMap<string, Draft>): Promise<void> {
        return this.transaction('rw', [this.pages, this.entries, this.meta, this.drafts], async () => {
            await this.#put_what_is_missing(await this.#read(NOWHERE), outbox);
            await this.drafts.bulkPut([...drafts.values()], [...drafts.keys()]);
        });
    }

    // By form.
    async typed(): Promise<ReadonlyMap<string, Draft>> {
        const typed = new Map<string, Draft>();
        await this.drafts.each((draft, { primaryKey }) => void typed.set(primaryKey, draft));
        return typed;
    }

    // All that is stored, for whoever has nothing of it yet: a long log page by page, the outbox at the end. The browser takes a millisecond for each page, too,
    // and all of them at once would be one task.
    async parts(): Promise<Iterable<Stored>> {
        const read = () => Promise.all([this.#stored_position(), this.#each_page(), this.entries.toArray()]);
        const [position, pages, outbox] = await this.#all('r', read);
        return parts_of(position, pages, outbox);
    }

    // To ask for many takes a while, too.
    async #each_page(): Promise<LogPage[]> {
        const [firsts, pages] = [await this.pages.toCollection().primaryKeys(), [] as LogPage[]];
        for (let i = 0; i < firsts.length; i += PAGES_ASKED) pages.push(...((await this.pages.bulkGet(firsts.slice(i, i + PAGES_ASKED))) as LogPage[]));
        return pages;
    }

    // Where it stands, and the glance that was kept, if it was made of just that by this version of the client; null: it was not.
    glance(version: string): Promise<{ position: Position; outbox: readonly Entry[]; glance: Glance | null }> {
        return this.#all('r', async () => {
            const [position, outbox, kept] = await Promise.all([this.#stored_position(), this.entries.toArray(), this.meta.get(GLANCE)]);
            const { key, glance } = (kept ?? {}) as Partial<KeptGlance>;
            const is_of_this = key !== undefined && glance !== undefined && is_same_key(key, key_of(version, position, outbox));
            return { position, outbox, glance: is_of_this ? glance : null };
        });
    }

    // Takes the place of the one before.
    async keep_glance(key: GlanceKey, glance: Glance): Promise<void> {
        await this.meta.put({ key, glance }, GLANCE);
    }

    // Puts into the outbox what `make` makes of what is stored; where it throws, nothing is stored. Returns what is stored then, beyond what `make` was given.
    // Mostly nobody else has stored anything, and what is known is that: then it is written without waiting for a reading. Else `make` is asked once more.
    // draft: the form whose draft is deleted with it, for it is an entry then. written: is called when all is written, and nothing is left but to wait for the disk;
    // it may be refused still.
    async add(known: Known, make: (stored: Stored) => readonly OwnEvent[], { draft, written }: Adding = {}): Promise<Stored> {
        const { position, outbox, complete } = known;
        const added = complete && !position.left ? await this.#add_to_known({ ...known, log: [] }, make, { draft, written }) : null;
        if (added !== null) return added;
        if (outbox.length > 0) await this.#carry_over(position, outbox);
        return this.transaction('rw', [this.pages, this.entries, this.meta, this.drafts], async () => {
            const stored = await this.#read_to_add(position);
            const next = await this.#put(stored, make(stored));
            if (draft !== undefined) await this.drafts.delete(draft);
            return next;
        });
    }

    // Goes through the motions of adding to what is known, and stores nothing.
    async rehearse(known: Known, make: (stored: Stored) => readonly OwnEvent[]): Promise<void> {
        const stored = { ...known, log: [] };
        const next = with_events(stored, make(stored));
        await last_turn();
        await this.#write_at_once(stored, next, { draft: 'rehearsed', written: undefined, keep: false }).catch(() => {});
    }

    // Null: something else is stored.
    async #add_to_known(known: Stored, make: (stored: Stored) => readonly OwnEvent[], adding: Adding): Promise<Stored | null> {
        try {
            const added = with_events(known, make(known));
            return added === known || (await this.#write_at_once(known, added, { ...adding, keep: true })) ? added : null;
        } catch (error) {
            if (is_full(error)) throw error;
            return null; // a refusal, too, is said of what is stored
        }
    }

    // All is asked for before anything is answered, and kept as soon as it is seen that what is known is what is stored. By IndexedDB itself: a person waits
    // for it, and Dexie would wait for each answer. Returns whether it is stored. Where there is no connection, nothing is: whether another one
    // may be opened, and make anew what was deleted, is for Dexie to say.
    async #write_at_once(known: Stored, next: Stored, { draft, written, keep }: Adding & { keep: boolean }): Promise<boolean> {
        if (!this.isOpen()) return false;
        const stored = new Promise<boolean>((resolve, reject) => {
            const transaction = this.backendDB().transaction([this.meta.name, this.entries.name, this.drafts.name], 'readwrite');
            transaction.oncomplete = () => resolve(true);
            transaction.onabort = () => (is_full(transaction.error) ? reject(transaction.error) : resolve(false));
            const [meta, entries] = [transaction.objectStore(this.meta.name), transaction.objectStore(this.entries.name)];
            try {
                const stored = meta.get(POSITION);
                stored.onsuccess = () => (keep && is_same_place(position_of(stored.result), known.position) ? transaction.commit() : transaction.abort());
                meta.put(next.position, POSITION);
                for (const added of next.outbox.slice(known.outbox.length)) entries.add(added);
                if (draft !== undefined) transaction.objectStore(this.drafts.name).delete(draft);
            } catch (error) {
                transaction.abort();
                throw error;
            }
        });
        try {
            written?.();
        } catch (error) {
            reportError(error); // what is drawn of it cannot keep it from being stored
        }
        return stored;
    }

    async #put(stored: Stored, events: readonly OwnEvent[]): Promise<Stored> {
        const next = with_events(stored, events);
        if (events.length > 0) await Promise.all([this.meta.put(next.position, POSITION), this.entries.bulkAdd(next.outbox.slice(stored.outbox.length))]);
        return { ...next, log: [] };
    }

    // Replaces and removes entries as `change` says of what is stored.
    async change({ position, outbox }: Known, change: (stored: Stored) => { put: readonly Entry[]; remove: readonly Entry[] }): Promise<void> {
        if (outbox.length > 0) await this.#carry_over(position, outbox);
        return this.#all('rw', async () => {
            const stored = await this.#read_to_add(position);
            const { put, remove } = change(stored);
            await Promise.all([
                this.#move(stored.position),
                this.entries.bulkPut([...put]),
                this.entries.bulkDelete(remove.map(({ place }) => place)),
            ]);
        });
    }

    position(): Promise<Position> {
        return this.#stored_position();
    }

    outbox(): Promise<readonly Entry[]> {
        return this.entries.toArray();
    }

    // Of an account that has just been made: there is nothing to wait for.
    begin(): Promise<void> {
        return this.#all('rw', async () => {
            const position = await this.#stored_position();
            if (position.revision === 0) await this.#move({ ...position, whole: true });
        });
    }

    async received(...given: Parameters<Storage['received']>): Promise<Position> {
        return (await this.receive(...given)).position;
    }

    // Returns what is stored then, beyond what was before. All is read at once, then all is written: each step of IndexedDB is waited for.
    receive(epoch: string, events: readonly LogEvent[], head = Infinity): Promise<Stored> {
        return this.#all('rw', async () => {
            const [before, last_page, entries] = await Promise.all([this.#stored_position(), this.pages.orderBy('first').last(), this.entries.toArray()]);
            const as_before = { position: before, complete: true, log: [], outbox: entries };
            if (before.epoch !== null && before.epoch !== epoch) return as_before;
            const next: LogEvent[] = [];
            for (const event of events) if (event.seq === before.head + next.length + 1) next.push(event);
            const last = next.at(-1);
            const next_position = { ...before, epoch, head: last?.seq ?? before.head, hash: last?.hash ?? before.hash };
            next_position.whole ||= next_position.head >= head;
            if (last === undefined && before.epoch === epoch && before.whole === next_position.whole) return as_before;
            const come = new Set(next.map(({ id }) => id));
            const [gone, stay] = split(entries, ({ event }) => come.has(event.id));
            const [blocked] = last === undefined ? [[]] : split(stay, ({ verdict }) => verdict?.status === 'blocked');
            const unblocked = blocked.map((waiting) => ({ ...waiting, verdict: null })); // something new has come: what needed something may find it now
            const pages = next.length > 0 ? pages_with(last_page, next) : []; // nothing is written where the last one cannot be read
            const [position] = await Promise.all([
                this.#move(next_position),
                pages.length > 0 && this.pages.bulkPut(pages),
                gone.length > 0 && this.entries.bulkDelete(gone.map(({ place }) => place)),
                unblocked.length > 0 && this.entries.bulkPut(unblocked),
            ]);
            const anew = new Map(unblocked.map((waiting) => [waiting.place, waiting]));
            return { position, complete: true, log: next, outbox: stay.map((one) => anew.get(one.place) ?? one) };
        });
    }

    answered(epoch: string, results: readonly Result[]): Promise<Position> {
        return this.#all('rw', async () => {
            const position = await this.#stored_position();
            if (position.epoch !== epoch) return position;
            const by_id = new Map(results.map((result) => [result.id, result]));
            const waiting = await this.entries.where('event.id').anyOf([...by_id.keys()]).toArray();
            const put = this.entries.bulkPut(waiting.map((one) => with_result(one, by_id.get(one.event.id)!)));
            return (await Promise.all([this.#move(position), put]))[0];
        });
    }

    // All that came from the server, which has it; what was made here stays, to be sent.
    forget_log(): Promise<void> {
        return this.#all('rw', async () => {
            const [{ database, generation, revision, left }, waiting] = await Promise.all([this.#stored_position(), this.entries.toArray()]);
            await Promise.all([
                this.entries.bulkPut(waiting.map((one) => ({ ...one, uploaded: false }))),
                this.pages.clear(),
                this.#move({ ...NOWHERE, database, generation: generation + 1, revision, left }),
            ]);
        });
    }

    diverged(asked: Position, epoch: string): Promise<void> {
        return this.#all('rw', async () => {
            const { database, generation, whole, revision, left } = await this.#stored_position();
            if (database !== asked.database || generation !== asked.generation) return;
            const log = await this.#log(0);
            const waiting = await this.entries.toArray();
            const first = (waiting[0]?.place ?? 1) - log.length;
            await this.entries.bulkPut(waiting.map((one) => ({ ...one, uploaded: false })));
            await this.entries.bulkAdd(log.map((event, i) => entry(first + i, own_event(event))));
            await this.pages.clear();
            await this.#move({ ...NOWHERE, database, epoch, generation: generation + 1, whole, revision, left });
        });
    }
}
