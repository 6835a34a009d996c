// The account whose data this tab shows: its database, the other tabs of it, and the engine, which one tab runs.
import { batch } from '@preact/signals';
import { Dexie } from 'dexie';
import { Refusal } from '../decide/refusal.ts';
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import { acts } from '../outbox/entry.ts';
import type { Entry } from '../outbox/entry.ts';
import { to_be_asked } from '../outbox/problems.ts';
import { network } from '../server/network.ts';
import { is_of_guest, is_signed_in } from '../server/session.ts';
import { Engine } from '../sync/engine.ts';
import type { Clock, Storage } from '../sync/ports.ts';
import { preferences } from '../preferences.ts';
import { Database, database_name, ids_that_wait, is_full } from './database.ts';
import { today } from './day.ts';
import { Drafts } from './drafts.ts';
import { glance_steps, glance_to_keep, is_good_on, is_same_key, key_of } from './glance.ts';
import type { GlanceKey } from './glance.ts';
import { glance_signal, is_read_signal, ledger_signal, sync_signal, unreadable_signal } from './ledger.ts';
import type { Ledger, Sync } from './ledger.ts';
import { NOWHERE, Replica } from './replica.ts';
import type { Stored } from './replica.ts';
import { ask_to_keep } from './space.ts';
import { drawn, in_turns, last_turn, promises_first, turn } from './turns.ts';

// What tabs of one account tell each other.
type Standing = Pick<Sync, 'state' | 'last_contact'>;
type Message = { kind: 'changed' } | { kind: 'wake' } | { kind: 'ask' } | { kind: 'state'; standing: Standing };

// What is shown while it is on its way to the disk.
interface Early {
    ledger: Ledger;
}

const RESTART_MS = 5000;
const AT_ONCE_EVENTS = 100; // more of them are folded in turns
const REHEARSALS = 5;
const REST_MS = 1000; // without a change: then a glance is kept of what there is

const clock: Clock = {
    sleep(ms) {
        let timer = 0;
        const done = new Promise<void>((resolve) => {
            timer = self.setTimeout(resolve, ms);
        });
        return { done, cancel: () => clearTimeout(timer) };
    },
    random: Math.random,
};

export class Account {
    readonly id: string;
    readonly database: Database;
    readonly drafts: Drafts;
    readonly #replica = new Replica();
    readonly #channel: BroadcastChannel;
    readonly #closing = new AbortController();
    #engine: Engine | null = null;
    #reading: Promise<void> | null = null;
    #read_again = false;
    readonly #version: string; // of the client
    #kept: GlanceKey | null = null; // what the glance that is kept was made of
    #rest = 0; // the timer
    #just_stored: readonly Entry[] | null = null; // the outbox, for the engine, which need not wait for a reading of it; until something else is read
    #early: Early | null = null;
    #is_rehearsed = false;
    #is_read = false; // since the database was closed last: one that cannot be opened is closed each time that it is tried

    constructor(id: string, version: string) {
        this.id = id;
        this.#version = version;
        this.database = new Database(id);
        this.database.on('close', () => queueMicrotask(() => this.#was_closed()));
        this.drafts = new Drafts(this.database.drafts, (is_full) => (is_full ? this.#report({ state: 'storage_full' }) : this.wake()));
        this.#channel = new BroadcastChannel(database_name(id));
        this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#told(data);
    }

    // Shows what is stored; then one tab after the other keeps it in step with the server. Where there is a glance of it, that is shown first, and is enough
    // to begin with. is_new: it was just made, and is empty. Returns false, and shows nothing, where somebody has signed out of it.
    async open(is_new: boolean): Promise<boolean> {
        if (!is_of_guest(this.id)) ask_to_keep();
        try {
            if (is_new) await this.database.begin();
            const is_glanced_at = await this.#glance();
            if (is_glanced_at === null) return false;
            const opened = this.#read_first(is_glanced_at);
            if (!is_glanced_at) await opened;
        } catch (error) {
            this.#cannot_be_read(error);
        }
        return true;
    }

    // Signs out, see Database.leave. What cannot be read, or written on a full disk, is asked about as it is shown.
    async leave(agreed: readonly string[]): Promise<readonly string[]> {
        try {
            return await this.database.leave(agreed);
        } catch {
            return agreed.length > 0 ? [] : ids_that_wait(this.#replica.outbox);
        }
    }

    async #read_first(is_glanced_at: boolean): Promise<void> {
        try {
            await this.#reading_once(() => this.#read_all(is_glanced_at));
            this.#keep_in_step();
        } catch (error) {
            this.#cannot_be_read(error);
        }
    }

    // At the start or later: what is shown would promise more than there is. A reading that succeeds takes it back.
    #cannot_be_read(error: unknown): void {
        if (this.#closing.signal.aborted) return;
        console.error(error);
        batch(() => {
            glance_signal.value = null;
            unreadable_signal.value = true;
        });
    }

    // Of what is gone, here or on another device, nothing is to be found that somebody had begun.
    async #prune_drafts(): Promise<void> {
        if (!this.#replica.shown.whole) return;
        const is_there = (id: string): boolean => {
            const { contacts, transactions } = this.#replica.ledger();
            return contacts.has(id) || transactions.has(id);
        };
        await this.drafts.prune(is_there).catch(() => {}); // the account was closed: the next start goes on
    }

    #keep_in_step(): void {
        if (this.#closing.signal.aborted) return;
        void last_turn().then(() => this.#prune_drafts());
        if (is_of_guest(this.id)) return this.wake();
        this.#tell({ kind: 'ask' });
        const { signal } = this.#closing;
        self.addEventListener('focus', () => this.wake(), { signal });
        self.addEventListener('online', () => (this.#engine === null ? this.wake() : this.#engine.reconnect()), { signal });
        self.addEventListener('offline', () => this.#report({ state: 'offline' }), { signal });
        document.addEventListener('visibilitychange', () => document.hidden && void this.#keep_glance(), { signal });
        void navigator.locks
            .request(`${database_name(this.id)}-sync`, { signal }, () => this.#lead())
            .catch(() => {}); // closed while it waited
    }

    close(): void {
        this.#closing.abort();
        clearTimeout(this.#rest);
        this.#engine?.stop();
        this.#channel.close();
        this.database.close();
    }

    // By its deletion, for one: by the browser or by a person, or with the account, in another tab. What is known here of an account that stays is stored anew.
    #was_closed(): void {
        if (this.#closing.signal.aborted) return;
        if (!is_signed_in(this.id)) return this.close(); // what is added would make it anew
        if (!this.#is_read) return;
        this.#is_read = false;
        void this.refresh();
    }

    // Puts into the outbox what `make` makes of what is stored, and shows it. Throws what `make` throws. draft: its form, see Database.add. early: then it is shown
    // while the disk is waited for already, and `early` draws what else is to be drawn with it; should it not be stored, it is shown no longer.
    async add(make: (replica: Replica) => readonly OwnEvent[], { draft, early }: { draft?: string | undefined; early?: (() => void) | undefined } = {}): Promise<readonly OwnEvent[]> {
        let made: readonly OwnEvent[] = [];
        let shown: Early | null = null;
        const written = early && (() => void (shown = this.#show_early(this.#replica.foreseen(), early)));
        const store = () => this.#stored(() => this.database.add(this.#replica.known, (before) => (made = make(this.#with(before))), { draft, written }));
        const stored = await (draft === undefined ? store() : this.drafts.spend(draft, store)).catch((error) => this.#take_back(shown, error));
        this.#tell({ kind: 'changed' });
        this.#with(stored);
        this.#end_early(shown);
        this.#just_stored = this.#engine && stored.outbox;
        this.wake();
        await promises_first(); // it is on its way before it is said to be saved
        this.#show();
        ask_to_keep(); // what a guest has: nobody is asked in the middle of a first form
        if (made.some(({ type }) => type.endsWith('DELETED'))) void drawn().then(() => this.#prune_drafts());
        return made;
    }

    // What will be stored; draw: draws what else is to be drawn with it. Null: not where the disk is known to be full, nor before what is shown so is stored.
    #show_early(ledger: Ledger, draw = (): void => {}): Early | null {
        if (this.#early !== null || sync_signal.peek().state === 'storage_full' || this.#closing.signal.aborted) return null;
        const early = (this.#early = { ledger });
        batch(() => {
            this.#show();
            draw();
        });
        return early;
    }

    #end_early(early: Early | null): void {
        if (early === this.#early) this.#early = null;
    }

    #take_back(early: Early | null, error: unknown): never {
        this.#end_early(early);
        if (early !== null) this.#show();
        throw error;
    }

    // What has come from the server, if it is what comes next, and was not made here. Should it not be stored, it comes again.
    #show_arrived(epoch: string, events: readonly LogEvent[]): Early | null {
        if (this.#early !== null || events.length > AT_ONCE_EVENTS) return null;
        const { position, shown, outbox } = this.#replica;
        const made_here = new Set(outbox.map(({ event }) => event.id));
        const is_next = position === shown && position.whole && position.epoch === epoch && events.every(({ seq }, i) => seq === position.head + 1 + i);
        return is_next && events.some(({ id }) => !made_here.has(id)) ? this.#show_early(this.#replica.foreseen_with(events)) : null;
    }

    // Runs what `add` runs, step by step, when nothing else is to be done: the first times, its code is compiled. Nothing comes of it. Once.
    async rehearse(make: (replica: Replica) => Iterator<void, readonly OwnEvent[]>): Promise<void> {
        if (this.#is_rehearsed) return;
        this.#is_rehearsed = true;
        await drawn();
        await this.#reading?.catch(() => {});
        for (let times = 0; times < REHEARSALS; times++) {
            const making = make(this.#replica);
            let made: IteratorResult<void, readonly OwnEvent[]>;
            do {
                await last_turn();
                if (this.#closing.signal.aborted || unreadable_signal.peek()) return;
                made = making.next();
            } while (!made.done);
            const events = made.value;
            await this.database.rehearse(this.#replica.known, () => events);
        }
    }

    async change(change: (replica: Replica) => ReturnType<Parameters<Database['change']>[1]>): Promise<void> {
        await this.#stored(() => this.database.change(this.#replica.known, (stored) => change(this.#with(stored))));
        await this.#changed();
    }

    // Looks for something to send and to receive now.
    wake(): void {
        if (is_of_guest(this.id)) this.#stand({ state: 'guest' }); // nobody asks for it
        else if (this.#engine === null) this.#tell({ kind: 'wake' });
        else this.#engine.wake();
    }

    // Reads what others have stored; calls that come meanwhile share one more reading.
    async refresh(): Promise<void> {
        this.#just_stored = null;
        this.#read_again = true;
        await this.#reading_once(() => this.#read()).catch((error) => this.#cannot_be_read(error));
    }

    #reading_once(read: () => Promise<void>): Promise<void> {
        return (this.#reading ??= read().finally(() => {
            this.#reading = null;
        }));
    }

    // Shows the glance that was kept, if it is of what is stored. Null: somebody has signed out.
    async #glance(): Promise<boolean | null> {
        const { position, outbox, glance } = await this.database.glance(this.#version);
        if (position.left) return null;
        if (glance === null || !is_good_on(glance, today()) || this.#closing.signal.aborted) return false;
        this.#kept = key_of(this.#version, position, outbox);
        batch(() => {
            glance_signal.value = glance;
            this.#show_standing(position, outbox);
        });
        return true;
    }

    // Keeps a glance of what is shown, for the next start; one tab does it for all.
    async #keep_glance(): Promise<void> {
        clearTimeout(this.#rest);
        if (!document.hidden) await last_turn();
        if (this.#closing.signal.aborted) return;
        const { shown, outbox } = this.#replica;
        const key = key_of(this.#version, shown, outbox);
        if (this.#engine === null || !shown.whole || (this.#kept !== null && is_same_key(key, this.#kept))) return;
        try {
            await this.database.keep_glance(key, glance_to_keep(this.#replica.ledger(), today(), preferences.peek().currency));
            this.#kept = key;
        } catch {
            // The disk is full, or the account was closed: the next start takes longer.
        }
    }

    // What is stored may be much, and the page is looked at meanwhile.
    async #read_all(is_glanced_at: boolean): Promise<void> {
        if (is_glanced_at) await drawn();
        const next = is_glanced_at ? last_turn : turn;
        const [parts] = await Promise.all([this.database.parts(), this.drafts.open().catch(() => {})]); // without drafts there is a ledger still
        await in_turns(this.#take(parts), next);
        await next();
        await in_turns(this.#replica.sort(), next);
        await next();
        this.#show({ still_glanced_at: is_glanced_at });
        if (is_glanced_at) void this.#glance_anew();
        await this.#read();
    }

    // What the overview shows of the ledger is made in steps, after all that is asked for now: until then it shows what was kept, which is the same.
    async #glance_anew(): Promise<void> {
        try {
            await drawn();
            await in_turns(glance_steps(this.#replica.ledger(), today(), preferences.peek().currency), last_turn);
            await last_turn();
        } finally {
            if (!this.#closing.signal.aborted) glance_signal.value = null;
        }
    }

    *#take(parts: Iterable<Stored>): Generator<void> {
        for (const part of parts) {
            yield; // it was just read
            if (part.complete) yield* this.#replica.steps();
            this.#with(part);
            yield;
        }
    }

    // What others have stored since, if anything.
    async #read(): Promise<void> {
        while (this.#read_again) {
            this.#read_again = false;
            const { position, outbox } = this.#replica;
            const stored = await this.database.read(position, outbox);
            if (stored.position.database !== position.database && this.#replica.outbox !== outbox) this.#read_again = true; // more is to be carried over
            else await this.#take_in(stored);
        }
    }

    // What is stored beyond what is here, to be shown.
    async #take_in(stored: Stored): Promise<void> {
        this.#just_stored = null;
        const is_long = stored.log.length > AT_ONCE_EVENTS;
        if (is_long) {
            this.#with({ ...stored, complete: false });
            await in_turns(this.#replica.steps());
        }
        this.#with(stored);
        if (is_long && stored.position.whole) await in_turns(this.#replica.sort());
        batch(() => {
            unreadable_signal.value = false;
            this.#show();
        });
    }

    #with(stored: Stored): Replica {
        const before = this.#replica.position;
        this.#replica.update(stored);
        this.#is_read = true;
        if (before !== NOWHERE && before.database !== this.#replica.position.database) {
            this.#engine?.stop(); // what it knows is of the one before: the next begins anew
            this.drafts.keep_again();
        }
        return this.#replica;
    }

    #show({ still_glanced_at = false } = {}): void {
        if (this.#closing.signal.aborted) return; // another account may be shown by now
        const { shown, outbox } = this.#replica;
        batch(() => {
            ledger_signal.value = this.#early?.ledger ?? this.#replica.ledger();
            is_read_signal.value = true;
            if (!still_glanced_at) glance_signal.value = null;
            this.#show_standing(shown, outbox);
        });
        clearTimeout(this.#rest);
        this.#rest = self.setTimeout(() => void this.#keep_glance(), REST_MS);
    }

    #show_standing(position: Position, outbox: readonly Entry[]): void {
        const waiting = outbox.filter(({ uploaded }) => !uploaded);
        const problems = to_be_asked(waiting.flatMap(({ event, verdict }) => (verdict === null ? [] : [{ ...verdict, event }])));
        sync_signal.value = { ...sync_signal.value, unsent: acts(waiting.map(({ event }) => event)).length, problems, fetching: !position.whole && !is_of_guest(this.id) };
    }

    // Of what a person does. An account that is closed takes nothing: the database may be gone, and would be made anew.
    async #stored<T>(step: () => Promise<T>): Promise<T> {
        this.#closing.signal.throwIfAborted();
        try {
            return await step();
        } catch (error) {
            if (!is_full(error)) throw error;
            this.#report({ state: 'storage_full' });
            throw new Refusal('storage_full', 'There is no space left on this device.');
        }
    }

    async #changed(): Promise<void> {
        this.#tell({ kind: 'changed' });
        this.wake();
        await this.refresh();
    }

    #stand(changed: Partial<Standing>): void {
        sync_signal.value = { ...sync_signal.value, ...changed };
    }

    #report(changed: Partial<Standing>): void {
        this.#stand(changed);
        this.#tell_standing();
    }

    #tell_standing(): void {
        const { state, last_contact } = sync_signal.value;
        this.#tell({ kind: 'state', standing: { state, last_contact } });
    }

    #tell(message: Message): void {
        if (!this.#closing.signal.aborted) this.#channel.postMessage(message);
    }

    #told(message: Message): void {
        if (message.kind === 'changed') void this.refresh();
        else if (message.kind === 'wake') this.#engine?.wake();
        else if (message.kind === 'state') this.#stand(message.standing);
        else if (this.#engine !== null) this.#tell_standing(); // to a tab that has just been opened
    }

    // Runs the engine for as long as this tab is open; should the storage refuse, it tries again.
    async #lead(): Promise<void> {
        while (!this.#closing.signal.aborted) {
            this.#engine = new Engine({
                storage: this.#announcing(),
                network: network(this.id),
                clock,
                report: (state) => this.#report({ state }),
                answered: () => this.#report({ last_contact: Date.now() }),
            });
            try {
                await this.#engine.run();
            } catch (error) {
                if (this.#closing.signal.aborted) break;
                this.#report({ state: is_full(error) ? 'storage_full' : 'offline' });
                if (!is_full(error)) this.#cannot_be_read(error); // what comes is put to what is there
                await clock.sleep(RESTART_MS).done;
            }
        }
    }

    // The database for the engine: what it stores, every tab shows. Nobody else moves the position, so it is known without reading it anew.
    #announcing(): Storage {
        const { database } = this;
        let known: Position | null = null;
        const changed = (): void => {
            this.#tell({ kind: 'changed' });
            void this.refresh();
        };
        return {
            position: async () => (known ??= await database.position()),
            outbox: async () => {
                const known = this.#just_stored;
                this.#just_stored = null;
                return known ?? database.outbox();
            },
            received: async (epoch, events, head) => {
                const early = this.#show_arrived(epoch, events);
                const stored = await database.receive(epoch, events, head).catch((error) => this.#take_back(early, error));
                this.#end_early(early);
                this.#tell({ kind: 'changed' });
                void (this.#follows(stored) ? this.#take_in(stored) : this.refresh());
                return (known = stored.position);
            },
            answered: async (...given) => {
                known = await database.answered(...given);
                changed();
                return known;
            },
            diverged: (...given) => {
                known = null;
                return database.diverged(...given).then(changed);
            },
        };
    }

    // Whether nothing lies between what is here and what was stored.
    #follows({ position, log }: Stored): boolean {
        const here = this.#replica.position;
        return here.database === position.database && here.generation === position.generation && position.head - log.length <= here.head;
    }
}

// What waits in one account's outbox, and what was typed there, goes to another's, whole: should it be cut off, it is in the first one still, and can be
// taken once more.
export async function take_along(from_id: string, to_id: string, is_new: boolean): Promise<void> {
    const [from, to] = [new Database(from_id), new Database(to_id)];
    try {
        if (is_new) await to.begin();
        for (;;) {
            const outbox = await from.outbox();
            await to.take_along(outbox, await from.typed());
            if ((await from.leave(ids_that_wait(outbox))).length === 0) return;
        }
    } finally {
        from.close();
        to.close();
    }
}

// Deletes what is stored here of an account.
export const forget = (account_id: string): Promise<void> => Dexie.delete(database_name(account_id));
