// Answers as they come over the wire: the server's, and those of what stands in its place for a while.
import type { Answers, Failure, Page } from '../../src/sync/ports.ts';

const answer = (status: number, type: string, body: string, headers: Record<string, string> = {}) =>
    new Response(body, { status, headers: { 'Content-Type': type, ...headers } });

const json = (status: number, body: unknown): Response => answer(status, 'application/json', JSON.stringify(body));

const problem = (status: number, body: object, headers: Record<string, string> = {}): Response =>
    answer(status, 'application/problem+json', JSON.stringify({ status, ...body }), headers);

export function response_of(said: Page | Answers | Failure): Response {
    if (!('failure' in said)) return json(200, said);
    switch (said.failure) {
        case 'busy':
            return problem(429, { code: 'rate_limited' }, { 'Retry-After': String(said.retry_after_ms / 1000) });
        case 'signed_out':
            return problem(401, { code: 'unauthenticated' });
        case 'diverged':
            return problem(409, { code: 'diverged', epoch: said.epoch });
        case 'refused':
            return problem(422, { code: said.code, detail: said.detail });
        case 'offline':
            return Response.error();
    }
}

const page = (status: number) => () => answer(status, 'text/html', '<h1>A proxy</h1>', { 'Retry-After': '120' });

// None of them says anything about an event.
export const STRANGERS: readonly (() => Response)[] = [
    ...[200, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 511].map(page),
    ...[400, 401, 404, 409, 413, 422].map((status) => () => json(status, { code: 'invalid_field', detail: 'A proxy that speaks JSON' })),
    ...[null, {}, [], 'welcome', { epoch: 'epoch-0' }, { epoch: 'epoch-0', head: 0, events: [null] }].map((body) => () => json(200, body)),
    ...[[], [null], [{ status: 'rejected' }], [{ id: 'e', status: 'lost' }]].map((results) => () => json(200, { epoch: 'epoch-0', results })),
    () => answer(200, 'application/json', '{"epoch":'),
    () => answer(422, 'application/problem+json', '{"code":'),
    () => new Response(null, { status: 204 }),
    () => new Response(null, { status: 404 }),
    () => problem(408, { code: 'unavailable' }), // nginx's own
    () => problem(403, { code: 'cross_site' }),
    () => problem(404, { code: 'not_found' }),
    () => problem(415, { code: 'unsupported_media_type' }),
    () => problem(409, { code: 'diverged' }), // without the epoch
    () => problem(422, {}),
];
