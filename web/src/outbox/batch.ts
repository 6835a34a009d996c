// What of the outbox is to be sent next.
import type { OwnEvent } from '../events/event.ts';
import { needs } from './entry.ts';
import type { Entry } from './entry.ts';

export const BATCH_EVENTS_MAX = 1000;
export const BATCH_BYTES_MAX = 900 * 1024; // the server takes 1 MiB

const encoder = new TextEncoder();
const bytes = (event: OwnEvent): number => encoder.encode(JSON.stringify(event)).length + 1;

// What needs something whose event was not taken waits with it.
function not_held(entries: readonly Entry[]): OwnEvent[] {
    const held = new Set<string>();
    const free: OwnEvent[] = [];
    for (const { event, uploaded, verdict } of entries) {
        if (uploaded) continue;
        if (verdict === null && !needs(event).some((id) => held.has(id))) free.push(event);
        else held.add(event.aggregate_id).add(event.id);
    }
    return free;
}

// In order. An event that expects something ends the batch for what builds on it: should the server have another version,
// the rest must not be taken without it.
export function next_batch(entries: readonly Entry[], events_max: number = BATCH_EVENTS_MAX): OwnEvent[] {
    const batch: OwnEvent[] = [];
    const expecting = new Set<string>();
    let size = 0;
    for (const event of not_held(entries)) {
        size += bytes(event);
        const full = batch.length === events_max || (batch.length > 0 && size > BATCH_BYTES_MAX);
        if (full || needs(event).some((id) => expecting.has(id))) break;
        batch.push(event);
        if (event.expected_version !== undefined || event.expected_transactions !== undefined) expecting.add(event.aggregate_id).add(event.id);
    }
    return batch;
}
