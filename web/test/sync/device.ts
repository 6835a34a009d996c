// A device of the sync test: a database on it, one tab or two with an engine and what the tab knows, and a network and a
// clock that the test has in its hands.
import { Unreachable, answer_of } from '../../src/server/http.ts';
import { pulled, sent } from '../../src/server/network.ts';
import { Database } from '../../src/store/database.ts';
import { NOWHERE, Replica } from '../../src/store/replica.ts';
import { Engine } from '../../src/sync/engine.ts';
import type { Answers, Clock, Failure, Listener, Network, Page, Storage, SyncState } from '../../src/sync/ports.ts';
import type { OwnEvent } from '../../src/events/event.ts';
import type { Server } from './server.ts';
import { STRANGERS, response_of } from './wire.ts';

const forever = new Promise<never>(() => {});

export class Device {
    readonly database: Database;
    readonly #server: Server;
    online = true;
    signed_in = true;
    busy = 0; // so many requests are answered with 429
    replies_lost = 0; // so many requests are done, but not answered
    strangers: { which: number; is_done: boolean }[] = []; // so many requests are answered by something else, done or not
    stream_faults = 0; // so many events of the stream are sent twice, out of order, or not at all
    #tabs: Tab[] = [];
    readonly #sockets = new Set<Listener>();

    constructor(name: string, server: Server) {
        this.database = new Database(name);
        this.#server = server;
        this.#open();
    }

    get tabs(): readonly Tab[] {
        return this.#tabs;
    }

    // A stream was asked for, and nothing was heard of it yet.
    get is_connecting(): boolean {
        return [...this.#sockets].some((socket) => !this.#server.hears(socket));
    }

    #open(): Tab {
        const tab = new Tab(this.database, this.#network());
        this.#tabs.push(tab);
        return tab;
    }

    // One more tab, which reads what is stored.
    start(): Promise<void> {
        return this.#open().refresh();
    }

    #close_all(): void {
        for (const tab of this.#tabs.splice(0)) tab.kill();
        this.drop_streams();
    }

    // What its tabs were doing stops where it is; transactions of the database are done or not.
    crash(): Promise<void> {
        this.#close_all();
        return this.start();
    }

    drop_streams(): void {
        for (const listener of this.#sockets) {
            this.#server.leave(listener);
            listener.closed();
        }
    }

    cut(): void {
        this.online = false;
        this.drop_streams();
    }

    repair(): void {
        Object.assign(this, { online: true, signed_in: true, busy: 0, replies_lost: 0, strangers: [], stream_faults: 0 });
    }

    wake(): void {
        for (const tab of this.#tabs) tab.engine.wake();
    }

    // As the browser says that there is a network again.
    join(): void {
        this.online = true;
        for (const tab of this.#tabs) tab.engine.reconnect();
    }

    // In one of its tabs, by what that one knows.
    async make(n: number, make: (replica: Replica) => readonly OwnEvent[]): Promise<readonly OwnEvent[]> {
        const { replica } = this.#tabs[n % this.#tabs.length]!;
        let made: readonly OwnEvent[] = [];
        const stored = await this.database.add(replica.known, (before) => {
            replica.update(before);
            return (made = make(replica));
        });
        replica.update(stored);
        this.wake();
        return made;
    }

    #delete(): Promise<unknown> {
        return new Promise((resolve) => (indexedDB.deleteDatabase(this.database.name).onsuccess = resolve));
    }

    // By a person, or by the browser, under the tabs that are open: which of them sees it first is chance. They know more or less of what was stored, but
    // have heard that the log was begun anew.
    async delete_database(n: number): Promise<void> {
        const { generation } = await this.database.position();
        for (const tab of this.#tabs) if (tab.replica.position.generation !== generation) await tab.refresh();
        await this.#delete();
        for (const tab of n & 1 ? this.#tabs : [...this.#tabs].reverse()) await tab.refresh();
        this.wake();
    }

    // Somebody signs out, and agrees to lose what waits, which is returned. meanwhile: what else is done on the device while it is asked.
    async leave(meanwhile: () => Promise<void>): Promise<readonly string[]> {
        let agreed: readonly string[] = [];
        for (;;) {
            const waiting = await this.database.leave(agreed);
            if (waiting.length === 0) break;
            agreed = waiting;
            await meanwhile();
        }
        return agreed;
    }

    // What leave() has decided is done, by these tabs or, should they crash, by the next; and somebody signs in again.
    async forget(): Promise<void> {
        this.#close_all();
        await this.#delete();
        await this.start();
    }

    async replica(): Promise<Replica> {
        const replica = new Replica();
        replica.update(await this.database.read(NOWHERE));
        return replica;
    }

    #answer(reply: () => Page | Answers | Failure): Response {
        if (!this.online) throw new Unreachable();
        const stranger = this.strangers.pop();
        if (stranger?.is_done === false) return STRANGERS[stranger.which % STRANGERS.length]!();
        if (this.busy > 0) {
            this.busy--;
            return response_of({ failure: 'busy', retry_after_ms: 1000 });
        }
        if (!this.signed_in) return response_of({ failure: 'signed_out' });
        const answer = reply();
        if (stranger !== undefined) return STRANGERS[stranger.which % STRANGERS.length]!();
        if (this.replies_lost === 0) return response_of(answer);
        this.replies_lost--;
        throw new Unreachable();
    }

    async #body(reply: () => Page | Answers | Failure): Promise<unknown> {
        return (await answer_of(this.#answer(reply))).body;
    }

    #network(): Network {
        return {
            pull: (position) => pulled(this.#body(() => this.#server.pull(position))),
            send: (epoch, events) => sent(events, this.#body(() => this.#server.send(epoch, structuredClone(events)))),
            listen: (position, listener) => {
                const faulty = this.#faulty(listener);
                this.#sockets.add(faulty);
                setImmediate(() => {
                    if (!this.#sockets.has(faulty)) return;
                    if (!this.online || !this.signed_in || !this.#server.listen(position, faulty)) faulty.closed();
                });
                // Nothing is said to who has closed it: the engine must not wait for that.
                return () => {
                    this.#sockets.delete(faulty);
                    this.#server.leave(faulty);
                };
            },
        };
    }

    #faulty(listener: Listener): Listener {
        const late: (() => void)[] = [];
        const faulty: Listener = {
            ...listener,
            closed: () => {
                if (this.#sockets.delete(faulty)) listener.closed(); // once
            },
            event: (event) => {
                if (this.stream_faults === 0) {
                    listener.event(event);
                    for (const deliver of late.splice(0)) deliver();
                    return;
                }
                this.stream_faults--;
                if (event.seq % 3 === 0) return; // lost
                if (event.seq % 3 === 1) late.push(() => listener.event(event)); // after the next
                else for (const copy of [event, event]) listener.event(copy);
            },
        };
        return faulty;
    }
}

class Tab {
    readonly engine: Engine;
    readonly replica = new Replica(); // what it knows
    state: SyncState = 'connecting';
    readonly #database: Database;
    #alive = true;
    #timers: (() => void)[] = [];

    constructor(database: Database, network: Network) {
        this.#database = database;
        this.engine = new Engine({
            storage: this.#mortal<Storage>({
                position: () => database.position(),
                outbox: () => database.outbox(),
                received: (...given) => database.received(...given),
                answered: (...given) => database.answered(...given),
                diverged: (...given) => database.diverged(...given),
            }),
            network: { ...this.#mortal({ pull: network.pull, send: network.send }), listen: network.listen },
            clock: this.#clock(),
            report: (state) => (this.state = state),
            answered: () => {},
        });
        void this.engine.run();
    }

    kill(): void {
        this.#alive = false;
    }

    // As it does when it is told that anything was stored.
    async refresh(): Promise<void> {
        const { position, outbox } = this.replica;
        this.replica.update(await this.#database.read(position, outbox));
    }

    // All that it waits for in time has come.
    pass_time(): void {
        for (const fire of this.#timers.splice(0)) fire();
    }

    // A killed tab asks for nothing more, and what it asked for it never learns.
    #mortal<Port extends object>(port: Port): Port {
        const guarded = Object.entries(port).map(([name, step]) => [
            name,
            async (...given: unknown[]) => {
                await new Promise(setImmediate);
                if (!this.#alive) return forever;
                const done: unknown = await (step as (...given: unknown[]) => Promise<unknown>)(...given);
                await new Promise(setImmediate);
                return this.#alive ? done : forever;
            },
        ]);
        return Object.fromEntries(guarded) as Port;
    }

    #clock(): Clock {
        return {
            random: () => 0.5,
            sleep: () => {
                let fire = (): void => {};
                const done = new Promise<void>((resolve) => (fire = resolve));
                this.#timers.push(fire);
                return { done, cancel: () => (this.#timers = this.#timers.filter((timer) => timer !== fire)) };
            },
        };
    }
}
