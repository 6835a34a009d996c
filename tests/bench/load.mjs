// Load over HTTP, by wrk: one thread, 32 connections.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './execute.mjs';

const SCRIPT = fileURLToPath(new URL('load.lua', import.meta.url));
const CONNECTIONS = 32;

// Requests per second of `url`, with a bearer token of `tokens` in turn. Throws if any request was refused or broken.
// folder: for the files that wrk reads.
export async function load(url, { folder, tokens, seconds, method = 'GET', etags }) {
    const env = { ...process.env, METHOD: method, TOKENS: join(folder, 'tokens') };
    writeFileSync(env.TOKENS, `${tokens.join('\n')}\n`);
    if (etags) {
        env.ETAGS = join(folder, 'etags');
        writeFileSync(env.ETAGS, `${etags.join('\n')}\n`);
    }
    const output = await execute('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', SCRIPT, url], { env });
    const result = JSON.parse(output.trim().split('\n').at(-1));
    if (result.refused + result.broken > 0 || result.requests === 0) {
        throw new Error(`${method} ${url}: of ${result.requests} requests ${result.refused} were refused and ${result.broken} broken`);
    }
    return result.requests / (result.duration_us / 1e6);
}

// One request, to see that the load is what it should be: { status, etag, json, text }.
export async function ask(url, { token, method = 'GET', body, etag }) {
    const headers = { Authorization: `Bearer ${token}` };
    if (body) headers['Content-Type'] = 'application/json';
    if (etag) headers['If-None-Match'] = etag;
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : undefined;
    return { status: answer.status, etag: answer.headers.get('etag'), json, text };
}

// Throws unless the answer is what a measurement relies on.
export function expect(what, actual, wanted) {
    if (actual !== wanted) throw new Error(`${what}: ${actual} instead of ${wanted}`);
}
