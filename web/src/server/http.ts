// Calls of the server's HTTP interface, signed in by cookies.
import type { InvalidField } from '../decide/refusal.ts';

// The server could not be reached: nothing answered, or something that is not the server.
export class Unreachable extends Error {
    override readonly name = 'Unreachable';
}

// The browser keeps nothing of a session where the page was opened.
export class Insecure extends Error {
    override readonly name = 'Insecure';
}

// What the server refused, as its problem JSON says (RFC 9457).
export class Problem extends Error {
    override readonly name = 'Problem';
    readonly status: number;
    readonly code: string;
    readonly errors: readonly InvalidField[];
    readonly retry_after_ms: number;
    readonly body: Readonly<Record<string, unknown>>;

    constructor(response: Response, body: Readonly<Record<string, unknown>> & { code: string }) {
        super(typeof body['detail'] === 'string' ? body['detail'] : response.statusText);
        this.status = response.status;
        this.code = body.code;
        this.errors = Array.isArray(body['errors']) ? (body['errors'] as InvalidField[]) : [];
        this.retry_after_ms = Number(response.headers.get('Retry-After') ?? 0) * 1000 || 0;
        this.body = body;
    }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const TIMEOUT_MS = 60_000;

async function json_of(response: Response, media_type: string): Promise<unknown> {
    if (!response.headers.get('Content-Type')?.startsWith(media_type)) throw new Unreachable('Something else has answered.');
    try {
        return await response.json();
    } catch {
        throw new Unreachable('The answer was cut off.');
    }
}

export interface Answer {
    body: unknown;
    etag: string | null;
}

interface Sent {
    account?: string; // whose this is: in the session of another the server refuses it. All that comes from an account or is for it says so
    body?: unknown;
    if_match?: string;
}

// What the server said, in the form in which only it says it: a proxy or a captive portal answers in its place. Throws Problem, Unreachable.
export async function answer_of(response: Response): Promise<Answer> {
    const { ok, status, headers } = response;
    if (ok) return { body: status === 204 ? {} : await json_of(response, 'application/json'), etag: headers.get('ETag') };
    const problem = (await json_of(response, 'application/problem+json')) as { code?: unknown } | null;
    if (typeof problem?.code !== 'string') throw new Unreachable('Something else has answered.');
    throw new Problem(response, problem as { code: string });
}

// One request, as it is. Throws Problem, Unreachable.
export async function exchange(method: Method, path: string, { account, body, if_match }: Sent = {}): Promise<Answer> {
    let response: Response;
    try {
        response = await fetch(path, {
            method,
            credentials: 'same-origin',
            cache: 'no-store',
            redirect: 'error',
            signal: AbortSignal.timeout(TIMEOUT_MS),
            headers: {
                ...(account === undefined ? {} : { 'Debt-Account': account }),
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
                ...(if_match === undefined ? {} : { 'If-Match': if_match }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    } catch {
        throw new Unreachable('The server cannot be reached.');
    }
    return answer_of(response);
}

export const request = async (method: Method, path: string, body?: unknown): Promise<unknown> =>
    (await exchange(method, path, { body })).body;

const REFRESHED = 'debt-tracker.refreshed';

// Another each time that a tab has refreshed the session. It is no time, for a clock may be put back.
const last_refresh = (): string | null => localStorage.getItem(REFRESHED);

// What changes the session's cookies, whichever tab asks for it: a late answer would take away what a newer one has set.
export const one_by_one = async <T>(step: () => Promise<T>): Promise<T> => navigator.locks.request('debt-tracker-cookies', step) as Promise<T>;

// Refreshes the session once, however many tabs need it: a refresh token is good for one use.
function refresh(before: string | null): Promise<unknown> {
    return one_by_one(async () => {
        if (last_refresh() !== before) return;
        await request('POST', '/api/auth/refresh', { cookies: true });
        localStorage.setItem(REFRESHED, crypto.randomUUID());
    });
}

// A request in the session: where the access cookie has run out, it is refreshed and the request repeated, once.
export async function renewing<T>(step: () => Promise<T>): Promise<T> {
    const before = last_refresh();
    try {
        return await step();
    } catch (error) {
        // Once it has run out, a browser no longer sends it: so not only token_expired.
        if (!(error instanceof Problem) || error.status !== 401 || ['invalid_credentials', 'other_account'].includes(error.code)) throw error;
    }
    await refresh(before);
    return step();
}

// One for an account.
export const call = async <T>(account: string, method: Method, path: string, body?: unknown): Promise<T> =>
    (await renewing(() => exchange(method, path, { account, body }))).body as T;
