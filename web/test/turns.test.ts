import { expect, test } from 'vitest';
import { in_turns } from '../src/store/turns.ts';

function* work(ms: number, did: string[]): Generator<void> {
    for (const step of ['first', 'second', 'third']) {
        for (const began = performance.now(); performance.now() - began < ms; );
        did.push(step);
        yield;
    }
}

test('others have their turn before long work is done, and short work is done at once', async () => {
    const did: string[] = [];
    setTimeout(() => did.push('another'));
    await in_turns(work(20, did));
    expect(did.slice().sort()).toEqual(['another', 'first', 'second', 'third']);
    expect(did.indexOf('another')).toBeLessThan(did.indexOf('third'));

    const short: string[] = [];
    const done = in_turns(work(0, short));
    expect(short).toEqual(['first', 'second', 'third']);
    await done;
});

test('what fails in a step fails', async () => {
    await expect(in_turns((function* () { throw new Error('no'); })())).rejects.toThrow('no');
});
