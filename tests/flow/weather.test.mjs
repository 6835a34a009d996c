// Bad weather: any part may die at any moment. Nothing acknowledged is lost, and work goes on by itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { brokenAt } from './canonical.mjs';
import { assertProblem } from './conformance.mjs';
import { alive, claimsOf, startStack } from './stack.mjs';
import { until } from './wait.mjs';

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const UNAVAILABLE = [502, 503, 504];

describe('weather', () => {
    let stack;

    before(
        async () =>
            (stack = await startStack('weather', {
                env: { DEBT_HEARTBEAT_SECONDS: '1', DEBT_WORKERS: '6', DEBT_DATABASE_TIMEOUT_MS: '1500', DEBT_STATEMENT_TIMEOUT_MS: '5000' },
            })),
    );
    after(() => stack?.stop());

    // As a client does: the same request with the same key until it is answered.
    async function insist(account, path, json, key = randomUUID()) {
        return until(
            `${path} succeeds`,
            async () => {
                const answer = await account.post(path, json, { agent: false, headers: { 'Idempotency-Key': key } });
                assert.ok(answer.status === 201 || UNAVAILABLE.includes(answer.status), answer.text);
                return answer.status === 201 && answer;
            },
            { timeout_ms: 60_000 },
        );
    }

    // Asks until it is answered, as a client does.
    const head = (account) =>
        until('/api/sync answers', async () => {
            const answer = await account.get('/api/sync', { agent: false });
            assert.ok(answer.status === 200 || UNAVAILABLE.includes(answer.status), answer.text);
            return answer.status === 200 && { head: answer.json.head };
        }).then((found) => found.head);

    // Runs `work` while the supervisor starts nothing again.
    async function unattended(work) {
        process.kill(stack.supervisorPid, 'SIGSTOP');
        try {
            return await work();
        } finally {
            process.kill(stack.supervisorPid, 'SIGCONT');
        }
    }

    // Requests that must be refused with 503 in time: the quickest of a few, for the machine may be busy.
    async function assertUnavailable(account) {
        const tries = [];
        for (const [method, path, json] of [
            ['GET', '/api/contacts'],
            ['POST', '/api/contacts', { name: 'x' }],
            ['GET', '/api/health'],
            ['GET', '/api/sync'],
        ]) {
            const began = performance.now();
            const answer = await account.request(method, path, { json, agent: false });
            tries.push(performance.now() - began);
            assert.equal(answer.status, 503, `${method} ${path}: ${answer.text}`);
            assert.match(answer.headers['retry-after'], /^[1-9][0-9]*$/);
            if (path === '/api/health')
                assert.deepEqual(
                    { ...answer.json, version: 0 },
                    { status: 'unavailable', database: 'unavailable', version: 0 },
                );
            else assertProblem(answer, 503, 'unavailable', `${method} ${path}`);
        }
        assert.ok(Math.min(...tries) < 2000, `answered after ${tries.map(Math.round)} ms`);
    }

    it(
        'PostgreSQL stopped: 503 at once, and on it goes when it is back; streams miss nothing',
        { timeout: 120_000 },
        async () => {
            const ada = await stack.account('stopped');
            await ada.contact();
            const watcher = ada.watchFaithfully();
            await until('the stream is up', () => watcher.seqs.length === 1);
            await unattended(async () => {
                const postmaster = stack.part('postgresql');
                process.kill(postmaster, 'SIGINT');
                await until('PostgreSQL is down', () => !alive(postmaster));
                await assertUnavailable(ada);
                const refused = await stack.request('POST', '/api/auth/login', {
                    json: { username: 'a', password: 'b' },
                    agent: false,
                });
                assertProblem(refused, 503, 'unavailable');
            });
            await insist(ada, '/api/contacts', { name: 'after the storm' });
            assert.equal(await head(ada), 2);
            await until('the stream goes on', () => watcher.seqs.length >= 2, { timeout_ms: 30_000 });
            assert.deepEqual(watcher.seqs, [1, 2]);
            await watcher.stop();
        },
    );

    it('PostgreSQL deaf: new connections hang, and still 503 in time', { timeout: 120_000 }, async () => {
        const ada = await stack.account('deaf');
        const postmaster = stack.part('postgresql');
        process.kill(postmaster, 'SIGSTOP');
        try {
            for (const pid of stack.pids('postgres')) {
                if (/debt_api/.test(stack.commandLine(pid))) process.kill(pid, 'SIGKILL');
            }
            await assertUnavailable(ada);
        } finally {
            process.kill(postmaster, 'SIGCONT');
        }
        await insist(ada, '/api/contacts', { name: 'heard again' });
        assert.equal(await head(ada), 1);
    });

    it('PostgreSQL killed: it starts again, nothing acknowledged is lost', { timeout: 120_000 }, async () => {
        const ada = await stack.account('crash');
        const acknowledged = [];
        const watcher = ada.watchFaithfully();
        const writers = range(1, 4).map(async (writer) => {
            for (let i = 0; i < 15; i++)
                acknowledged.push((await insist(ada, '/api/contacts', { name: `${writer}/${i}` })).json.id);
        });
        await until('some writes', () => acknowledged.length > 8);
        process.kill(stack.part('postgresql'), 'SIGKILL');
        await Promise.all(writers);
        const log = await ada.events();
        assert.deepEqual(
            log.map((event) => event.seq),
            range(1, 60),
        );
        assert.deepEqual(new Set(log.map((event) => event.aggregate_id)), new Set(acknowledged));
        assert.equal(brokenAt(log), null);
        await until('everything is on the stream', () => watcher.seqs.length >= 60, { timeout_ms: 60_000 });
        assert.deepEqual(watcher.events, log);
        await watcher.stop();
    });

    it(
        'a worker killed in mid-request: 502 or 503, no half event, and the repeat succeeds once',
        { timeout: 120_000 },
        async () => {
            const ada = await stack.account('killed');
            const contact = await ada.contact();
            const key = randomUUID();
            const body = { contact_id: contact.id, direction: 'lent', amount: 700, currency: 'EUR' };
            const lock = await stack.lockLedger(ada.ledger);
            const hanging = ada.post('/api/transactions', body, { agent: false, headers: { 'Idempotency-Key': key } });
            const worker = await until('a worker waits for the lock', () => stack.workerWaitingForLock());
            process.kill(worker, 'SIGKILL');
            const answer = await hanging;
            assert.ok([502, 503].includes(answer.status), `${answer.status} ${answer.text}`);
            assertProblem(answer, answer.status, 'unavailable');
            await lock.release();
            await until(
                'the orphaned statement is over',
                async () =>
                    (await stack.psql(
                        "select count(*) from pg_stat_activity where usename = 'debt_api' and state = 'active'",
                    )) === '0',
            );
            const between = await head(ada);
            const made = await insist(ada, '/api/transactions', body, key);
            assert.equal(made.headers['idempotency-replayed'], between === 2 ? 'true' : undefined);
            assert.equal(await head(ada), 2, 'one event, whether the first try had come through or not');
            assert.deepEqual((await ada.get(`/api/contacts/${contact.id}`)).json.balances, [
                { currency: 'EUR', amount: 700 },
            ]);
            const again = await insist(ada, '/api/transactions', body, key);
            assert.equal(again.text, made.text);
            assert.equal(again.headers['idempotency-replayed'], 'true');
        },
    );

    it('all workers killed: they are started again', { timeout: 60_000 }, async () => {
        const ada = await stack.account('workers');
        const workers = stack.pids('debt-api');
        assert.ok(workers.length >= 2);
        for (const pid of workers) process.kill(pid, 'SIGKILL');
        await insist(ada, '/api/contacts', { name: 'x' });
        await until('as many as before', () => stack.pids('debt-api').length === workers.length);
    });

    it('the backend of a worker ended: the next request does not notice, or gets 503 and then an answer', async () => {
        const ada = await stack.account('backend');
        await ada.contact();
        await stack.psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'debt_api'");
        for (let i = 0; i < 12; i++) {
            const answer = await ada.get('/api/contacts', { agent: false });
            assert.ok(answer.status === 200 || answer.status === 503, answer.text);
        }
        await insist(ada, '/api/contacts', { name: 'x' });
        assert.equal((await ada.get('/api/contacts')).json.length, 2);
    });

    it('a ledger that stays locked: 503 in the end, and other ledgers do not wait', { timeout: 60_000 }, async () => {
        const [ada, bob] = [await stack.account('locked'), await stack.account('free')];
        const lock = await stack.lockLedger(ada.ledger);
        try {
            const hanging = ada.post('/api/contacts', { name: 'x' }, { agent: false });
            await until('a worker waits for the lock', () => stack.workerWaitingForLock());
            assert.equal((await bob.post('/api/contacts', { name: 'y' }, { agent: false })).status, 201);
            assert.equal((await ada.get('/api/contacts', { agent: false })).status, 200, 'reading needs no lock');
            assertProblem(await hanging, 503, 'unavailable');
        } finally {
            await lock.release();
        }
        assert.equal(await head(ada), 0);
    });

    for (const [part, words] of [
        ['relay', 'the relay'],
        ['stream', 'websocketd'],
        ['nginx', 'nginx'],
    ]) {
        it(`${words} killed: streams end, clients come back and miss nothing`, { timeout: 120_000 }, async () => {
            const ada = await stack.account(part);
            const watchers = range(1, 3).map(() => ada.watchFaithfully());
            await ada.contact();
            await until('the streams are up', () => watchers.every((one) => one.seqs.length === 1));
            const first = watchers.map((one) => one.watcher);
            const victim = stack.part(part);
            process.kill(victim, 'SIGKILL');
            const writing = (async () => {
                for (let i = 0; i < 20; i++) await insist(ada, '/api/contacts', { name: `${i}` });
            })();
            await until('the streams end', () => first.every((one) => one.closed));
            await writing;
            await until(`${words} is back`, () => stack.part(part) !== victim && alive(stack.part(part)));
            await until('everything is on the streams', () => watchers.every((one) => one.seqs.length >= 21), {
                timeout_ms: 60_000,
            });
            for (const one of watchers) {
                await until('it has come back', () => one.connections >= 2);
                assert.deepEqual(one.seqs, range(1, 21));
                await one.stop();
            }
            // All may have been seen before nginx's workers, too, were gone.
            await until('it answers', async () => (await ada.get('/api/sync').catch(() => null))?.status === 200);
            await until('no stream is left behind', () => stack.pids('debt-stream').length === 0);
        });
    }

    it('the relay away: a new stream is refused or ended, not left hanging', { timeout: 60_000 }, async () => {
        const ada = await stack.account('away');
        await unattended(async () => {
            const relay = stack.part('relay');
            process.kill(relay, 'SIGKILL');
            await until('it is gone', () => !alive(relay));
            const watcher = ada.watch();
            await watcher.end();
            assert.deepEqual(watcher.events, []);
        });
        const back = ada.watchFaithfully();
        await ada.contact();
        await until('streams are served again', () => back.seqs.length === 1);
        await back.stop();
    });

    it('the relay without its database connection: it comes back with no gap', { timeout: 60_000 }, async () => {
        const ada = await stack.account('relaydb');
        const watcher = ada.watchFaithfully();
        await ada.contact();
        await until('the stream is up', () => watcher.seqs.length === 1);
        for (let round = 0; round < 3; round++) {
            await stack.psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'debt_relay'");
            await ada.contact();
        }
        await until('everything is on the stream', () => watcher.seqs.length >= 4, { timeout_ms: 30_000 });
        assert.deepEqual(watcher.seqs, [1, 2, 3, 4]);
        await watcher.stop();
    });

    it('a doorbell that never rang: the sweep finds the event', async () => {
        const ada = await stack.account('silent');
        const watcher = ada.watch();
        await watcher.hello();
        const { led, sid } = claimsOf(ada.token);
        await stack.psql(`select id from api.create_contact('${led}', '${sid}', null, '{"name":"silent"}')`, {
            user: 'debt_api',
        });
        assert.equal((await watcher.event(1)).data.name, 'silent');
        await watcher.close();
    });
});
