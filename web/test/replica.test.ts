// What is read from the store may come twice, and late: several readings are under way at once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent, OwnEvent } from '../src/events/event.ts';
import type { Entry } from '../src/outbox/entry.ts';
import { NOWHERE, Replica } from '../src/store/replica.ts';
import type { Stored } from '../src/store/replica.ts';

const event = (seq: number): LogEvent => ({
    ...{ seq, id: `e-${seq}`, type: 'CONTACT_CREATED', aggregate_type: 'contact', aggregate_id: `c-${seq}`, version: 1 },
    ...{ data: { name: `Ada ${seq}` }, comment: null, actor: { account_id: 'a', device: null }, made_at: null, recorded_at: `${seq}`, hash: '' },
});

const entry = (place: number): Entry => ({ place, event: { ...event(1000 + place), made_at: '' } as OwnEvent, uploaded: false, verdict: null });

// The store after `head` events of the log, as somebody read it who knew `known` of them.
const stored = (generation: number, known: number, head: number): Stored => ({
    position: { ...NOWHERE, epoch: 'e', generation, head },
    complete: true,
    log: Array.from({ length: head - known }, (_, i) => event(known + 1 + i)),
    outbox: Array.from({ length: 3 - (head % 4) }, (_, i) => entry(head + i)),
});

const shown = (replica: Replica): unknown => {
    const { contacts, events, head, unsent } = replica.ledger();
    return { contacts: [...contacts], events, head, unsent };
};

test('readings that come twice or late change nothing', () => {
    const reading = fc.record({ known: fc.nat(), head: fc.nat({ max: 9 }), generation: fc.nat({ max: 1 }) });
    fc.assert(
        fc.property(fc.array(reading, { maxLength: 20 }), (readings) => {
            const replica = new Replica();
            for (const { known, head, generation } of readings) {
                const { position } = replica;
                const most = position.generation === generation ? Math.min(position.head, head) : 0;
                replica.update(stored(generation, known % (most + 1), head));
            }
            const last = stored(1, replica.position.generation === 1 ? replica.position.head : 0, 9);
            replica.update(last);
            replica.update(last);
            const fresh = new Replica();
            fresh.update(stored(1, 0, 9));
            expect(shown(replica)).toEqual(shown(fresh));
        }),
    );
});
