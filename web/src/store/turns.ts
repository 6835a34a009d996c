// Long work beside a page that is looked at: nobody waits longer than a turn for an answer.
const TURN_MS = 5; // a frame has 16, and a step may be longer than what is left of a turn
const FRAME_MS = 100; // nobody waits longer for one: a page that nobody looks at draws none
const PROMISES = 20; // one after the other, that whoever was woken may have to wait for

interface Scheduler {
    yield?(): Promise<void>;
    postTask?(step: () => void, options: { priority: 'background' }): Promise<void>;
}

const { scheduler } = globalThis as { scheduler?: Scheduler };

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

// So that what a person does, and the next picture, come first.
export const turn = (): Promise<void> => scheduler?.yield?.() ?? soon();

// So that whoever was woken goes as far as promises alone lead.
export async function promises_first(): Promise<void> {
    for (let i = 0; i < PROMISES; i++) await null;
}

// So that everything else comes first.
export const last_turn = (): Promise<void> => scheduler?.postTask?.(() => {}, { priority: 'background' }) ?? soon();

// What has been shown is drawn.
export async function drawn(): Promise<void> {
    await Promise.race([new Promise((resolve) => globalThis.requestAnimationFrame?.(resolve)), new Promise((resolve) => setTimeout(resolve, FRAME_MS))]);
    await last_turn();
}

export async function in_turns(steps: Iterable<unknown>, next = turn): Promise<void> {
    let began = performance.now();
    for (const _ of steps) {
        if (performance.now() - began < TURN_MS) continue;
        await next();
        began = performance.now();
    }
}
