// The network as the sync engine sees it: fetch and a WebSocket.
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import type { Answers, Failure, Listener, Network, Page } from '../sync/ports.ts';
import { Problem, Unreachable, call } from './http.ts';

const PAGE_EVENTS = 1000;
const SILENCE_MS = 60_000; // a heartbeat comes at least every 25 s
const BUSY_MS = 1000;

function failure_of(error: unknown): Failure {
    if (error instanceof Unreachable) return { failure: 'offline' };
    if (!(error instanceof Problem)) throw error;
    const { status, code, body, message: detail } = error;
    if (status === 401) return { failure: 'signed_out' };
    if (code === 'diverged') return { failure: 'diverged', epoch: String(body['epoch']) };
    if (status === 429 || status >= 500) return { failure: 'busy', retry_after_ms: error.retry_after_ms || BUSY_MS };
    return { failure: 'refused', code, detail };
}

const asked = <T>(answer: Promise<T>): Promise<T | Failure> => answer.catch(failure_of);

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
    pull: (position) => asked(call<Page>(account, 'GET', `/api/events?${place(position)}&limit=${PAGE_EVENTS}`)),
    send: (epoch: string | null, events: readonly OwnEvent[]) =>
        asked(call<Answers>(account, 'POST', '/api/events', epoch === null ? { events } : { epoch, events })),
    listen: (position, listener) => listen(account, position, listener),
});
