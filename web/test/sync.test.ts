// Whatever happens to the network, the devices and the server, all converge: nothing that was stored or acknowledged is
// lost, and nothing is there twice. DEBT_TEST_LONG=1 tries many more histories; a failure prints the seed that repeats it.
import './node18.ts';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { next_batch } from '../src/outbox/batch.ts';
import { needs } from '../src/outbox/entry.ts';
import { NOWHERE } from '../src/store/replica.ts';
import { Device } from './sync/device.ts';
import { acts } from './sync/person.ts';
import { Server } from './sync/server.ts';

const LONG = process.env['DEBT_TEST_LONG'] === '1';
const DEVICES = 3;
const TURNS_MAX = 4000; // until all is quiet

type Happening = { device: number; what: string; n: number };

const weights: Record<string, number> = {
    ...{ act: 10, go_on: 6, time: 4, cut: 2, join: 3, crash: 2, lose_reply: 2, stream_faults: 2 },
    ...{ drop_stream: 1, sign_out: 1, sign_in: 2, busy: 1, second_tab: 1, look: 3, restore: 1, strangers: 2, delete_database: 1, leave: 1 },
};

const happening = fc.record({
    device: fc.nat({ max: DEVICES - 1 }),
    what: fc.oneof(...Object.entries(weights).map(([what, weight]) => ({ weight, arbitrary: fc.constant(what) }))),
    n: fc.nat({ max: 1 << 20 }),
});

const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

class World {
    readonly server = new Server();
    readonly devices: Device[];
    readonly made = new Set<string>(); // ids of all events that a device has stored
    readonly entrusted = new Set<string>(); // of those that the server had when a device deleted them: a server that is restored may lose them
    readonly given_up = new Set<string>(); // of those that waited when somebody signed out, who agreed to lose them
    is_restored = false;

    constructor(run: string) {
        this.devices = Array.from({ length: DEVICES }, (_, i) => new Device(`${run}-${i}`, this.server));
    }

    async happens({ device: place, what, n }: Happening): Promise<void> {
        const device = this.devices[place]!;
        switch (what) {
            case 'act':
                return this.act(device, n);
            case 'go_on':
                return turns(n % 60);
            case 'time':
                for (const tab of device.tabs) tab.pass_time();
                return;
            case 'cut':
                return device.cut();
            case 'join':
                return device.join();
            case 'crash':
                return device.crash();
            case 'lose_reply':
                device.replies_lost = n % 3;
                return;
            case 'strangers':
                device.strangers = Array.from({ length: 1 + (n % 2) }, (_, i) => ({ which: (n >> 4) + i, is_done: (n & 2) > 0 }));
                return;
            case 'delete_database':
                await this.entrust(device);
                return device.delete_database(n);
            case 'look':
                return device.tabs[n % device.tabs.length]!.refresh();
            case 'leave':
                return this.leave(device, n);
            case 'stream_faults':
                device.stream_faults = n % 5;
                return;
            case 'drop_stream':
                return device.drop_streams();
            case 'sign_out':
                device.signed_in = false;
                return device.drop_streams();
            case 'sign_in':
                device.signed_in = true;
                return device.wake();
            case 'busy':
                device.busy = n % 3;
                return;
            case 'second_tab':
                return device.tabs.length < 2 ? device.start() : undefined;
            case 'restore':
                this.is_restored = true;
                return this.server.restore(n % (this.server.log.length + 1));
        }
    }

    async act(device: Device, n: number): Promise<void> {
        for (const { id } of await device.make(n >> 8, (replica) => acts(replica, n))) this.made.add(id);
    }

    // What the server has of what is stored on a device.
    async entrust({ database }: Device): Promise<void> {
        const { log, outbox } = await database.read(NOWHERE);
        for (const { id } of log) this.entrusted.add(id);
        for (const { event, uploaded } of outbox) if (uploaded) this.entrusted.add(event.id);
    }

    async leave(device: Device, n: number): Promise<void> {
        let asked = n % 3; // so often somebody adds something while it is asked
        await this.entrust(device);
        const agreed = await device.leave(() => (asked-- > 0 ? this.act(device, n >> asked) : Promise.resolve()));
        for (const id of agreed) this.given_up.add(id);
        await this.entrust(device);
        const made = device.make(n, (replica) => acts(replica, 0));
        await expect(made, 'nothing is added any more').rejects.toThrow('signed out');
        await turns(n % 60);
        await device.forget();
    }

    async is_quiet(): Promise<boolean> {
        for (const { database, tabs } of this.devices) {
            const [position, outbox] = [await database.position(), await database.outbox()];
            if (position.epoch !== this.server.epoch || position.head !== this.server.log.length) return false;
            if (next_batch(outbox).length > 0 || outbox.some(({ uploaded }) => uploaded)) return false;
            if (!tabs.some(({ state }) => state === 'live')) return false;
        }
        return true;
    }

    // The weather clears.
    async settles(): Promise<void> {
        for (const device of this.devices) {
            device.repair();
            device.wake();
        }
        for (let turn = 0; turn < TURNS_MAX; turn++) {
            await turns(10);
            if (await this.is_quiet()) return;
            for (const { tabs } of this.devices) for (const tab of tabs) tab.pass_time();
        }
        throw new Error('it does not come to rest');
    }

    async is_sound(): Promise<void> {
        const log = this.server.log.map(({ id }) => id);
        expect(new Set(log).size, 'nothing is there twice').toBe(log.length);
        const kept = new Set(log);
        for (const { database } of this.devices) {
            expect((await database.read(NOWHERE)).log.map(({ id }) => id)).toEqual(log);
            for (const { event, verdict } of await database.outbox()) {
                kept.add(event.id);
                expect(verdict?.code, 'an event is sent unchanged').not.toBe('idempotency_key_reused');
                if (verdict !== null) expect(this.server.has_said(event.id, verdict), 'only the server decides').toBe(true);
                const here = needs(event).every((id) => this.server.knows(id));
                if (here) expect(verdict?.status, 'what it needs is here').not.toBe('blocked');
            }
        }
        const may_go = (id: string): boolean => this.given_up.has(id) || (this.is_restored && this.entrusted.has(id));
        expect([...this.made].filter((id) => !kept.has(id) && !may_go(id)), 'nothing is lost').toEqual([]);
        const shown = await Promise.all(this.devices.map(async (device) => (await device.replica()).ledger()));
        for (const [i, { database }] of this.devices.entries()) {
            if ((await database.outbox()).length > 0) continue;
            for (const [j, other] of this.devices.entries()) {
                if ((await other.database.outbox()).length > 0) continue;
                expect([...shown[i]!.transactions.values()]).toEqual([...shown[j]!.transactions.values()]);
                expect([...shown[i]!.contacts.values()]).toEqual([...shown[j]!.contacts.values()]);
            }
        }
    }

    async ends(): Promise<void> {
        for (const device of this.devices) {
            for (const tab of device.tabs) tab.kill();
            await device.database.delete();
        }
    }
}

let runs = 0;

async function lives_through(happenings: readonly Happening[]): Promise<World> {
    const world = new World(`run-${++runs}`);
    for (const one of happenings) await world.happens(one);
    await world.settles();
    await world.is_sound();
    return world;
}

describe('sync', () => {
    it(
        'converges, loses nothing and doubles nothing, whatever happens',
        async () => {
            const history = fc.array(happening, { minLength: 20, maxLength: LONG ? 150 : 60 });
            await fc.assert(
                fc.asyncProperty(history, async (happenings) => (await lives_through(happenings)).ends()),
                { numRuns: LONG ? 500 : 25, endOnFailure: !LONG },
            );
        },
        LONG ? 3_600_000 : 120_000,
    );

    it('fetches at once what the stream has left out', async () => {
        const world = new World(`run-${++runs}`);
        await world.settles();
        world.devices[1]!.stream_faults = 3; // the third event is lost
        for (let i = 0; i < 4; i++) {
            await world.happens({ device: 0, what: 'act', n: 0 });
            await turns(100);
        }
        for (let i = 0; i < 100 && !(await world.is_quiet()); i++) await turns(10);
        expect(await world.is_quiet(), 'though no time has passed').toBe(true);
        await world.ends();
    });

    it('connects anew when the network becomes another one before the stream has said hello', async () => {
        const world = new World(`run-${++runs}`);
        const [device] = world.devices;
        while (!device!.is_connecting) await turns(1);
        device!.join();
        await world.settles();
        await world.ends();
    });

    it('sends what a restored server has lost, as it was made', async () => {
        const act = (device: number, n: number): Happening => ({ device, what: 'act', n });
        const world = await lives_through([act(0, 0), act(0, 12), act(0, 28), act(1, 0), act(2, 1)]);
        const before = world.server.log.map(({ id, data, made_at }) => ({ id, data, made_at }));
        expect(before.length).toBe(5);
        world.server.restore(1);
        await world.settles();
        await world.is_sound();
        const after = world.server.log.map(({ id, data, made_at }) => ({ id, data, made_at }));
        const by_id = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
        expect(after.sort(by_id)).toEqual(before.sort(by_id));
        await world.ends();
    });
});
