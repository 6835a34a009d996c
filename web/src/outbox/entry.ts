// What is made here and not yet in the log that came back from the server.
import type { OwnEvent } from '../events/event.ts';
import type { InvalidField } from '../decide/refusal.ts';

// Why the server did not take an event.
export interface Verdict {
    status: 'conflict' | 'rejected' | 'blocked'; // blocked: sent again when something new has come
    code: string;
    detail: string;
    errors: readonly InvalidField[];
}

export interface Entry {
    place: number; // the order in which events were made
    event: OwnEvent;
    uploaded: boolean; // the server has it; the entry goes when the event comes back in the log
    verdict: Verdict | null; // not null: it waits for a person, and so does what needs it
}

// An entry that waits for a person to dismiss it or to try again.
export type Problem = Verdict & { event: OwnEvent };

// The ids of contacts, transactions and events that an event needs, its own aggregate first.
export function needs({ aggregate_id, type, data }: OwnEvent): readonly string[] {
    if (type === 'EVENT_UNDONE') return [aggregate_id, data.event_id];
    const { contact_id, settles } = data as { contact_id?: string; settles?: readonly string[] | null };
    return [aggregate_id, ...(contact_id === undefined ? [] : [contact_id]), ...(settles ?? [])];
}

// Events by what somebody did to make them: those of one command were made at once.
export function acts<Event extends { made_at: string | null }>(events: readonly Event[]): Event[][] {
    const made: Event[][] = [];
    for (const event of events) {
        if (made.at(-1)?.[0]?.made_at === event.made_at) made.at(-1)!.push(event);
        else made.push([event]);
    }
    return made;
}
