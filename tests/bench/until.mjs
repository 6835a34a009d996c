// Waiting for a condition.
import { setTimeout as sleep } from 'node:timers/promises';

// Calls `probe` until it returns something true, and returns that; throws after `timeout_ms`, saying what was awaited.
export async function until(what, probe, { timeout_ms = 30_000, pause_ms = 50 } = {}) {
    for (const end = performance.now() + timeout_ms; ; ) {
        const value = await probe();
        if (value) return value;
        if (performance.now() > end) throw new Error(`waited ${timeout_ms} ms in vain: ${what}`);
        await sleep(pause_ms);
    }
}
