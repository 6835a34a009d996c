// The glance that is kept is that of what is stored, or there is none: whatever is made, sent, answered, received, dismissed or lost, and whoever asks for it,
// on that day or weeks later. What it is of, all of the log says, folded anew.
import './node18.ts';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check_offline_event } from '../src/decide/offline_event.ts';
import type { EventData, EventType, OwnEvent } from '../src/events/event.ts';
import { day_after, history, summary, used_currencies } from '../src/fold/summary.ts';
import { next_batch } from '../src/outbox/batch.ts';
import { dismissed } from '../src/outbox/problems.ts';
import { Database } from '../src/store/database.ts';
import { SHOWN, due, glance_at, glance_to_keep, in_order, is_good_on, key_of } from '../src/store/glance.ts';
import type { Glance } from '../src/store/glance.ts';
import { NOWHERE, Replica } from '../src/store/replica.ts';
import type { Transaction } from '../src/fold/rows.ts';
import type { Ledger } from '../src/store/snapshot.ts';
import { people } from '../src/views/lists.ts';
import { Server } from './sync/server.ts';

const VERSION = 'of these sources';
const TODAY = '2026-03-01';
const USUAL = 'USD';
const GOOD_DAYS = 31;
const PEOPLE = 12;

let count = 0;
const new_id = (): string => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)];

type Wish = { type: EventType; aggregate_id: string; data: object };

function wish({ fold }: Replica, what: number, n: number): Wish | undefined {
    const contact = pick([...fold.contacts.keys()], n >> 3);
    const transaction = pick([...fold.transactions.values()], n >> 3);
    const event = pick(fold.aggregates.flatMap(({ events }) => events), n >> 3);
    const change = (type: EventType, id: string | undefined, data: object): Wish | undefined => (id === undefined ? undefined : { type, aggregate_id: id, data });
    if (contact === undefined || (what === 0 && fold.contacts.size < PEOPLE)) return { type: 'CONTACT_CREATED', aggregate_id: new_id(), data: { name: `Person ${n % 5}` } };
    if (what === 1) return change('CONTACT_UPDATED', contact, { name: `Renamed ${n % 7}` });
    if (what === 2) return change('TRANSACTION_DELETED', transaction?.id, {});
    if (what === 3) return change('TRANSACTION_UPDATED', transaction?.id, { amount: 1 + (n % 9), due_date: n % 2 ? null : day_after(TODAY, n % 50) });
    if (what === 4) return change('EVENT_UNDONE', event?.aggregate_id, { event_id: event?.id });
    if (what === 5) return change('CONTACT_DELETED', contact, { with_transactions: true });
    const money = n % 5 ? { type: 'money', currency: pick(['EUR', 'EUR', 'JPY', 'USD'], n >> 5) } : { type: 'item', description: 'Bohrer' };
    const fields = { ...money, contact_id: contact, direction: n & 1 ? 'lent' : 'owed', amount: 1 + (n % 11), transaction_date: day_after(TODAY, (n % 40) - 30) };
    const settles = what === 6 && transaction?.contact_id === contact ? { settles: [transaction.id] } : {};
    return { type: 'TRANSACTION_CREATED', aggregate_id: new_id(), data: { ...fields, ...settles, ...(n % 3 ? { due_date: day_after(TODAY, ((n >> 2) % 70) - 20) } : {}) } };
}

function act(replica: Replica, what: number, n: number): readonly OwnEvent[] {
    const wanted = wish(replica, what, n);
    if (wanted === undefined) return [];
    const event = { id: new_id(), comment: null, made_at: `2026-03-01T00:00:${count}`, ...wanted, data: wanted.data as EventData[EventType] } as OwnEvent;
    try {
        check_offline_event(event, replica.fold);
        return [event];
    } catch {
        return []; // the rules do not allow it just then
    }
}

class Device {
    readonly server = new Server();
    readonly database: Database;

    constructor(name: string) {
        this.database = new Database(name);
    }

    async replica(): Promise<Replica> {
        const replica = new Replica();
        replica.update(await this.database.read(NOWHERE));
        return replica;
    }

    async make(what: number, n: number): Promise<void> {
        await this.database.add({ position: NOWHERE, outbox: [], complete: false }, (stored) => {
            const replica = new Replica();
            replica.update(stored);
            return act(replica, what, n);
        });
    }

    async pull(): Promise<void> {
        const asked = await this.database.position();
        const page = this.server.pull(asked);
        if ('epoch' in page && 'events' in page) await this.database.received(page.epoch, page.events, page.head);
        else if (page.failure === 'diverged') await this.database.diverged(asked, page.epoch);
    }

    async send(is_answered: boolean): Promise<void> {
        const answers = this.server.send((await this.database.position()).epoch, structuredClone(next_batch(await this.database.outbox())));
        if (is_answered && 'results' in answers) await this.database.answered(answers.epoch, answers.results);
    }

    // Keeps a glance of what is stored, as a tab does that shows it.
    async keep(): Promise<void> {
        const replica = await this.replica();
        await this.database.keep_glance(key_of(VERSION, replica.shown, replica.outbox), glance_to_keep(replica.ledger(), TODAY, USUAL));
    }

    async does(what: string, n: number): Promise<void> {
        if (what === 'make') for (let i = 0; i <= n % 6; i++) await this.make((n >> (3 + i)) % 12, n >> (5 + i));
        else if (what === 'send') await this.send(n % 4 > 0);
        else if (what === 'pull') await this.pull();
        else if (what === 'restore') this.server.restore(n % (this.server.log.length + 1));
        else if (what === 'dismiss') {
            const id = pick(await this.database.outbox(), n)?.event.id;
            await this.database.change({ position: NOWHERE, outbox: [], complete: false }, ({ outbox }) => ({ put: [], remove: id === undefined ? [] : dismissed(outbox, id) }));
        }
    }
}

// What the overview shows of it.
function rows(of: Pick<Ledger, 'contacts' | 'unsent'>, used: readonly string[], lists: readonly (readonly Transaction[])[]): object {
    const first = people(of, { settled: false, order: 'balance', currencies: in_order(used, USUAL) }, 'en').slice(0, SHOWN + 1);
    const entries = lists.map((list) => list.slice(0, SHOWN + 1));
    const ids = [...first, ...entries.flatMap((list) => list.slice(0, SHOWN))].map(({ id }) => id);
    const names = entries.flat().map(({ contact_id }) => of.contacts.get(contact_id));
    return { first, entries, names, unsent: ids.filter((id) => of.unsent.has(id)) };
}

function seen(of: Glance, day: string): object {
    const { overdue, due_soon } = due(of, day);
    const { transactions, totals, items, currencies, oldest } = of;
    return { ...rows(of, currencies, [overdue, due_soon, of.recent]), transactions, totals, items, currencies, oldest };
}

function seen_in_all(of: Ledger, day: string): object {
    const { overdue, due_soon, totals, items } = summary(of, day);
    const oldest = of.dated.at(-1)?.transaction_date ?? null;
    return { ...rows(of, used_currencies(of), [overdue, due_soon, of.dated]), transactions: of.transactions.size, totals, items, currencies: used_currencies(of), oldest };
}

function expect_same(glance: Glance, of: Ledger): void {
    for (let days = 0; days <= GOOD_DAYS; days++) {
        const day = day_after(TODAY, days);
        expect(is_good_on(glance, day)).toBe(true);
        expect(seen(glance, day)).toEqual(seen_in_all(of, day));
        expect(seen(glance_at(of, day, USUAL), day)).toEqual(seen_in_all(of, day));
    }
    for (const days of [-1, GOOD_DAYS + 1]) expect(is_good_on(glance, day_after(TODAY, days))).toBe(false);
    const { course } = glance;
    if (course !== null) expect(course.points).toEqual(history(of, course.currency).map(({ date, net }) => ({ date, net })));
}

const happening = fc.record({ what: fc.constantFrom('make', 'make', 'make', 'send', 'pull', 'pull', 'restore', 'dismiss'), n: fc.nat(), keep: fc.boolean() });
let runs = 0;

test('is that of all that is stored, or is not there', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
            const device = new Device(`glance-${runs++}`);
            const read = new Map<number, unknown>();
            for (const { what, n, keep } of happenings) {
                await device.does(what, n);
                const { position, log, outbox } = await device.database.read(NOWHERE);
                const before = read.get(position.revision) ?? { position, log, outbox };
                expect({ position, log, outbox }, 'another revision for anything else that is stored').toEqual(before);
                read.set(position.revision, before);
                const { glance } = await device.database.glance(VERSION);
                if (glance !== null) expect_same(glance, (await device.replica()).ledger());
                if (!keep) continue;
                await device.keep();
                const kept = (await device.database.glance(VERSION)).glance;
                expect_same(kept!, (await device.replica()).ledger());
                expect((await device.database.glance('of other sources')).glance).toBe(null);
            }
            await device.database.delete();
        }),
        { numRuns: 60 },
    );
}, 120_000);

test.each([
    { with_due_dates: true, step: 7 },
    { with_due_dates: false, step: 21 },
])('of many there are few rows, and they are the right ones: $with_due_dates', async ({ with_due_dates, step }) => {
    const device = new Device(`glance-many-${step}`);
    for (let n = 0; n < PEOPLE; n++) await device.make(0, n);
    for (let n = 0; n < 400; n++) await device.make(7, n * step);
    await device.keep();
    const kept = (await device.database.glance(VERSION)).glance!;
    const ledger = (await device.replica()).ledger();
    expect(ledger.transactions.size).toBe(400);
    expect(kept.due.length).toBeLessThan(300);
    expect(due(kept, TODAY).overdue.length > SHOWN).toBe(with_due_dates);
    expect(kept.contacts.size < PEOPLE).toBe(!with_due_dates);
    expect_same(kept, ledger);
    await device.database.delete();
}, 60_000);

test('goes with the account', async () => {
    const device = new Device('glance-gone');
    await device.make(0, 0);
    await device.keep();
    expect((await device.database.glance(VERSION)).glance).not.toBe(null);
    await device.database.delete();
    expect((await new Database('glance-gone').glance(VERSION)).glance).toBe(null);
});
