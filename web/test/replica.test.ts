// What is read from the store may come twice, and late: several readings are under way at once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pending_events } from '../src/decide/offline_event.ts';
import type { LogEvent, OwnEvent } from '../src/events/event.ts';
import type { Entry } from '../src/outbox/entry.ts';
import type { Ledger } from '../src/store/ledger.ts';
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

const seen = ({ contacts, events, head, unsent }: Ledger): unknown => ({ contacts: [...contacts], events, head, unsent });

const shown = (replica: Replica): unknown => seen(replica.ledger());

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

test('of readings that were made one after the other, the last shows, in whatever order they come', () => {
    const step = fc.record({ what: fc.constantFrom('receive', 'add', 'upload', 'begin', 'begin', 'come', 'come'), n: fc.nat() });
    fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
            let [revision, head, made] = [0, 0, 0];
            let outbox: Entry[] = [];
            const replica = new Replica();
            const under_way: { revision: number; reading: Stored }[] = [];
            let last = { revision: 0, reading: read(NOWHERE) };
            let begun = 0; // the revision of the newest reading of which something has come: its rest is waited for, no older one is shown
            function read(known: Replica['position']): Stored {
                const log = Array.from({ length: Math.max(0, head - known.head) }, (_, i) => event(known.head + 1 + i));
                return { position: { ...NOWHERE, epoch: 'e', head, revision }, complete: true, log, outbox };
            }
            for (const { what, n } of steps) {
                if (what === 'begin') {
                    under_way.push({ revision, reading: read(replica.position) });
                } else if (what === 'come') {
                    const [one] = under_way.splice(n % Math.max(1, under_way.length), 1);
                    if (one === undefined) continue;
                    const before = { ...shown(replica) as object, of: replica.shown };
                    begun = Math.max(begun, one.revision);
                    replica.update({ ...one.reading, complete: false });
                    expect({ ...shown(replica) as object, of: replica.shown }, 'of a part nothing is shown').toEqual(before);
                    if (n % 4 === 0) continue; // the rest of it never comes
                    replica.update(one.reading);
                    if (one.revision >= begun) last = { revision: one.revision, reading: { ...one.reading, log: Array.from({ length: one.reading.position.head }, (_, i) => event(1 + i)) } };
                    const fresh = new Replica();
                    fresh.update(last.reading);
                    expect(shown(replica)).toEqual(shown(fresh));
                    expect(replica.shown.revision).toBe(last.revision);
                } else {
                    revision++;
                    if (what === 'receive') head += 1 + (n % 3);
                    if (what === 'add') outbox = [...outbox, entry(++made)];
                    if (what === 'upload') outbox = outbox.slice(n % 2);
                }
            }
        }),
    );
});

test('what was tried before it was stored is folded as if it had not been', () => {
    const seldom = fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
    const step = fc.record({ tries: fc.nat({ max: 2 }), stores: fc.boolean(), others: seldom, receives: seldom, uploads: seldom, refuses: fc.nat({ max: 3 }), allows: seldom, foretells: fc.nat({ max: 2 }), reads: fc.boolean() });
    fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
            let [revision, head, made] = [0, 0, 0];
            let log: LogEvent[] = [];
            let [outbox, tried]: [Entry[], Entry[]] = [[], []];
            const replica = new Replica();
            const read = (after: number): Stored => ({ position: { ...NOWHERE, epoch: 'e', head, revision }, complete: true, log: log.slice(after), outbox });
            const refused = (one: Entry): Entry => ({ ...one, verdict: { status: 'rejected', code: '', detail: '', errors: [] } });
            for (const { tries, stores, others, receives, uploads, refuses, allows, foretells, reads } of steps) {
                if (foretells > 0) replica.foreseen_with(Array.from({ length: foretells }, (_, i) => event(replica.position.head + 1 + i)));
                if (tries > 0) {
                    tried = Array.from({ length: tries }, () => entry(++made));
                    const events = tried.map(({ event }) => event);
                    replica.foresee(events, replica.fold.with(pending_events(events, replica.fold)));
                }
                if (others) outbox = [...outbox, entry(++made)];
                if (stores) [outbox, tried] = [[...outbox, ...tried], []];
                if (receives) log = [...log, event(++head)];
                if (uploads) outbox = outbox.slice(1);
                if (allows) outbox = outbox.map((one) => ({ ...one, verdict: null }));
                outbox = outbox.map((one, i) => (i === outbox.length - refuses ? refused(one) : one)); // 0: none
                revision++;
                if (!reads) continue;
                replica.update(read(replica.position.head));
                const fresh = new Replica();
                fresh.update(read(0));
                expect(shown(replica)).toEqual(shown(fresh));
                expect([...replica.fold.contacts]).toEqual([...fresh.fold.contacts]);
            }
        }),
        { numRuns: 1000 },
    );
});

test('what is shown of it before it is stored is what is shown when it is, and the same one', () => {
    fc.assert(
        fc.property(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 }), fc.boolean(), (head, waiting, tries, is_uploaded) => {
            const outbox = Array.from({ length: waiting }, (_, i) => ({ ...entry(i + 1), uploaded: is_uploaded }));
            const tried = Array.from({ length: tries }, (_, i) => entry(waiting + i + 1));
            const events = tried.map(({ event }) => event);
            const log = Array.from({ length: head }, (_, i) => event(i + 1));
            const read = (after: number, revision: number, outbox: readonly Entry[]): Stored => ({ position: { ...NOWHERE, epoch: 'e', head, revision }, complete: true, log: log.slice(after), outbox });
            const [replica, fresh] = [new Replica(), new Replica()];
            replica.update(read(0, 1, outbox));
            const before = shown(replica);
            replica.foresee(events, replica.fold.with(pending_events(events, replica.fold)));
            const early = replica.foreseen();
            expect(shown(replica)).toEqual(before);
            replica.update(read(head, 2, [...outbox, ...tried]));
            expect(replica.ledger()).toBe(early);
            fresh.update(read(0, 2, [...outbox, ...tried]));
            expect(shown(replica)).toEqual(shown(fresh));
        }),
    );
});

test('nor is it otherwise with what comes from the server', () => {
    fc.assert(
        fc.property(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }), fc.boolean(), (head, waiting, come, own, is_uploaded) => {
            const outbox = Array.from({ length: waiting }, (_, i) => ({ ...entry(i + 1), uploaded: is_uploaded }));
            const made_here = ({ id }: LogEvent, i: number): string => (i < own && outbox[i] !== undefined ? outbox[i].event.id : id);
            const next = Array.from({ length: come }, (_, i) => event(head + 1 + i)).map((one, i) => ({ ...one, id: made_here(one, i) }));
            const log = [...Array.from({ length: head }, (_, i) => event(i + 1)), ...next];
            const left = outbox.filter(({ event }) => !next.some(({ id }) => id === event.id));
            const read = (after: number, head: number, revision: number, outbox: readonly Entry[]): Stored => ({ position: { ...NOWHERE, epoch: 'e', head, revision }, complete: true, log: log.slice(after, head), outbox });
            const [replica, fresh] = [new Replica(), new Replica()];
            replica.update(read(0, head, 1, outbox));
            const before = shown(replica);
            const early = seen(replica.foreseen_with(next));
            expect(shown(replica)).toEqual(before);
            fresh.update(read(0, head + come, 2, left));
            expect(early).toEqual(shown(fresh));
            replica.update(read(head, head + come, 2, left));
            expect(shown(replica)).toEqual(shown(fresh));
        }),
    );
});
