// ./dev stack itself: killed and started again, it deals with what is left; what was acknowledged is there.
import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { after, before, beforeEach, describe, it } from 'node:test';
import { alive, freePort, run, startStack } from './stack.mjs';
import { until } from './wait.mjs';

const PARTS = ['postgresql', 'relay', 'api', 'password', 'stream', 'nginx'];

describe('restart', () => {
    let stack, ada, contact;

    before(async () => {
        stack = await startStack('restart', { env: { DEBT_WORKERS: '3' } });
        ada = await stack.account('restart');
        contact = await ada.contact({ name: 'Kept' });
    });
    after(() => stack?.stop());
    beforeEach(async () => {
        if (stack.end) await stack.start(); // the test before has failed
    });

    const stillThere = async () => {
        const answer = await ada.get(`/api/contacts/${contact.id}`, { agent: false });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json, contact);
    };

    it('after SIGTERM everything is still there, the token included', { timeout: 120_000 }, async () => {
        await stack.stop({ keep: true });
        await stack.start();
        await stillThere();
    });

    it('after kill -9 of the supervisor it starts again, beside nothing old', { timeout: 120_000 }, async () => {
        const before = stack.processes();
        await stack.kill();
        await stack.start();
        await stillThere();
        await until('no process of the killed run is left', () => before.every((pid) => !alive(pid)));
        await ada.contact({ name: 'Later' });
    });

    // The pids to kill, while the supervisor is stopped and starts nothing again.
    async function killAndStart(pids) {
        process.kill(stack.supervisorPid, 'SIGSTOP');
        for (const pid of pids()) {
            try {
                process.kill(pid, 'SIGKILL');
            } catch {
                // it went with another one
            }
        }
        await stack.kill();
        await stack.start();
        await stillThere();
    }

    it('after kill -9 of everything it starts again', { timeout: 120_000 }, async () => {
        await killAndStart(() => stack.processes());
    });

    it('after kill -9 of what leads each part it ends those that were led', { timeout: 120_000 }, async () => {
        const before = stack.processes();
        await killAndStart(() => PARTS.map((part) => stack.part(part)));
        await until('no process of the killed run is left', () => before.every((pid) => !alive(pid)));
    });

    it('refuses to run twice on the same data', async () => {
        const second = await stack.attempt({ DEBT_PORT: String(await freePort()) });
        assert.notEqual(second.status, 0);
        assert.match(second.stderr, /already running/);
        await stillThere();
    });

    it('says clearly that a port is in use, whoever uses it', async () => {
        const server = net.createServer().listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address();
        await stack.stop({ keep: true });
        try {
            const refused = await stack.attempt({ DEBT_PORT: String(port) });
            assert.equal(refused.status, 1);
            assert.match(refused.stderr, new RegExp(`port ${port} is in use`));
            assert.deepEqual(refused.left, [], 'no process is left');
        } finally {
            server.close();
        }
        await stack.start();
        await stillThere();
    });

    it('takes no folder with something else in it', async () => {
        const refused = await stack.attempt({ DEBT_STATE: '/usr/share' });
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /not a state folder/);
        assert.equal((await run('ls', ['/usr/share/.debt-tracker'])).status, 2);
    });

    it('listens on IPv4 and IPv6 of this machine, and nowhere else', async () => {
        const { stdout } = await run('sh', ['-c', 'cat /proc/net/tcp /proc/net/tcp6']);
        const port = stack.port.toString(16).toUpperCase().padStart(4, '0');
        const listening = [...stdout.matchAll(/: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:0000 0A/g)]
            .filter((match) => match[2] === port)
            .map((match) => match[1]);
        const loopback = ['0100007F', '00000000000000000000000001000000'];
        assert.ok(listening.length > 0);
        assert.deepEqual(
            listening.filter((address) => !loopback.includes(address)),
            [],
        );
    });
});
