// The network as the sync engine sees it: fetch and a WebSocket.
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import type { Answers, Failure, Listener, Network, Page, Result } from '../sync/ports.ts';
import { Problem, Unreachable, call } from './http.ts';

const PAGE_EVENTS = 1000;
const SILENCE_MS = 60_000; // a heartbeat comes at least every 25 s
const BUSY_MS = 1000;

const OFFLINE: Failure = { failure: 'offline' };

// What the server says of a request that it cannot read, by its status. Any other refusal says nothing about an event: like weather, it passes.
const UNREADABLE: Readonly<Record<number, string>> = { 400: 'malformed_json', 413: 'too_large', 422: 'invalid_field' };

function failure_of(error: unknown): Failure {
    if (error instanceof Unreachable) return OFFLINE;
    if (!(error instanceof Problem)) throw error;
    const { status, code, message: detail } = error;
    const { epoch } = error.body;
    if (status === 401) return { failure: 'signed_out' };
    if (code === 'diverged' && typeof epoch === 'string') return { failure: 'diverged', epoch };
    if (status === 429 || status >= 500) return { failure: 'busy', retry_after_ms: error.retry_after_ms || BUSY_MS };
    return UNREADABLE[status] === code ? { failure: 'refused', code, detail } : OFFLINE;
}

const STATUSES: readonly unknown[] = ['accepted', 'duplicate', 'conflict', 'blocked', 'rejected'] satisfies Result['status'][];

// What a body says to the engine, where it is of the log's own and not just any JSON.
function said<T extends Page | Answers>(body: unknown, list: 'events' | 'results', is_one: (item: unknown, at: number) => boolean): T | Failure {
    const { epoch, head, [list]: items } = (body ?? {}) as Record<string, unknown>;
    return typeof epoch === 'string' && Number.isSafeInteger(head) && Array.isArray(items) && items.every(is_one) ? (body as T) : OFFLINE;
}

const is_event = (item: unknown): boolean => Number.isSafeInteger((item as LogEvent | null)?.seq);

export const pulled = (answer: Promise<unknown>): Promise<Page | Failure> => answer.then((body) => said<Page>(body, 'events', is_event), failure_of);

// In the order of the events.
export const sent = (events: readonly OwnEvent[], answer: Promise<unknown>): Promise<Answers | Failure> =>
    answer.then((body) => {
        const is_of_it = (item: unknown, at: number): boolean => {
            const { id, status } = (item ?? {}) as Partial<Result>;
            return id === events[at]?.id && STATUSES.includes(status);
        };
        const answers = said<Answers>(body, 'results', is_of_it);
        return 'failure' in answers || answers.results.length === events.length ? answers : OFFLINE;
    }, failure_of);

const place = ({ head, epoch }: Position): string => `after=${head}${epoch === null ? '' : `&epoch=${epoch}`}`;

type Frame =
    | { type: 'hello'; epoch: string; head: number }
    | { type: 'event'; seq: number; event: LogEvent }
    | { type: 'heartbeat'; head: number }
    | { type: 'error'; code: string };

function hear(frame: Frame, listener: Listener): void {
    if (frame.type === 'hello') listener.hello();
    else if (frame.type === 'event') listener.event(frame.event);
    else if (frame.type === 'heartbeat') listener.heartbeat(frame.head);
}

function listen(account: string, position: Position, listener: Listener): () => void {
    const url = new URL(`/ws?${place(position)}&account=${account}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    let silence = 0;
    const heard = (): void => {
        clearTimeout(silence);
        silence = self.setTimeout(() => end(), SILENCE_MS);
    };
    let ended = false;
    const end = (): void => {
        if (ended) return;
        ended = true;
        clearTimeout(silence);
        socket.close();
        listener.closed();
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
        if (ended) return;
        heard();
        hear(JSON.parse(data) as Frame, listener);
    };
    socket.onclose = end;
    heard();
    return end;
}

// Of one account: in the session of another it is signed out.
export const network = (account: string): Network => ({
    pull: (position) => pulled(call(account, 'GET', `/api/events?${place(position)}&limit=${PAGE_EVENTS}`)),
    send: (epoch: string | null, events: readonly OwnEvent[]) =>
        sent(events, call(account, 'POST', '/api/events', epoch === null ? { events } : { epoch, events })),
    listen: (position, listener) => listen(account, position, listener),
});
