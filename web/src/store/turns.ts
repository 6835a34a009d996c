// Long work beside a page that is looked at: nobody waits longer than a turn for an answer.
const TURN_MS = 8; // a frame has 16

// So that what a person does, and the next picture, come first.
export const turn = (): Promise<void> =>
    (globalThis as { scheduler?: { yield?(): Promise<void> } }).scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));

export async function in_turns(steps: Iterable<unknown>): Promise<void> {
    let began = performance.now();
    for (const _ of steps) {
        if (performance.now() - began < TURN_MS) continue;
        await turn();
        began = performance.now();
    }
}
