// Giving up a change that the server did not take, and taking that back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OwnEvent } from '../src/events/event.ts';
import { acts } from '../src/outbox/entry.ts';
import type { Entry, Verdict } from '../src/outbox/entry.ts';
import { dismissed, put_back, retried, sent_after, to_be_asked } from '../src/outbox/problems.ts';

const verdict = (status: Verdict['status']): Verdict => ({ status, code: status, detail: '', errors: [] });

function entry(place: number, made: { of: number; status: Verdict['status'] | null; uploaded: boolean }): Entry {
    const type = made.of % 2 ? 'TRANSACTION_CREATED' : 'CONTACT_UPDATED';
    const data = made.of % 2 ? { contact_id: `a-${made.of - 1}` } : { name: 'Ada' };
    const event = { id: `e-${place}`, type, aggregate_id: `a-${made.of}`, data, comment: null, made_at: '' } as unknown as OwnEvent;
    return { place, event, uploaded: made.uploaded, verdict: made.uploaded || made.status === null ? null : verdict(made.status) };
}

const made = fc.record({ of: fc.nat({ max: 5 }), status: fc.constantFrom('conflict', 'rejected', 'blocked', null), uploaded: fc.boolean() });

test('what was dropped comes back once, behind all that was made since, and waits as it did', () => {
    fc.assert(
        fc.property(fc.array(made, { minLength: 1, maxLength: 12 }), fc.nat(), fc.array(made, { maxLength: 3 }), (all, which, since) => {
            const before = all.map((one, i) => entry(i + 1, one as Parameters<typeof entry>[1]));
            const gone = dismissed(before, before[which % before.length]!.event.id);
            const left = before.filter((one) => !gone.includes(one));
            const first = (left.at(-1)?.place ?? 0) + 1;
            const now = [...left, ...since.map((one, i) => ({ ...entry(first + i, one as Parameters<typeof entry>[1]), event: { ...entry(0, one as never).event, id: `s-${i}` } }))];
            const back = put_back(now, gone);
            const all_of = [...now, ...back];
            expect(new Set(all_of.map(({ place }) => place)).size).toBe(all_of.length);
            expect(back.map(({ event }) => event)).toEqual(gone.map(({ event }) => event));
            for (const [i, { place, verdict: has }] of back.entries()) {
                expect(place).toBeGreaterThan(now.at(-1)?.place ?? 0);
                expect(has).toEqual(gone[i]!.verdict?.status === 'blocked' ? null : gone[i]!.verdict);
            }
            expect(put_back(all_of, gone)).toEqual([]);
        }),
    );
});

test('what is tried again expects what is there now, and nothing where it expected nothing', () => {
    const deletion = (expects: object): Entry => ({
        ...{ place: 1, uploaded: false, verdict: verdict('conflict') },
        event: { id: 'e', type: 'CONTACT_DELETED', aggregate_id: 'ada', data: { with_transactions: true }, comment: null, made_at: '', ...expects },
    });
    const again = (expects: object): Entry => retried([deletion(expects)], 'e', { version: 4, transactions: 7 }, () => 'new')[0]!;
    for (const [expects, then] of [
        [{ expected_version: 1, expected_transactions: 0 }, { expected_version: 4, expected_transactions: 7 }],
        [{ expected_transactions: 2 }, { expected_transactions: 7 }],
        [{}, {}],
    ] as const) {
        const { event, verdict: said } = again(expects);
        expect(event).toEqual({ ...deletion({}).event, id: 'new', ...then });
        expect(said).toBeNull();
    }
});

test('what is sent again behind what it needs takes all along that waits for it, in order, and nothing else', () => {
    const say = (place: number, type: string, aggregate_id: string, data: object, said: Verdict | null = null): Entry =>
        ({ place, event: { id: `e-${place}`, type, aggregate_id, data, comment: null, made_at: '', ...(type.endsWith('UPDATED') && { expected_version: 1 }) } as unknown as OwnEvent, uploaded: false, verdict: said });
    const entries = [
        say(1, 'TRANSACTION_UPDATED', 'other', { amount: 1 }),
        say(2, 'TRANSACTION_CREATED', 'lunch', { contact_id: 'ada' }, verdict('rejected')),
        say(3, 'TRANSACTION_CREATED', 'other', { contact_id: 'bob' }),
        say(4, 'TRANSACTION_UPDATED', 'lunch', { amount: 2 }),
        say(5, 'TRANSACTION_CREATED', 'repaid', { contact_id: 'ada', settles: ['lunch'] }, verdict('blocked')),
        say(6, 'EVENT_UNDONE', 'lunch', { event_id: 'e-2' }),
    ];
    const undo = say(0, 'EVENT_UNDONE', 'ada', { event_id: 'deletion' }).event;
    let drawn = 0;
    const { put, remove } = sent_after(entries, [undo], 'e-2', { version: 7, transactions: 0 }, () => `new-${++drawn}`);
    expect(remove.map(({ place }) => place)).toEqual([2, 4, 5, 6]);
    expect(put.map(({ place, event: { id }, verdict: said }) => [place, id, said])).toEqual([
        [7, 'e-0', null],
        [8, 'new-1', null],
        [9, 'e-4', null],
        [10, 'e-5', null],
        [11, 'new-2', null],
    ]);
    expect(put.at(-1)!.event.data).toEqual({ event_id: 'new-1' });
});

test('events are counted by what somebody did: those of one command were made at once', () => {
    const made = (...moments: string[]): number[] => acts(moments.map((made_at) => ({ made_at }))).map(({ length }) => length);
    expect(made()).toEqual([]);
    expect(made('1', '1', '2', '3', '3', '3')).toEqual([2, 1, 3]);
});

test('nobody is asked about what is blocked by something else that is asked about', () => {
    const say = (status: Verdict['status'], type: string, aggregate_id: string, data: object = {}) =>
        ({ ...verdict(status), event: { id: `${type} ${aggregate_id}`, type, aggregate_id, data, comment: null, made_at: '' } as unknown as OwnEvent });
    const [lunch, changed, repaid, again] = [
        say('rejected', 'TRANSACTION_CREATED', 'lunch', { contact_id: 'ada' }),
        say('blocked', 'TRANSACTION_UPDATED', 'lunch', { amount: 2 }),
        say('blocked', 'TRANSACTION_CREATED', 'repaid', { contact_id: 'ada', settles: ['lunch'] }),
        say('blocked', 'TRANSACTION_DELETED', 'repaid'),
    ];
    expect(to_be_asked([lunch!, changed!, repaid!, again!])).toEqual([lunch]);
    expect(to_be_asked([repaid!, again!]), 'it waits for what is not here').toEqual([repaid]);
    expect(to_be_asked([lunch!, say('conflict', 'TRANSACTION_UPDATED', 'lunch')])).toHaveLength(2);
});
