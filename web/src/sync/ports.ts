// What the engine needs of the world. It knows nothing else of it, so that tests can be the world.
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import type { Entry, Verdict } from '../outbox/entry.ts';

export type SyncState = 'offline' | 'connecting' | 'live' | 'polling' | 'signed_out' | 'storage_full';

// What the server says of an event sent to it.
export interface Result {
    id: string;
    status: 'accepted' | 'duplicate' | Verdict['status'];
    code: string | null;
    detail: string | null;
    errors?: Verdict['errors'];
}

// Each call is one transaction: all of it is stored, or nothing.
export interface Storage {
    position(): Promise<Position>;
    outbox(): Promise<readonly Entry[]>; // in order
    // Appends those events that come next in the log of `epoch`; what was sent from here leaves the outbox. head: where the server's log ends, if it said so.
    received(epoch: string, events: readonly LogEvent[], head?: number): Promise<Position>;
    answered(epoch: string, results: readonly Result[]): Promise<Position>; // nothing is stored where that is of another epoch
    // The server has another history than the one it was asked about: begin the log anew, and put what it held in front of the outbox. What comes again
    // from the server leaves it; what is missing there is sent.
    diverged(asked: Position, epoch: string): Promise<void>;
}

export type Failure =
    | { failure: 'offline' } // no answer, or none of the server's: a proxy's, a captive portal's
    | { failure: 'busy'; retry_after_ms: number } // the server's 429, 5xx
    | { failure: 'signed_out' } // 401
    | { failure: 'diverged'; epoch: string } // 409
    | { failure: 'refused'; code: string; detail: string }; // the request cannot be read

export interface Page {
    epoch: string;
    head: number;
    events: readonly LogEvent[];
}

export interface Answers {
    epoch: string;
    head: number;
    results: readonly Result[];
}

export interface Listener {
    hello(): void;
    event(event: LogEvent): void;
    heartbeat(head: number): void;
    closed(): void; // at the end, once, whoever closed it
}

export interface Network {
    pull(position: Position): Promise<Page | Failure>; // the log after it
    send(epoch: string | null, events: readonly OwnEvent[]): Promise<Answers | Failure>;
    listen(position: Position, listener: Listener): () => void; // returns what closes it; the listener may be told or not
}

export interface Clock {
    sleep(ms: number): { done: Promise<void>; cancel(): void };
    random(): number; // 0 … 1
}
