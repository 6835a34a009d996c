// The connections between nginx and a worker, as nginx makes them (FastCGI 1.0): kept or not, many at a time, served in turn.
import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startStack } from './stack.mjs';
import { until } from './wait.mjs';

const [BEGIN, END, PARAMS, STDIN, STDOUT] = [1, 3, 4, 5, 6];

function record(type, content) {
    const head = Buffer.alloc(8);
    head.writeUInt8(1, 0);
    head.writeUInt8(type, 1);
    head.writeUInt16BE(1, 2);
    head.writeUInt16BE(content.length, 4);
    return Buffer.concat([head, content]);
}

function pair(name, value) {
    return Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
}

function get(path, keep) {
    const parameters = { REQUEST_METHOD: 'GET', DOCUMENT_URI: path, REQUEST_URI: path, QUERY_STRING: '', REMOTE_ADDR: '127.0.0.1' };
    return Buffer.concat([
        record(BEGIN, Buffer.from([0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0])),
        record(PARAMS, Buffer.concat(Object.entries(parameters).map(([name, value]) => pair(name, value)))),
        record(PARAMS, Buffer.alloc(0)),
        record(STDIN, Buffer.alloc(0)),
    ]);
}

class Connection {
    constructor(path) {
        this.socket = net.connect(path);
        this.bytes = Buffer.alloc(0);
        this.closed = false;
        this.socket.on('data', (data) => (this.bytes = Buffer.concat([this.bytes, data])));
        this.socket.on('close', () => (this.closed = true));
        this.socket.on('error', () => {});
    }

    // Sends a request and returns its answer, head and body.
    async get(path, { keep = true } = {}) {
        this.socket.write(get(path, keep));
        let answer;
        await until(`an answer to ${path}`, () => this.closed || (answer = this.#take()));
        return answer ?? this.#take();
    }

    // The first whole answer of what has arrived, or undefined.
    #take() {
        let text = '';
        for (let at = 0; at + 8 <= this.bytes.length; ) {
            const [type, length, padding] = [this.bytes[at + 1], this.bytes.readUInt16BE(at + 4), this.bytes[at + 6]];
            const end = at + 8 + length + padding;
            if (end > this.bytes.length) return undefined;
            if (type === STDOUT) text += this.bytes.subarray(at + 8, at + 8 + length).toString();
            at = end;
            if (type === END) {
                this.bytes = this.bytes.subarray(at);
                return text;
            }
        }
        return undefined;
    }

    async close() {
        if (this.closed) return;
        this.socket.destroy();
        await once(this.socket, 'close');
    }
}

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
        for (const bytes of [get('/api/health', true).subarray(0, 20), Buffer.from('GET /api/health HTTP/1.1\r\n\r\n'), Buffer.alloc(0)]) {
            const broken = connect();
            await once(broken.socket, 'connect');
            broken.socket.end(bytes);
            await until('the worker has closed it', () => broken.closed);
        }
        assertHealth(await kept.get('/api/health'));
        // The same on a connection that had carried a request.
        const broken = connect();
        assertHealth(await broken.get('/api/health'));
        broken.socket.end(get('/api/health', true).subarray(0, 20));
        await until('the worker has closed it', () => broken.closed);
        assertHealth(await kept.get('/api/health'));
        await kept.close();
    });

    it('a worker that is to end answers what has arrived', async () => {
        const connections = Array.from({ length: 10 }, connect);
        (await Promise.all(connections.map((connection) => connection.get('/api/health')))).forEach(assertHealth);
        // The one that asks the database: the others are those that hash passwords.
        const [name] = (await stack.psql("select application_name from pg_stat_activity where usename = 'debt_api'")).split('\n');
        const pid = Number(/^debt-api\[(\d+)\]$/.exec(name)[1]);
        process.kill(pid, 'SIGSTOP');
        const answers = connections.map((connection) => connection.get('/api/health'));
        await until('all is sent', () => connections.every((connection) => connection.socket.writableLength === 0));
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
