// Tabs of one device add to what is stored, each by what it knows: what is made is made of all that is stored, and is stored once, in order.
import './node18.ts';
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../src/decide/refusal.ts';
import type { LogEvent, OwnEvent } from '../src/events/event.ts';
import { Database } from '../src/store/database.ts';
import { Replica } from '../src/store/replica.ts';
import type { Stored } from '../src/store/replica.ts';

const event = (n: number, name: string): OwnEvent => ({ id: `e-${n}`, type: 'CONTACT_CREATED', aggregate_id: `c-${n}`, data: { name }, comment: null, made_at: '' });

const logged = (seq: number, own: OwnEvent): LogEvent =>
    ({ ...own, seq, aggregate_type: 'contact', version: 1, actor: { account_id: 'a', device: null }, recorded_at: `${seq}`, hash: `${seq}` }) as LogEvent;

class Tab {
    readonly replica = new Replica();
    readonly database: Database;
    asked = 0;

    constructor(database: Database) {
        this.database = database;
    }

    async refresh(): Promise<void> {
        this.replica.update(await this.database.read(this.replica.position, this.replica.outbox));
    }

    // A reading of which only the beginning has been taken in.
    async begin(): Promise<void> {
        this.replica.update({ ...(await this.database.read(this.replica.position)), complete: false });
    }

    async add(make: (replica: Replica) => readonly OwnEvent[]): Promise<void> {
        const asked = (stored: Stored): readonly OwnEvent[] => {
            this.asked++;
            this.replica.update(stored);
            return make(this.replica);
        };
        this.replica.update(await this.database.add(this.replica.known, asked));
    }
}

const step = fc.record({ tab: fc.nat({ max: 1 }), what: fc.constantFrom('add', 'add', 'add', 'refresh', 'begin', 'receive', 'upload'), n: fc.integer({ min: 1, max: 3 }) });
let runs = 0;

test('whatever the tabs know of each other', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
            const database = new Database(`add-${runs++}`);
            const tabs = [new Tab(database), new Tab(database)];
            const made: OwnEvent[] = [];
            let head = 0;
            for (const { tab: place, what, n } of steps) {
                const tab = tabs[place]!;
                if (what === 'refresh') await tab.refresh();
                if (what === 'begin') await tab.begin();
                if (what === 'receive') await database.received('epoch', [logged(++head, event(1000 + head, 'from elsewhere'))]);
                if (what === 'upload') {
                    const [first] = await database.outbox();
                    if (first !== undefined) await database.received('epoch', [logged(++head, first.event)]);
                }
                if (what !== 'add') continue;
                await tab.add(({ fold }) => Array.from({ length: n }, (_, i) => event(made.length + i, `of ${fold.contacts.size}`)));
                const known = (await database.read(tab.replica.position)).log.length;
                expect(known, 'it knows all that is stored').toBe(0);
                for (let i = 0; i < n; i++) made.push(event(made.length, tab.replica.fold.contacts.get(`c-${made.length}`)!.name));
                const all = new Replica();
                all.update(await database.read(new Replica().position));
                expect([...tab.replica.fold.contacts.values()]).toEqual([...all.fold.contacts.values()]);
                expect(made.at(-1)!.data).toEqual({ name: `of ${all.fold.contacts.size - n}` });
                const outbox = await database.outbox();
                expect(tab.replica.outbox).toEqual(outbox);
                expect(outbox.map(({ place: at }) => at)).toEqual([...new Set(outbox.map(({ place: at }) => at))].sort((a, b) => a - b));
                expect(all.fold.contacts.size).toBe(made.length + head - uploaded(all, made));
            }
            await database.delete();
        }),
        { numRuns: 80 },
    );
});

const uploaded = ({ fold }: Replica, made: readonly OwnEvent[]): number => made.filter(({ aggregate_id }) => fold.aggregate(aggregate_id)!.events[0]!.seq !== undefined).length;

test('who is alone is asked once, and who knows too little once more', async () => {
    const database = new Database('add-alone');
    const [one, other] = [new Tab(database), new Tab(database)];
    await one.refresh();
    for (const n of [1, 2, 3]) await one.add(() => [event(n, 'Ada')]);
    expect(one.asked).toBe(3);
    await other.add(({ fold }) => [event(10 + fold.contacts.size, 'Eve')]);
    expect(other.asked).toBe(2);
    expect((await database.outbox()).map(({ event: { id } }) => id)).toEqual(['e-1', 'e-2', 'e-3', 'e-13']);
    await expect(one.add(({ fold }) => {
        if (fold.contacts.has('c-13')) throw new Refusal('refused', 'It is there.');
        return [event(20, 'Ida')];
    })).rejects.toThrow('It is there.');
    expect((await database.outbox()).length).toBe(4);
    database.close();
});

test('a rehearsal asks what would be added, and adds nothing', async () => {
    const database = new Database('add-rehearsal');
    const one = new Tab(database);
    await one.add(() => [event(1, 'Ada')]);
    const before = await database.read(new Replica().position);
    let asked = 0;
    await database.rehearse(one.replica.known, (stored) => {
        asked++;
        expect(stored.outbox).toEqual(before.outbox);
        return [event(2, 'Eve')];
    });
    expect(asked).toBe(1);
    expect(await database.read(new Replica().position)).toEqual(before);
    database.close();
});

for (const what of ['rehearse', 'add'] as const)
    test(`what is deleted while it is being added to is not made anew (${what})`, async () => {
        const database = new Database(`add-deleted-${what}`);
        const one = new Tab(database);
        await one.add(() => [event(1, 'Ada')]);
        const under_way = database[what](one.replica.known, () => [event(2, 'Eve')]).catch(() => {});
        database.close();
        await Dexie.delete(database.name);
        await under_way;
        expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(database.name);
    });

test('nothing is added where somebody has signed out, whoever knows of it, nor after the server had another history', async () => {
    const database = new Database('add-left');
    const [knowing, other] = [new Tab(database), new Tab(database)];
    await other.add(() => [event(1, 'Ada')]);
    expect(await database.leave([]), 'what waits is asked about').toEqual(['e-1']);
    await other.add(() => [event(2, 'Eve')]);
    expect(await database.leave(['e-1']), 'and what came meanwhile').toEqual(['e-1', 'e-2']);
    expect(await database.leave(['e-1', 'e-2'])).toEqual([]);
    await knowing.refresh();
    for (const tab of [knowing, other]) await expect(tab.add(() => [event(3, 'Ida')])).rejects.toThrow('signed out');
    await expect(database.change(knowing.replica.known, () => ({ put: [], remove: [] }))).rejects.toThrow('signed out');
    await database.received('epoch', []);
    await database.diverged(await database.position(), 'another');
    await database.forget_log();
    await expect(other.add(() => [event(4, 'Ida')])).rejects.toThrow('signed out');
    expect((await database.outbox()).map(({ event: { id } }) => id)).toEqual(['e-1', 'e-2']);
    database.close();
});

test('where the browser has closed the connection, whatever comes next opens it anew', async () => {
    const database = new Database('add-closed');
    const tab = new Tab(database);
    await tab.add(() => [event(1, 'Ada')]);
    const close = (): void => database.backendDB().close(); // as when another tab deletes the database
    close();
    expect((await database.outbox()).length, 'asked what waits').toBe(1);
    close();
    await tab.add(() => [event(2, 'Eve')]);
    close();
    await database.rehearse(tab.replica.known, () => [event(3, 'Ida')]);
    close();
    expect((await database.position()).revision).toBe(tab.replica.position.revision);
    expect((await database.outbox()).map(({ event: { id } }) => id)).toEqual(['e-1', 'e-2']);
    database.close();
});

const deleted = (name: string): Promise<unknown> => new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));

test('of a database that is deleted under its tabs, what only they know is carried over: once, in order, and before what is added', async () => {
    const [one, other] = [new Tab(new Database('add-deleted')), new Tab(new Database('add-deleted'))];
    await one.database.received('epoch', [logged(1, event(1, 'in the log'))]);
    await one.add(() => [event(2, 'uploaded'), event(3, 'Ada')]);
    await one.database.answered('epoch', [{ id: 'e-2', status: 'accepted', code: null, detail: null }]);
    await other.refresh();
    await other.add(() => [event(4, 'Eve')]);
    await deleted(one.database.name);

    const seen: (string | undefined)[] = [];
    await one.add(({ fold }) => {
        seen.push(...['c-1', 'c-2', 'c-3', 'c-4'].map((id) => fold.contacts.get(id)?.name));
        return [event(5, 'Ida')];
    });
    expect(seen.slice(-4)).toEqual([undefined, 'uploaded', 'Ada', undefined]);
    await other.database.received('epoch', [logged(1, event(1, 'in the log')), logged(2, event(2, 'uploaded'))]);
    await other.refresh();
    await one.refresh();
    const outbox = await one.database.outbox();
    expect(outbox.map(({ event: { id }, uploaded: is_there }) => [id, is_there])).toEqual([['e-3', false], ['e-5', false], ['e-4', false]]);
    for (const { replica } of [one, other]) {
        expect(replica.outbox).toEqual(outbox);
        expect([...replica.fold.contacts.keys()]).toEqual(['c-1', 'c-2', 'c-3', 'c-5', 'c-4']);
    }
    for (const { database } of [one, other]) database.close();
});

test('what comes late of a database that was deleted shows no more', async () => {
    const one = new Tab(new Database('add-late'));
    await one.database.received('epoch', [logged(1, event(1, 'before'))]);
    await one.refresh();
    const late = await one.database.read(new Replica().position);
    await deleted(one.database.name);
    await one.database.received('epoch', [logged(1, event(2, 'after'))]);
    await one.refresh();
    one.replica.update(late);
    expect([...one.replica.fold.contacts.keys()]).toEqual(['c-2']);
    one.database.close();
});
