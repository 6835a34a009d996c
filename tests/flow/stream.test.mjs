// The stream: every event of the ledger once, in order, from where the client stands; nothing of another ledger.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { brokenAt } from './canonical.mjs';
import { assertProblem } from './conformance.mjs';
import { request } from './request.mjs';
import { signToken } from './signing.mjs';
import { alive, claimsOf, environmentOf, PASSWORD, startStack } from './stack.mjs';
import { until } from './wait.mjs';
import { Watcher } from './watcher.mjs';

const HANDSHAKE = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('stream', () => {
    let stack;

    before(async () => {
        stack = await startStack('stream', {
            env: {
                DEBT_HEARTBEAT_SECONDS: '1',
                DEBT_SLOW_CONSUMER_SECONDS: '2',
                DEBT_STREAM_BUFFER_BYTES: '16384',
                DEBT_REPLAY_PAGE_EVENTS: '50',
                DEBT_SWEEP_MS: '2000',
            },
        });
    });
    after(() => stack?.stop());

    const streams = () => stack.pids('debt-stream');
    const epochOf = async (account) => (await account.get('/api/sync')).json.epoch;
    async function ended(watcher, code) {
        await watcher.end();
        assert.deepEqual(watcher.lastFrame, { type: 'error', code });
    }

    it('begins with hello: the epoch and the head', async () => {
        const ada = await stack.account('hello');
        await ada.contact();
        const watcher = ada.watch();
        assert.deepEqual(await watcher.hello(), { type: 'hello', epoch: await epochOf(ada), head: 1 });
        assert.equal(watcher.frames[0].type, 'hello');
        await watcher.close();
    });

    it('shows a new event as the log has it', async () => {
        const ada = await stack.account('live');
        await ada.contact();
        const watcher = ada.watch();
        await watcher.hello();
        const contact = await ada.contact({ name: 'Live "quoted" 🦆', notes: 'a\nb\r\nc\u2028' });
        const event = await watcher.event(2);
        assert.equal(event.aggregate_id, contact.id);
        assert.deepEqual(event, (await ada.events(1))[0]);
        assert.deepEqual(watcher.seqs, [2], 'without `after`: from now on');
        await watcher.close();
    });

    it('is rung for a new event, and does not wait for the next sweep', async () => {
        const ada = await stack.account('bell');
        const watcher = ada.watch();
        await watcher.hello();
        const began = performance.now();
        for (const seq of range(1, 10)) {
            await ada.contact();
            await watcher.event(seq);
        }
        // Found by sweeps alone, each would come some 2 s after the one before.
        assert.ok(performance.now() - began < 10_000, 'the doorbell does not ring');
        await watcher.close();
    });

    it('replays what came after `after`, and goes on', async () => {
        const ada = await stack.account('replay');
        for (let i = 0; i < 7; i++) await ada.contact();
        const watcher = ada.watch(`after=3&epoch=${await epochOf(ada)}`);
        await watcher.event(7);
        await ada.contact();
        await watcher.event(8);
        assert.deepEqual(watcher.seqs, [4, 5, 6, 7, 8]);
        assert.equal(watcher.frames[0].type, 'hello');
        await watcher.close();
    });

    it('replays from the beginning in pages, and loses nothing that comes meanwhile', async () => {
        const ada = await stack.account('pages');
        await Promise.all(range(1, 230).map(() => ada.contact()));
        const watcher = ada.watch('after=0');
        await Promise.all(range(1, 20).map(() => ada.contact()));
        await watcher.event(250);
        assert.deepEqual(watcher.seqs, range(1, 250));
        assert.equal(brokenAt(watcher.events.map((frame) => frame.event)), null);
        await watcher.close();
    });

    it('has nothing to replay at the head', async () => {
        const ada = await stack.account('head');
        await ada.contact();
        const watcher = ada.watch('after=1');
        await watcher.hello();
        await ada.contact();
        await watcher.event(2);
        assert.deepEqual(watcher.seqs, [2]);
        await watcher.close();
    });

    it('sends heartbeats that tell the head', async () => {
        const ada = await stack.account('heartbeat');
        const watcher = ada.watch();
        await watcher.frame('heartbeat');
        await ada.contact();
        await watcher.event(1);
        await until('a heartbeat of head 1', () =>
            watcher.frames.some((frame) => frame.type === 'heartbeat' && frame.head === 1),
        );
        await watcher.close();
    });

    for (const [query, code] of [
        ['after=x', 'invalid_parameter'],
        ['after=', 'invalid_parameter'],
        ['after=-1', 'invalid_parameter'],
        ['after=1.5', 'invalid_parameter'],
        ['after=1%0a2', 'invalid_parameter'],
        ['after=0x1', 'invalid_parameter'],
        ['after=99999999999999999999', 'invalid_parameter'],
        ['epoch=X!', 'invalid_parameter'],
        ['after=1', 'diverged'],
        ['after=9007199254740991', 'diverged'],
        [`epoch=${randomUUID()}`, 'diverged'],
        [`after=0&epoch=${randomUUID()}`, 'diverged'],
    ]) {
        it(`ends with ${code} at ?${query} of an empty ledger`, async () => {
            const ada = await stack.account('wrong');
            const watcher = ada.watch(query);
            await ended(watcher, code);
            assert.deepEqual(watcher.seqs, []);
        });
    }

    it('gives nothing of another ledger', async () => {
        const [ada, bob] = [await stack.account('ada'), await stack.account('bob')];
        const watcher = ada.watch('after=0');
        await watcher.hello();
        for (let i = 0; i < 5; i++) await bob.contact({ name: 'Secret' });
        const mine = await ada.contact({ name: 'Mine' });
        assert.equal((await watcher.event(1)).aggregate_id, mine.id);
        await until(
            'two more heartbeats',
            () => watcher.frames.filter((frame) => frame.type === 'heartbeat').length >= 2,
        );
        assert.deepEqual(watcher.seqs, [1]);
        assert.doesNotMatch(JSON.stringify(watcher.frames), /Secret/);
        await watcher.close();
    });

    describe('strangers', () => {
        const knock = (headers, path = '/ws') =>
            request(stack.origin, 'GET', path, { headers: { ...HANDSHAKE, ...headers } });

        it('get 401 as a problem, and no process is started for them', async () => {
            const before = new Set(streams());
            const started = new Set();
            const timer = setInterval(() => streams().forEach((pid) => before.has(pid) || started.add(pid)), 5);
            const token = (await stack.account('stranger')).token;
            try {
                for (const [what, headers] of [
                    ['no token', {}],
                    ['nonsense', { Authorization: 'Bearer nonsense' }],
                    ['alg none', { Authorization: `Bearer eyJhbGciOiJub25lIn0.${token.split('.')[1]}.` }],
                    ['a signature cut short', { Authorization: `Bearer ${token.slice(0, -3)}` }],
                    ['Basic', { Authorization: 'Basic YTpi' }],
                ]) {
                    for (let i = 0; i < 5; i++) assertProblem(await knock(headers), 401, 'unauthenticated', what);
                }
            } finally {
                clearInterval(timer);
            }
            assert.deepEqual([...started], []);
        });

        it('get no further with headers that look like a grant', async () => {
            const grant = Buffer.alloc(88, 1).toString('base64url');
            for (const name of [
                'X-Debt-Grant',
                'X_Debt_Grant',
                'x-debt-grant',
                'X-Ledger',
                'X_Ledger',
                'Debt-Internal',
                'DEBT_INTERNAL',
            ]) {
                assertProblem(await knock({ [name]: grant }), 401, 'unauthenticated', name);
            }
        });

        it('cannot pass a grant of their own beside a token', async () => {
            const [ada, bob] = [await stack.account('ada'), await stack.account('bob')];
            await bob.contact({ name: 'Secret' });
            const watcher = ada.watch('after=0', {
                headers: { 'X-Debt-Grant': 'A'.repeat(118), X_Debt_Grant: 'B'.repeat(118), 'X-Ledger': bob.ledger },
            });
            assert.equal((await watcher.hello()).head, 0);
            await watcher.close();
        });

        it('who are signed in but speak no WebSocket get a problem', async () => {
            const ada = await stack.account('plain');
            const answer = await request(stack.origin, 'GET', '/ws', { token: ada.token });
            assertProblem(answer, answer.status);
            assert.ok([400, 426].includes(answer.status), String(answer.status));
            const posted = await request(stack.origin, 'POST', '/ws', { token: ada.token });
            assertProblem(posted, posted.status);
            const withBody = await request(stack.origin, 'POST', '/ws', { token: ada.token, json: {} });
            assertProblem(withBody, withBody.status);
        });

        it('who are signed in but send no proper handshake start nothing', async () => {
            const ada = await stack.account('handshake');
            const before = streams();
            for (const [what, headers] of [
                ['a key of 7,000 characters', { 'Sec-WebSocket-Key': 'k'.repeat(7000) }],
                ['a key with something behind it', { 'Sec-WebSocket-Key': `${HANDSHAKE['Sec-WebSocket-Key']}; injected` }],
                ['another version', { 'Sec-WebSocket-Version': '13, injected' }],
                ['another protocol', { Upgrade: 'h2c' }],
            ]) {
                const answer = await knock({ Authorization: `Bearer ${ada.token}`, ...headers });
                assertProblem(answer, answer.status, 'invalid_parameter', what);
                assert.ok([400, 426].includes(answer.status), `${what}: ${answer.status}`);
            }
            assert.deepEqual(streams(), before);
        });

        it('whose token has expired are told so', async () => {
            const ada = await stack.account('expired');
            const claims = claimsOf(ada.token);
            const expired = signToken(stack, {
                ...claims,
                iat: claims.iat - 2000,
                nbf: claims.nbf - 2000,
                exp: claims.exp - 2000,
            });
            assertProblem(await knock({ Authorization: `Bearer ${expired}` }), 401);
        });

        it('at the port of websocketd itself get nothing without a grant', async () => {
            for (const headers of [{}, { 'X-Debt-Grant': 'A'.repeat(118) }, { 'X-Debt-Grant': '' }]) {
                const watcher = new Watcher(
                    new WebSocket(`ws://127.0.0.1:${stack.streamPort}/?after=0`, { headers, perMessageDeflate: false }),
                );
                await watcher.end();
                assert.deepEqual(
                    watcher.frames.filter((frame) => frame.type !== 'error'),
                    [],
                );
            }
        });

        it('with a grant that was used get nothing', async () => {
            const ada = await stack.account('grant');
            await ada.contact();
            const before = new Set(streams());
            const first = ada.watch('after=0');
            await first.event(1);
            const [pid] = streams().filter((one) => !before.has(one));
            const grant = environmentOf(pid)
                .find((one) => one.startsWith('HTTP_X_DEBT_GRANT='))
                .split('=')[1];
            const second = new Watcher(
                new WebSocket(`ws://127.0.0.1:${stack.streamPort}/?after=0`, {
                    headers: { 'X-Debt-Grant': grant },
                    perMessageDeflate: false,
                }),
            );
            await ended(second, 'unauthenticated');
            assert.deepEqual(second.seqs, []);
            first.vanish();
        });

        it('cannot ask for a grant from outside', async () => {
            const ada = await stack.account('grant');
            for (const path of [
                '/internal/stream-grant',
                '/api/internal/stream-grant',
                '/api/../internal/stream-grant',
            ]) {
                const answer = await request(stack.origin, 'GET', path, { token: ada.token });
                assertProblem(answer, 404, 'not_found', path);
                assert.equal(answer.headers['x-debt-grant'], undefined);
            }
        });
    });

    describe('a client', () => {
        it('leaves no process behind when it goes, politely or not', async () => {
            const ada = await stack.account('gone');
            for (const leave of [(watcher) => watcher.close(), (watcher) => watcher.vanish()]) {
                const before = new Set(streams());
                const watcher = ada.watch();
                await watcher.hello();
                const [pid] = streams().filter((one) => !before.has(one));
                assert.ok(pid, 'it has a process of its own');
                await leave(watcher);
                await until('its process is gone', () => !alive(pid));
            }
        });

        it('has a process that knows neither token nor cookie', async () => {
            const ada = await stack.account('environ');
            const before = new Set(streams());
            // Whatever a client sends stays with nginx: no header becomes a variable, and none can stand in for the grant.
            const headers = {
                Host: 'injected.example',
                Cookie: 'session=cookie-value',
                LD_PRELOAD: 'injected',
                'LD-PRELOAD': 'injected',
                PATH: 'injected',
                Proxy: 'injected',
                'User-Agent': 'injected',
                'X-Debt-Grant': 'injected',
                X_Debt_Grant: 'injected',
                'X-Forwarded-For': 'injected',
                'X-Injected': 'injected',
                Referer: 'injected',
            };
            const watcher = ada.watch('after=0&injected=injected', { headers });
            await watcher.hello();
            const [pid] = streams().filter((one) => !before.has(one));
            const told = environmentOf(pid).join('\n') + stack.commandLine(pid);
            assert.ok(!told.includes(ada.token), 'the token');
            assert.doesNotMatch(told, /AUTHORIZATION|COOKIE|cookie-value|injected|LD_PRELOAD/i);
            assert.match(told, /HTTP_X_DEBT_GRANT=/, 'the grant is what it has');
            await watcher.close();
        });

        it('that sends 64 KB and leaves wedges nothing', async () => {
            const ada = await stack.account('talker');
            for (const leave of ['vanish', 'close']) {
                const before = new Set(streams());
                const talkers = range(1, 4).map(() => ada.watch());
                await Promise.all(talkers.map((one) => one.hello()));
                const pids = streams().filter((pid) => !before.has(pid));
                assert.equal(pids.length, 4);
                for (const one of talkers) {
                    for (let i = 0; i < 16; i++) one.socket.send(`${'x'.repeat(4095)}\n`);
                }
                await Promise.all(talkers.map((one) => one[leave]()));
                await until('their processes are gone', () => pids.every((pid) => !alive(pid)));
            }
            const watcher = ada.watch();
            await watcher.hello();
            await watcher.close();
        });

        it('that talks all the time is served all the same', async () => {
            const ada = await stack.account('chatty');
            const watcher = ada.watch();
            await watcher.hello();
            for (let i = 0; i < 200; i++) watcher.socket.send('SUBSCRIBE x - -\n'.repeat(60));
            await ada.contact();
            await watcher.event(1);
            await watcher.close();
        });

        it('whose session ends is told so, and closed', async () => {
            const username = `out-${randomUUID().slice(0, 8)}`;
            const registered = await stack.request('POST', '/api/auth/register', {
                json: { username, password: PASSWORD },
            });
            assert.equal(registered.status, 201, registered.text);
            const again = await stack.request('POST', '/api/auth/login', { json: { username, password: PASSWORD } });
            const [first, second] = [registered.json.access_token, again.json.access_token];
            const [ending, staying] = [stack.watch({ token: first }), stack.watch({ token: second })];
            await Promise.all([ending.hello(), staying.hello()]);
            assert.equal((await stack.request('POST', '/api/auth/logout', { token: first })).status, 204);
            await ended(ending, 'session_ended');
            const before = staying.frames.length;
            await until('the other session goes on', () => staying.frames.length > before);
            assert.equal(staying.closed, false);
            await staying.close();
        });

        it('that does not read is closed, comes back with its seq, and misses nothing', async () => {
            const ada = await stack.account('slow');
            await ada.contact();
            const before = new Set(streams());
            const slow = ada.watch('after=0');
            await slow.event(1);
            const [pid] = streams().filter((one) => !before.has(one));
            slow.socket.pause();
            // More than the sockets, nginx and websocketd hold between them.
            const enough = 1501;
            const { led, sid } = claimsOf(ada.token);
            const made = await stack.psql(
                `select count(distinct a.id) from generate_series(2, ${enough}) as g,
                        api.create_contact('${led}', '${sid}', null, jsonb_build_object('name', 'Large ' || g, 'notes', repeat('n', 9000))) as a`,
                { user: 'debt_api' },
            );
            assert.equal(made, String(enough - 1));
            await until('the slow client is given up', () => !alive(pid));
            slow.socket.resume();
            await slow.end();
            const seen = slow.seqs;
            assert.deepEqual(seen, range(1, seen.length), 'what did arrive was in order');
            assert.ok(seen.length < enough, 'it had fallen behind');
            assert.ok(
                slow.frames.filter((frame) => frame.type === 'error').every((frame) => frame.code === 'slow_consumer'),
            );
            const back = ada.watch(`after=${seen.length}`);
            await back.event(enough);
            assert.deepEqual(back.seqs, range(seen.length + 1, enough));
            await back.close();
        });
    });

    it(
        'brings what 32 clients append to one ledger at once: each once, in order, to everyone',
        { timeout: 120_000 },
        async () => {
            const ada = await stack.account('crowd');
            const each = process.env.DEBT_TEST_LONG ? 300 : 25;
            const total = 32 * each;
            const early = ada.watchFaithfully();
            const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
            const acknowledged = [];
            const clients = range(1, 32).map(async (client) => {
                for (let i = 0; i < each; i++) {
                    const answer = await ada.post(
                        '/api/contacts',
                        { name: `client ${client} contact ${i}` },
                        { agent, headers: { 'Idempotency-Key': randomUUID() } },
                    );
                    assert.equal(answer.status, 201, answer.text);
                    acknowledged.push(answer.json.id);
                }
            });
            const late = ada.watchFaithfully();
            await Promise.all(clients);
            agent.destroy();
            const log = await ada.events();
            assert.deepEqual(
                log.map((event) => event.seq),
                range(1, total),
                'gapless',
            );
            assert.deepEqual(
                new Set(log.map((event) => event.aggregate_id)),
                new Set(acknowledged),
                'each acknowledged event is there',
            );
            assert.equal(brokenAt(log), null);
            for (const watcher of [early, late]) {
                await until('everything is on the stream', () => watcher.seqs.length >= total, { timeout_ms: 60_000 });
                assert.deepEqual(watcher.events, log);
                assert.equal(watcher.connections, 1, 'in one go');
                await watcher.stop();
            }
        },
    );

    it('shares one database connection among all clients', async () => {
        const ada = await stack.account('many');
        const watchers = range(1, 40).map(() => ada.watch());
        await Promise.all(watchers.map((one) => one.hello()));
        const connections = await stack.psql("select count(*) from pg_stat_activity where usename = 'debt_relay'");
        assert.equal(connections, '1');
        const contact = await ada.contact();
        for (const one of watchers) assert.equal((await one.event(1)).aggregate_id, contact.id);
        await Promise.all(watchers.map((one) => one.close()));
    });
});
