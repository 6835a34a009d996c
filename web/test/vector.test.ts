// A persistent vector is held against plain lists: what is made of one is what a copy of the list would be, and no vector ever changes.
import './node18.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Vector } from '../src/fold/vector.ts';

interface Step {
    of: number; // which of those that there are
    set: readonly number[]; // places, as far as there are any
    push: number; // how many
}

const step: fc.Arbitrary<Step> = fc.record({
    of: fc.nat(),
    set: fc.array(fc.nat({ max: 2000 }), { maxLength: 4 }),
    push: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 700 })),
});

const holds = (vector: Vector<number>, list: readonly number[]): void => {
    expect(vector.length).toBe(list.length);
    expect(vector.list).toEqual(list);
    for (const place of [0, 255, 256, list.length - 1, list.length]) expect(vector.get(place)).toBe(list[place]);
};

const differing = (a: readonly number[], b: readonly number[]): number[] =>
    Array.from({ length: Math.max(a.length, b.length) }, (_, place) => place).filter((place) => a[place] !== b[place]).reverse();

test('whatever is made of whichever', () => {
    fc.assert(
        fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
            let next = 0;
            const all: [Vector<number>, readonly number[]][] = [[Vector.empty(), []]];
            for (const { of, set, push } of steps) {
                const [vector, list] = all[of % all.length]!;
                const [change, changed] = [vector.change(), [...list]];
                for (let i = 0; i < push; i++) {
                    change.push(next);
                    changed.push(next++);
                }
                for (const place of set) {
                    if (place >= changed.length) continue;
                    change.set(place, next);
                    changed[place] = next++;
                    expect(change.get(place)).toBe(changed[place]);
                }
                all.push([change.done(), changed]);
            }
            for (const [vector, list] of all) holds(vector, list);
            const [[one, list], [other, other_list]] = [all.at(-1)!, all[all.length >> 1]!];
            expect([...one.differing(other)].flat()).toEqual(differing(list, other_list));
            expect([...other.differing(one)].flat()).toEqual(differing(list, other_list));
        }),
        { numRuns: 200 },
    );
});
