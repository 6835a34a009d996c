// Waiting for a condition, the only way these tests wait.
import { setTimeout as sleep } from 'node:timers/promises';

// What a busy machine may need for something that takes milliseconds on a quiet one.
export const PATIENCE_MS = 30_000;

// Calls `probe` until it returns something true, and returns that. Fails after `timeout_ms`, saying what was awaited
// and what the last probe threw.
export async function until(what, probe, { timeout_ms = PATIENCE_MS, pause_ms = 25 } = {}) {
    const end = performance.now() + timeout_ms;
    let thrown;
    for (;;) {
        try {
            const value = await probe();
            if (value) return value;
            thrown = undefined;
        } catch (error) {
            if (error.final) throw error; // there is nothing left to wait for
            thrown = error;
        }
        if (performance.now() > end) {
            throw new Error(`waited ${timeout_ms} ms in vain: ${what}${thrown ? ` (${thrown.message})` : ''}`);
        }
        await sleep(pause_ms);
    }
}
