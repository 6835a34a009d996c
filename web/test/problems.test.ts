// Giving up a change that the server did not take, and taking that back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OwnEvent } from '../src/events/event.ts';
import type { Entry, Verdict } from '../src/outbox/entry.ts';
import { dismissed, put_back, retried } from '../src/outbox/problems.ts';

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
