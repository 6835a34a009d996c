// The log as it is kept on a device.
import './node18.ts';
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { LogEvent } from '../src/events/event.ts';
import { Database } from '../src/store/database.ts';
import { NOWHERE, Replica } from '../src/store/replica.ts';

const LENGTH = 4_321;
const DEVICES = ['phone', 'phone', 'laptop', null, null, 'phone'];

const event = (seq: number): LogEvent => ({
    ...{ seq, id: `e-${seq}`, type: 'CONTACT_CREATED', aggregate_type: 'contact', aggregate_id: `c-${seq}`, version: 1 },
    ...{ data: { name: `Ada ${seq}` }, comment: null, made_at: null, recorded_at: `${seq}`, hash: `hash ${seq}` },
    actor: { account_id: 'a', device: DEVICES[seq % DEVICES.length]! },
});

test('comes back as it was, but for the hashes, in one piece or in parts', async () => {
    const database = new Database('log-test');
    const log = Array.from({ length: LENGTH }, (_, i) => event(i + 1));
    for (let at = 0; at < log.length; at += 333) await database.received('epoch', log.slice(at, at + 333));
    const { position, complete, log: read } = await database.read(NOWHERE);
    expect([position.head, position.hash, complete]).toEqual([LENGTH, `hash ${LENGTH}`, true]);
    expect(read).toEqual(log.map((one) => ({ ...one, hash: undefined })));

    const replica = new Replica();
    const parts: number[] = [];
    for (const part of await database.parts()) {
        if (part.complete) break; // somebody writes, before all is read
        replica.update(part);
        parts.push(part.log.length);
    }
    expect(replica.ledger().contacts.size).toBe(0);
    await database.received('epoch', [event(LENGTH + 1)]);
    replica.update(await database.read(replica.position));
    expect(parts.length).toBeGreaterThan(1);
    expect(replica.ledger().events).toEqual([...read, { ...event(LENGTH + 1), hash: undefined }]);
    expect(replica.ledger().contacts.size).toBe(LENGTH + 1);
    database.close();
});

test('is read as earlier versions of the client kept it, and goes on', async () => {
    const database = new Database('log-of-before');
    const log = Array.from({ length: 150 }, (_, i) => event(i + 1));
    await database.received('epoch', log);
    const kept = log.map(({ actor, hash: _, ...rest }, i) => (i > 0 && actor.device === log[i - 1]!.actor.device ? rest : { ...rest, actor }));
    await database.pages.put({ first: 1, events: kept.length, text: JSON.stringify(kept) } as never);
    await database.received('epoch', [event(151)]);
    const { log: read } = await database.read(NOWHERE);
    expect(read).toEqual([...log, event(151)].map((one) => ({ ...one, hash: undefined })));
    database.close();
});
