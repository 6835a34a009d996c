// The connections between nginx and a worker, as nginx makes them (FastCGI 1.0): kept or not, many at a time, served in turn.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection, request } from './fastcgi.mjs';
import { startStack } from './stack.mjs';
import { until } from './wait.mjs';

describe('connections', () => {
    let stack;

    before(async () => (stack = await startStack('connections', { env: { DEBT_WORKERS: '1' } })));
    after(() => stack?.stop());

    const connect = () => new Connection(join(stack.state, 'run/api.sock'));
    const assertHealth = (answer) => assert.match(answer, /"status":"ok"/);

    it('one that is kept carries one request after the other', async () => {
        const connection = connect();
        for (let i = 0; i < 20; i++) assertHealth(await connection.get('/api/health'));
        assert.match(await connection.get('/api/nowhere'), /^Status: 404/);
        assert.equal(connection.closed, false);
        await connection.close();
    });

    it('one that is not to be kept is closed after its answer', async () => {
        const connection = connect();
        assertHealth(await connection.get('/api/health', { keep: false }));
        await until('the worker has closed it', () => connection.closed);
    });

    it('many are kept by one worker, and each has its turn', async () => {
        const connections = Array.from({ length: 40 }, connect);
        for (let round = 0; round < 5; round++) {
            const answers = await Promise.all(connections.map((connection) => connection.get('/api/health')));
            answers.forEach(assertHealth);
        }
        // Others come and go between them, under the same descriptors.
        await Promise.all(connections.slice(0, 20).map((connection) => connection.close()));
        const others = Array.from({ length: 20 }, connect);
        const answers = await Promise.all([...connections.slice(20), ...others].map((connection) => connection.get('/api/health')));
        answers.forEach(assertHealth);
        await Promise.all([...connections, ...others].map((connection) => connection.close()));
    });

    it('where a worker has as many as it can keep, others wait until one has gone', async () => {
        const most = 64; // nginx has some of them
        const connections = Array.from({ length: most + 10 }, connect);
        const answered = new Set();
        const answers = connections.map((connection) => connection.get('/api/health').then((answer) => (answered.add(connection), answer)));
        await until('many are answered', () => answered.size > most - 10);
        const kept = [...answered];
        (await Promise.all(kept.map((connection) => connection.get('/api/health')))).forEach(assertHealth);
        assert.ok(answered.size <= most, `${answered.size} are kept`);
        await Promise.all(kept.slice(0, 20).map((connection) => connection.close()));
        (await Promise.all(answers)).forEach(assertHealth);
        await Promise.all(connections.map((connection) => connection.close()));
    });

    it('one that breaks off, or speaks another language, hurts no other', async () => {
        const kept = connect();
        assertHealth(await kept.get('/api/health'));
        for (const bytes of [request('GET', '/api/health').subarray(0, 20), Buffer.from('GET /api/health HTTP/1.1\r\n\r\n'), Buffer.alloc(0)]) {
            const broken = connect();
            await once(broken.socket, 'connect');
            broken.socket.end(bytes);
            await until('the worker has closed it', () => broken.closed);
        }
        assertHealth(await kept.get('/api/health'));
        // The same on a connection that had carried a request.
        const broken = connect();
        assertHealth(await broken.get('/api/health'));
        broken.socket.end(request('GET', '/api/health').subarray(0, 20));
        await until('the worker has closed it', () => broken.closed);
        assertHealth(await kept.get('/api/health'));
        await kept.close();
    });

    it('a worker that is to end answers what has arrived', async () => {
        const connections = Array.from({ length: 10 }, connect);
        (await Promise.all(connections.map((connection) => connection.get('/api/health')))).forEach(assertHealth);
        const [pid] = await stack.workersConnected();
        process.kill(pid, 'SIGSTOP');
        const answers = connections.map((connection) => connection.get('/api/health'));
        await until('all is sent', () => connections.every((connection) => connection.sent));
        process.kill(pid, 'SIGTERM');
        process.kill(pid, 'SIGCONT');
        (await Promise.all(answers)).forEach(assertHealth);
        await until('the worker has closed them', () => connections.every((connection) => connection.closed));
    });
});

describe('a request that takes long', () => {
    let stack;

    before(async () => (stack = await startStack('long', { env: { DEBT_WORKERS: '4' } })));
    after(() => stack?.stop());

    it('holds up no other while a worker is free', { timeout: 60_000 }, async () => {
        const [ada, bob] = [await stack.account('long-ada'), await stack.account('long-bob')];
        const lock = await stack.lockLedger(ada.ledger);
        let blocked = true;
        const slow = ada.post('/api/contacts', { name: 'Slow' }).then((answer) => ((blocked = false), answer));
        await until('it waits', () => stack.workerWaitingForLock());
        for (let i = 0; i < 50; i++) assert.equal((await bob.get('/api/contacts')).status, 200);
        assert.equal(blocked, true, 'all were answered meanwhile');
        await lock.release();
        assert.equal((await slow).status, 201);
    });
});
