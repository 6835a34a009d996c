// How the log is kept: in pages of JSON, for IndexedDB takes a hundred microseconds for a row, and a ledger's many events are read whenever the client
// starts. Of an event its hash is left out (Position has the newest, which is all that is asked for), and its actor where the one before has the same.
import type { Actor, LogEvent } from '../events/event.ts';

export interface LogPage {
    first: number; // seq of its first event
    events: number;
    text: string;
}

export const PAGE_EVENTS = 200;

const same_actor = (a: Actor | undefined, b: Actor): boolean => a?.account_id === b.account_id && a.device === b.device;

// Not for no events.
export function page_of(events: readonly LogEvent[]): LogPage {
    let last: Actor | undefined;
    const kept = events.map(({ actor, ...event }) => {
        const same = same_actor(last, actor);
        last = actor;
        return same ? { ...event, hash: undefined } : { ...event, hash: undefined, actor };
    });
    return { first: events[0]!.seq, events: events.length, text: JSON.stringify(kept) };
}

export function events_of({ text }: LogPage): LogEvent[] {
    const events = JSON.parse(text) as LogEvent[];
    let last = events[0]!.actor;
    for (const event of events) {
        if (event.actor === undefined) event.actor = last;
        else last = event.actor;
    }
    return events;
}
