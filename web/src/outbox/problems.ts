// What a person does about an event that the server did not take.
import type { OwnEvent } from '../events/event.ts';
import { needs } from './entry.ts';
import type { Entry, Problem } from './entry.ts';

// Those that a person is asked about: what is blocked by another of them goes on, or is given up, with that.
export function to_be_asked(problems: readonly Problem[]): Problem[] {
    const held = new Set<string>();
    return problems.filter(({ event, status }) => {
        const waits = status === 'blocked' && needs(event).some((needed) => held.has(needed));
        held.add(event.aggregate_id).add(event.id);
        return !waits;
    });
}

// The entries that go when event `id` is dismissed: it, and where it is a creation or an event to be undone, what needs it.
export function dismissed(entries: readonly Entry[], id: string): Entry[] {
    const gone = new Set<string>();
    return entries.filter(({ event, uploaded }) => {
        if (uploaded || (event.id !== id && !needs(event).some((needed) => gone.has(needed)))) return false;
        gone.add(event.id);
        if (event.type.endsWith('CREATED')) gone.add(event.aggregate_id);
        return true;
    });
}

// Those that were dismissed, as they come back: behind all others, for nothing that was made since can need them. What waited for another is sent again.
export function put_back(entries: readonly Entry[], gone: readonly Entry[]): Entry[] {
    const here = new Set(entries.map(({ event }) => event.id));
    const next = (entries.at(-1)?.place ?? 0) + 1;
    return gone
        .filter(({ event }) => !here.has(event.id))
        .map((entry, i) => ({ ...entry, place: next + i, verdict: entry.verdict?.status === 'blocked' ? null : entry.verdict }));
}

// The entries as they are when event `id` is tried again: a rebased event takes a new id, and so does what undoes it.
// now: what is there of its aggregate, and of the transactions with it.
export function retried(entries: readonly Entry[], id: string, now: { version: number; transactions: number }, new_id: () => string): Entry[] {
    const renamed = new Map<string, string>();
    const rebased: Entry[] = [];
    for (const entry of entries) {
        const { event } = entry;
        const undone = event.type === 'EVENT_UNDONE' ? renamed.get(event.data.event_id) : undefined;
        if (entry.uploaded || (event.id !== id && undone === undefined)) continue;
        const next: OwnEvent = { ...event, id: new_id() };
        if (next.expected_version !== undefined) next.expected_version = now.version;
        if (next.expected_transactions !== undefined) next.expected_transactions = now.transactions;
        if (next.type === 'EVENT_UNDONE' && undone !== undefined) next.data = { event_id: undone };
        renamed.set(event.id, next.id);
        rebased.push({ ...entry, event: next, verdict: null });
    }
    return rebased;
}

// The entries as they are when event `id` is sent again behind `first`, which it needs, and all that waits for it behind that.
export function sent_after(
    entries: readonly Entry[],
    first: readonly OwnEvent[],
    id: string,
    now: Parameters<typeof retried>[2],
    new_id: () => string,
): { put: readonly Entry[]; remove: readonly Entry[] } {
    const waits = new Set<string>();
    const remove = entries.filter(({ event, uploaded }) => {
        if (uploaded || (event.id !== id && !needs(event).some((needed) => waits.has(needed)))) return false;
        waits.add(event.aggregate_id).add(event.id);
        return true;
    });
    const place = entries.at(-1)?.place ?? 0;
    const before = first.map((event, i): Entry => ({ place: place + 1 + i, event, uploaded: false, verdict: null }));
    const rebased = new Map(retried(remove, id, now, new_id).map((entry) => [entry.place, entry]));
    const again = remove.map((entry) => rebased.get(entry.place) ?? entry);
    return { put: [...before, ...put_back([...entries.filter((entry) => !remove.includes(entry)), ...before], again)], remove };
}
