// The account whose data this tab shows: its database, the other tabs of it, and the engine, which one tab runs.
import { batch } from '@preact/signals';
import { Dexie } from 'dexie';
import { Refusal } from '../decide/refusal.ts';
import type { OwnEvent, Position } from '../events/event.ts';
import { network } from '../server/network.ts';
import { Engine } from '../sync/engine.ts';
import type { Clock, Storage } from '../sync/ports.ts';
import { Database, database_name } from './database.ts';
import { Drafts } from './drafts.ts';
import { ledger_signal, sync_signal } from './ledger.ts';
import type { Sync } from './ledger.ts';
import { Replica } from './replica.ts';
import type { Stored } from './replica.ts';
import { in_turns, turn } from './turns.ts';

// What tabs of one account tell each other.
type Standing = Pick<Sync, 'state' | 'last_contact'>;
type Message = { kind: 'changed' } | { kind: 'wake' } | { kind: 'ask' } | { kind: 'state'; standing: Standing };

const RESTART_MS = 5000;
const AT_ONCE_EVENTS = 100; // more of them are folded in turns

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

const is_full = (error: unknown): boolean =>
    error instanceof Error && (error.name === 'QuotaExceededError' || is_full((error as { inner?: unknown }).inner));

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

    constructor(id: string) {
        this.id = id;
        this.database = new Database(id);
        this.drafts = new Drafts(this.database.drafts);
        this.#channel = new BroadcastChannel(database_name(id));
        this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#told(data);
    }

    // Shows what is stored; then one tab after the other keeps it in step with the server. is_new: it was just made, and is empty.
    async open(is_new: boolean): Promise<void> {
        if (is_new) await this.database.begin();
        await this.#reading_once(() => this.#read_all());
        this.#tell({ kind: 'ask' });
        const { signal } = this.#closing;
        self.addEventListener('focus', () => this.wake(), { signal });
        self.addEventListener('online', () => (this.#engine === null ? this.wake() : this.#engine.reconnect()), { signal });
        self.addEventListener('offline', () => this.#report({ state: 'offline' }), { signal });
        void navigator.locks
            .request(`${database_name(this.id)}-sync`, { signal }, () => this.#lead())
            .catch(() => {}); // closed while it waited
    }

    close(): void {
        this.#closing.abort();
        this.#engine?.stop();
        this.#channel.close();
        this.database.close();
    }

    // Puts into the outbox what `make` makes of what is stored, and shows it. Throws what `make` throws.
    async add(make: (replica: Replica) => readonly OwnEvent[]): Promise<readonly OwnEvent[]> {
        const replica = this.#replica;
        let before: Replica['outbox'] = [];
        const entries = await this.#stored(() =>
            this.database.add(replica.position, (stored) => {
                const events = make(this.#with(stored));
                before = replica.outbox;
                return events;
            }),
        );
        // While it is drawn here, it is on its way to the others.
        this.#tell({ kind: 'changed' });
        this.wake();
        // Where nothing else has come in between, what is stored is known without reading it.
        if (replica.outbox === before) {
            replica.update({ position: replica.position, complete: true, log: [], outbox: [...before, ...entries] });
            this.#show();
        } else {
            await this.refresh();
        }
        return entries.map(({ event }) => event);
    }

    async change(change: (replica: Replica) => ReturnType<Parameters<Database['change']>[1]>): Promise<void> {
        await this.#stored(() => this.database.change(this.#replica.position, (stored) => change(this.#with(stored))));
        await this.#changed();
    }

    // Looks for something to send and to receive now.
    wake(): void {
        if (this.#engine === null) this.#tell({ kind: 'wake' });
        else this.#engine.wake();
    }

    // Reads what others have stored; calls that come meanwhile share one more reading.
    refresh(): Promise<void> {
        this.#read_again = true;
        return this.#reading_once(() => this.#read());
    }

    #reading_once(read: () => Promise<void>): Promise<void> {
        return (this.#reading ??= read().finally(() => {
            this.#reading = null;
        }));
    }

    // What is stored may be much, and the page is looked at meanwhile.
    async #read_all(): Promise<void> {
        await in_turns(this.#take(await this.database.parts()));
        await turn();
        await this.#sort();
        this.#show();
        await this.#read();
    }

    // The screens ask for it, together with what they draw.
    async #sort(): Promise<void> {
        void this.#replica.ledger().dated;
        await turn();
    }

    *#take(parts: Iterable<Stored>): Generator<void> {
        for (const part of parts) {
            if (part.complete) yield* this.#replica.steps();
            this.#with(part);
            yield;
        }
    }

    // What others have stored since, if anything.
    async #read(): Promise<void> {
        while (this.#read_again) {
            this.#read_again = false;
            await this.#take_in(await this.database.read(this.#replica.position));
        }
    }

    // What is stored beyond what is here, to be shown.
    async #take_in(stored: Stored): Promise<void> {
        const is_long = stored.log.length > AT_ONCE_EVENTS;
        if (is_long) {
            this.#with({ ...stored, complete: false });
            await in_turns(this.#replica.steps());
        }
        this.#with(stored);
        if (is_long && stored.position.whole) await this.#sort();
        this.#show();
    }

    #with(stored: Stored): Replica {
        this.#replica.update(stored);
        return this.#replica;
    }

    #show(): void {
        if (this.#closing.signal.aborted) return; // another account may be shown by now
        const waiting = this.#replica.outbox.filter(({ uploaded }) => !uploaded);
        const problems = waiting.flatMap(({ event, verdict }) => (verdict === null ? [] : [{ ...verdict, event }]));
        batch(() => {
            ledger_signal.value = this.#replica.ledger();
            sync_signal.value = { ...sync_signal.value, unsent: waiting.length, problems, fetching: !this.#replica.position.whole };
        });
    }

    async #stored<T>(step: () => Promise<T>): Promise<T> {
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
                network,
                clock,
                report: (state) => this.#report({ state }),
                answered: () => this.#report({ last_contact: Date.now() }),
            });
            try {
                await this.#engine.run();
            } catch (error) {
                if (this.#closing.signal.aborted) break;
                this.#report({ state: is_full(error) ? 'storage_full' : 'offline' });
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
            outbox: () => database.outbox(),
            received: async (...given) => {
                const stored = await database.receive(...given);
                this.#tell({ kind: 'changed' });
                void (this.#follows(stored) ? this.#take_in(stored) : this.refresh());
                return (known = stored.position);
            },
            answered: (...given) => database.answered(...given).then(changed),
            diverged: (...given) => {
                known = null;
                return database.diverged(...given).then(changed);
            },
        };
    }

    // Whether nothing lies between what is here and what was stored.
    #follows({ position, log }: Stored): boolean {
        const here = this.#replica.position;
        return here.generation === position.generation && position.head - log.length <= here.head;
    }
}

// Deletes what is stored here of an account.
export const forget = (account_id: string): Promise<void> => Dexie.delete(database_name(account_id));
