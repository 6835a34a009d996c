// A private running Debt Tracker: `./dev stack` with a state folder and a port of its own, on a database cluster
// of its own. Everything ends with stop().
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from './execute.mjs';
import { until } from './until.mjs';

const READY_MS = 120_000;

export async function freePort() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

// A stack with its place, not started yet. stop() it, whether start() has succeeded or not.
export async function newStack() {
    const state = mkdtempSync(join(tmpdir(), 'debt-bench-'));
    chmodSync(state, 0o755); // as root, everything runs as another user, who must pass through
    return new Stack(state, await freePort());
}

class Stack {
    #supervisor;
    #output = '';
    #ended = true;

    constructor(state, port) {
        this.state = state;
        this.origin = `http://127.0.0.1:${port}`;
        // Tokens live through a measurement of many minutes.
        this.environment = {
            ...process.env, DEBT_STATE: state, DEBT_PORT: String(port), DEBT_BUILD: process.env.DEBT_BUILD, DEBT_ACCESS_TOKEN_SECONDS: '3600',
            DEBT_SIGNIN_PER_MINUTE: '60000', // a flood comes from many addresses, and here there is one
        };
    }

    async start() {
        this.#supervisor = spawn(this.#dev, ['stack'], { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
        this.#ended = false;
        this.#supervisor.on('exit', () => (this.#ended = true));
        for (const stream of [this.#supervisor.stdout, this.#supervisor.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => (this.#output += text));
        }
        try {
            await until('./dev stack is ready', () => /^ready http/m.test(this.#output) || this.#ended, { timeout_ms: READY_MS });
            if (this.#ended) throw new Error('./dev stack has ended');
        } catch (error) {
            throw new Error(`${error.message}\n${this.#output}`);
        }
        this.database = readEnvironment(this.#output, this.state);
    }

    async stop() {
        if (!this.#ended) this.#supervisor.kill('SIGTERM');
        await until('./dev stack ends', () => this.#ended, { timeout_ms: 60_000 });
        const { DEBT_STATE: moved } = this.database ?? {};
        for (const folder of new Set([this.state, moved ?? this.state])) rmSync(folder, { recursive: true, force: true });
    }

    get #dev() {
        return join(process.env.DEBT_SOURCE, 'dev');
    }

    debtctl(args, { timeout_ms, input } = {}) {
        return execute(this.#dev, ['ctl', ...args], { env: this.environment, timeout_ms, input });
    }

    // Makes `count` accounts that sign in by a password, and returns their user names.
    async makePeople(prefix, count, password) {
        const usernames = Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);
        for (const username of usernames) await this.debtctl(['account', 'add', username, '--password-stdin'], { input: `${password}\n` });
        return usernames;
    }

    // Makes `count` accounts, each with a ledger of its own, and returns them with an access token each:
    // [{ username, token, ledger, session }].
    async makeAccounts(prefix, count) {
        const usernames = Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);
        await this.debtctl(['account', 'add', '--no-password', ...usernames]);
        return this.signIn(usernames);
    }

    // A new token and session for each of the accounts.
    async signIn(usernames) {
        const tokens = (await this.debtctl(['token', ...usernames])).trim().split('\n');
        if (tokens.length !== usernames.length) throw new Error(`debtctl token: ${tokens.length} tokens for ${usernames.length} accounts`);
        return usernames.map((username, i) => {
            const claims = JSON.parse(Buffer.from(tokens[i].split('.')[1], 'base64url').toString('utf8'));
            return { username, token: tokens[i], ledger: claims.led, session: claims.sid };
        });
    }

    // The pids of this stack's processes of a program.
    pids(program) {
        return descendants(this.#supervisor.pid).filter((pid) => isProgram(pid, program));
    }
}

// What `./dev stack` wrote for whoever wants to use its data, as an object. The data may have moved.
function readEnvironment(output, state) {
    const folder = /the data are in (.+)$/m.exec(output)?.[1] ?? state;
    const entries = readFileSync(join(folder, 'env'), 'utf8').matchAll(/^(\w+)='(.*)'$/gm);
    return Object.fromEntries([...entries].map(([, name, value]) => [name, value]));
}

// --- /proc ---

function isProgram(pid, program) {
    try {
        return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === program.slice(0, 15);
    } catch {
        return false; // it has ended meanwhile
    }
}

function descendants(root) {
    const children = new Map();
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
        let stat;
        try {
            stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        } catch {
            continue; // it has ended meanwhile
        }
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const found = [];
    for (const todo = [root]; todo.length; ) {
        const next = children.get(todo.pop()) ?? [];
        found.push(...next);
        todo.push(...next);
    }
    return found;
}

// The memory of processes in bytes, where what n of them share counts 1/n for each (proportional set size).
export function proportionalBytes(pids) {
    let kib = 0;
    for (const pid of pids) {
        kib += Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
    }
    return kib * 1024;
}
