// Logs tell what happened and hold no secret and nothing private. (Every stack's logs are searched for secrets when it stops.)
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertNoSecrets, PASSWORD, PASSWORD_MARK, startStack } from './stack.mjs';
import { until } from './wait.mjs';

describe('logs', () => {
    let stack;

    before(async () => (stack = await startStack('logs', { env: { DEBT_WORKERS: '2' } })));
    after(() => stack?.stop());

    it('would be caught with a secret in them', () => {
        const hex = 'ab'.repeat(36);
        for (const text of [
            `"GET /?t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xxxx.c2lnbmF0dXJlc2lnbmF0dXJl"`,
            `${hex}.c2lnbmF0dXJlc2lnbmF0dXJlc2ln`,
            PASSWORD,
            '$argon2id$v=19$m=8192',
            `SUBSCRIBE ${Buffer.alloc(88, 7).toString('base64url')} - -`,
        ]) {
            assert.throws(() => assertNoSecrets(`before ${text} after`), text);
        }
        assertNoSecrets(`127.0.0.1 "GET /api/contacts HTTP/1.1" 200 ${randomUUID()}`);
    });

    it('name the network that a request came from, and not the address', async () => {
        const id = randomUUID();
        await stack.request('GET', `/api/contacts/${id}`);
        const line = await until('the request is in the log', () => new RegExp(`^.*${id}.*$`, 'm').exec(stack.logs())?.[0]);
        assert.match(line, /^127\.0\.0\.0 \[/);
    });

    it('hold neither token, password nor name, wherever a client puts them', async () => {
        const username = `logs-${randomUUID().slice(0, 8)}`;
        const secretName = `Trillian${randomUUID().slice(0, 8)}`;
        const post = (path, json, options = {}) => stack.request('POST', path, { json, ...options });
        const made = (await post('/api/auth/register', { username, password: PASSWORD, display_name: secretName }))
            .json;
        await post('/api/auth/login', { username, password: `${PASSWORD} wrong` });
        await post('/api/auth/login', { username: PASSWORD, password: username });
        await post('/api/auth/login', { username, password: PASSWORD, extra: PASSWORD });
        await stack.request('POST', '/api/auth/login', { body: `{"password":"${PASSWORD}"` });
        await post('/api/auth/refresh', { refresh_token: made.refresh_token });
        await post('/api/auth/refresh', { refresh_token: `${made.refresh_token}x` });
        const token = made.access_token;
        await stack.request('GET', `/api/contacts?access_token=${token}`, { token });
        await stack.request('GET', `/api/contacts?search=${secretName}`, { token });
        await stack.request('GET', '/api/contacts', {
            headers: {
                Authorization: `Basic ${token}`,
                Cookie: `session=${token}`,
                Referer: `http://localhost/?${token}`,
                'User-Agent': token,
            },
        });
        const key = randomUUID();
        await post('/api/contacts', { id: key, name: secretName }, { token });
        await post('/api/contacts', { id: key, name: secretName }, { token });
        await post('/api/contacts', { name: secretName, unknown: secretName }, { token });
        const watcher = stack.watch({ token, query: `after=0&ticket=${token}&access_token=${token}` });
        await watcher.event(1);
        await watcher.close();
        const stranger = stack.watch({ token: `${token}x`, query: `ticket=${token}` });
        await stranger.end();
        await stack.psql(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('debt_api', 'debt_relay')",
        );
        for (let i = 0; i < 4; i++) await stack.request('GET', '/api/sync', { token });
        const logs = await until('the requests are in the log', () => {
            const text = stack.logs();
            return text.includes('GET /api/sync ') && text.includes('GET /ws ') && text;
        });
        assert.match(logs, /"POST \/api\/auth\/login HTTP\/1\.1" 401/);
        assert.match(logs, /"GET \/api\/contacts HTTP\/1\.1" 400/);
        // PostgreSQL tells the error of a statement, and neither what its parameters were nor its DETAIL.
        const database = readFileSync(join(stack.state, 'log', 'postgresql.log'), 'utf8');
        assert.match(database, /debt_api ERROR: {2}There is, or was, something with this id already/);
        assert.doesNotMatch(database, /DETAIL|CONTEXT|parameters/i);
        assertNoSecrets(logs);
        assert.ok(!logs.includes(secretName), 'a name');
        assert.ok(!logs.includes(PASSWORD_MARK), 'a password');
    });
});

describe('logs of what nginx refuses by itself', () => {
    let stack;

    before(async () => {
        const env = { DEBT_WORKERS: '2', DEBT_REQUESTS_PER_SECOND: '1', DEBT_STREAMS_PER_ADDRESS: '1' };
        stack = await startStack('refusing', { env });
    });
    after(() => stack?.stop());

    it('hold no query, with what is looked for or a ticket in it', async () => {
        const ada = await stack.account('refused');
        const secretName = `Trillian${randomUUID().slice(0, 8)}`;
        const search = () => ada.get(`/api/contacts?search=${secretName}`);
        const { ticket } = (await ada.post('/api/auth/stream-ticket')).json;
        const first = ada.watch();
        await first.hello();
        const second = stack.watch({ query: `ticket=${ticket}` });
        await second.end();
        assert.equal(second.refusal.status, 429, 'one stream too many');
        unlinkSync(join(stack.told.DEBT_RUN, 'api.sock')); // as when the service is stopped: for nginx worse than one that nobody listens at
        // Of many at once, for what nginx has kept of the connections that there were still leads to a worker.
        await until('a request that finds no socket', async () => (await Promise.all(Array.from({ length: 20 }, search))).some(({ status }) => status === 502));
        process.kill(stack.part('api'), 'SIGKILL');
        await until('one that is too many', async () => {
            const answers = await Promise.all(Array.from({ length: 200 }, search));
            return answers.some((answer) => answer.status === 429);
        });
        const logs = await until('they are in the log', () => {
            const text = stack.logs();
            return /" 429 /.test(text) && /" 502 /.test(text) && text;
        });
        assert.ok(!logs.includes(secretName), `what is looked for: ${logs.slice(logs.indexOf(secretName) - 300, logs.indexOf(secretName) + 50)}`);
        assert.ok(!logs.includes(ticket), `a ticket: ${logs.slice(logs.indexOf(ticket) - 300, logs.indexOf(ticket))}`);
    });
});
