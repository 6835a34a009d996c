// What is typed is on the device as it was typed last, however fast.
import './node18.ts';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Database } from '../src/store/database.ts';
import { Drafts } from '../src/store/drafts.ts';
import type { Draft } from '../src/store/drafts.ts';
import { NOWHERE } from '../src/store/replica.ts';

const a_while = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
globalThis.requestAnimationFrame = (draw) => Number(setTimeout(draw));

const created = { id: 'e-1', type: 'CONTACT_CREATED', aggregate_id: 'c-1', data: { name: 'Ada' }, comment: null, made_at: '' } as const;
const deleted = (name: string): Promise<unknown> => new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));

const draft = fc.oneof({ arbitrary: fc.constant(null), weight: 1 }, { arbitrary: fc.record({ name: fc.string() }), weight: 3 });
const what = fc.oneof({ arbitrary: fc.constant('type'), weight: 6 }, { arbitrary: fc.constantFrom('save', 'go on while it is saved', 'delete'), weight: 1 });
const step = fc.record({ form: fc.constantFrom('add/', 'transactions/1'), what, draft, pause: fc.boolean() });

test('what was typed last and not saved is what is found, by who typed it and by who opens the form anew', async () => {
    let runs = 0;
    await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (all) => {
            const database = new Database(`drafts-${runs++}`);
            const drafts = new Drafts(database.drafts, () => {});
            const last = new Map<string, Draft | null>();
            for (const { form, what: does, draft: next, pause } of all) {
                last.set(form, does === 'type' ? next : does === 'delete' ? (last.get(form) ?? null) : null);
                if (does === 'type') drafts.keep(form, next);
                if (does === 'delete') {
                    await deleted(database.name);
                    drafts.keep_again();
                }
                if (does.endsWith('save') || does.endsWith('saved')) {
                    const known = { position: await database.position(), outbox: await database.outbox(), complete: true };
                    await drafts.spend(form, async () => {
                        await database.add(known, () => [{ ...created, id: crypto.randomUUID() }], { draft: form });
                        if (does !== 'save') drafts.keep(form, next);
                        for (let i = 0; pause && i < 5; i++) await a_while();
                    });
                }
                if (pause) await a_while();
            }
            for (const form of ['add/', 'transactions/1']) {
                expect(await drafts.of(form)).toEqual(last.get(form) ?? null);
                const anew = new Drafts(database.drafts, () => {});
                await anew.open();
                for (const those of [drafts, anew]) expect(those.known(form)).toEqual(last.get(form) ?? null);
                expect(await anew.of(form)).toEqual(last.get(form) ?? null);
            }
            database.close();
        }),
        { numRuns: 40 },
    );
});

test.each(['what is known', 'what is read anew'])('what was saved from is gone with what was saved, stored or waiting, added to %s', async (to) => {
    const database = new Database(`drafts-spent-${to}`);
    const drafts = new Drafts(database.drafts, () => {});
    const known = { position: await database.position(), outbox: [], complete: to === 'what is known' };
    drafts.keep('add/', { name: 'A' });
    drafts.keep('add/x', { name: 'Eve' });
    await drafts.of('add/');
    drafts.keep('add/', { name: 'Ada' });
    await drafts.spend('add/', () => database.add(known, () => [created], { draft: 'add/' }));
    expect(await database.drafts.toCollection().primaryKeys()).toEqual(['add/x']);
    expect(await database.outbox()).toHaveLength(1);
    expect([drafts.known('add/'), await drafts.of('add/')]).toEqual([null, null]);
    database.close();
});

test('what was not saved is still begun', async () => {
    const database = new Database('drafts-refused');
    const drafts = new Drafts(database.drafts, () => {});
    drafts.keep('add/', { name: 'Ada' });
    const refused = (): never => {
        throw new Error('refused');
    };
    await expect(drafts.spend('add/', () => database.add({ position: NOWHERE, outbox: [], complete: true }, refused, { draft: 'add/' }))).rejects.toThrow('refused');
    expect(await drafts.of('add/')).toEqual({ name: 'Ada' });
    database.close();
});

test('about what is gone there is none, whether it was stored or waits to be', async () => {
    const database = new Database('drafts-pruned');
    const drafts = new Drafts(database.drafts, () => {});
    const all = ['add/', 'add/ada', 'add/eve', 'people/ada', 'people/eve', 'people/eve/settle', 'transactions/t-ada', 'transactions/t-eve', 'passkeys/eve'];
    for (const form of all) drafts.keep(form, { name: 'x' });
    await drafts.prune((id) => id.endsWith('ada'));
    const left = await Promise.all(all.map(async (form) => [form, (await drafts.of(form)) !== null]));
    expect(left.filter(([, is_there]) => is_there).map(([form]) => form)).toEqual(['add/', 'add/ada', 'people/ada', 'transactions/t-ada', 'passkeys/eve']);
    database.close();
});

test('of an account that is closed nothing is kept, and nothing fails', async () => {
    const database = new Database('drafts-closed');
    await database.open();
    const drafts = new Drafts(database.drafts, () => {});
    database.close();
    drafts.keep('add/', { name: 'Ada' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    drafts.keep('add/', { name: 'Eve' }); // it goes on after a failure
    await expect(drafts.of('add/')).rejects.toThrow();
});

test('on a full disk it is kept for as long as the tab is open, which is said once, and stored with the next that is typed', async () => {
    const database = new Database('drafts-full');
    const told: boolean[] = [];
    let is_full = true;
    const table = Object.create(database.drafts) as typeof database.drafts;
    table.put = ((kept: Draft, form: string) =>
        is_full ? Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' })) : database.drafts.put(kept, form)) as typeof table.put;
    const drafts = new Drafts(table, (is) => told.push(is));
    drafts.keep('add/', { name: 'A' });
    drafts.keep('people/1', { name: 'Eve' });
    expect(await drafts.of('add/')).toEqual({ name: 'A' });
    drafts.keep('add/', { name: 'Ada' });
    expect(await drafts.of('people/1')).toEqual({ name: 'Eve' });
    expect([drafts.known('add/'), await drafts.of('add/')]).toEqual([{ name: 'Ada' }, { name: 'Ada' }]);
    expect(told).toEqual([true]);
    is_full = false;
    drafts.keep('add/x', { name: 'Ida' });
    expect(await drafts.of('add/x')).toEqual({ name: 'Ida' });
    expect(told).toEqual([true, false]);
    expect(await database.drafts.toCollection().primaryKeys()).toEqual(['add/', 'add/x', 'people/1']);
    const anew = new Drafts(database.drafts, () => {});
    expect([await anew.of('add/'), await anew.of('people/1')]).toEqual([{ name: 'Ada' }, { name: 'Eve' }]);
    database.close();
});

test('what was saved on a full disk is no draft any more', async () => {
    const database = new Database('drafts-full-spent');
    const table = Object.create(database.drafts) as typeof database.drafts;
    table.put = (() => Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' }))) as unknown as typeof table.put;
    const drafts = new Drafts(table, () => {});
    drafts.keep('add/', { name: 'Ada' });
    expect(await drafts.of('add/')).toEqual({ name: 'Ada' });
    await drafts.spend('add/', async () => {});
    expect([drafts.known('add/'), await drafts.of('add/')]).toEqual([null, null]);
    database.close();
});
