// How the log is kept: in pages of JSON, for IndexedDB takes a hundred microseconds for a row, and a ledger's many events are read whenever the client
// starts. As bytes: those are no part of the heap that is looked through for what can be thrown away, again and again while a log is read. Of an event its hash
// is left out (Position has the newest, which is all that is asked for), and its actor where the one before has the same.
import type { Actor, LogEvent } from '../events/event.ts';

export interface LogPage {
    first: number; // seq of its first event
    events: number;
    bytes: Uint8Array<ArrayBuffer>; // UTF-8
}

// As earlier versions of the client kept them.
interface TextPage {
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
        return { ...event, hash: undefined, actor: same ? null : actor }; // null: the object that is read has room for it
    });
    return { first: events[0]!.seq, events: events.length, bytes: new TextEncoder().encode(JSON.stringify(kept)) };
}

const text_of = (page: LogPage | TextPage): string => ('text' in page ? page.text : new TextDecoder().decode(page.bytes));

export function events_of(page: LogPage | TextPage): LogEvent[] {
    const events = JSON.parse(text_of(page)) as LogEvent[];
    let last = events[0]!.actor;
    for (const event of events) last = event.actor ??= last; // null; earlier versions left it out
    return events;
}
