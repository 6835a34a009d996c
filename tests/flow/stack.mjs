// A private running Debt Tracker for a test: `./dev stack` with a state folder and a port of its own.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertConforms } from './conformance.mjs';
import { leaveLogs } from './private.mjs';
import { request } from './request.mjs';
import { until } from './wait.mjs';
import { FaithfulWatcher, watch } from './watcher.mjs';

const SOURCE = process.env.DEBT_SOURCE;
const BUILD = process.env.DEBT_BUILD;
const READY_TIMEOUT_MS = 120_000;
// Not Debian's /usr/bin/psql where there is another: that is Perl, which looks for this one each time.
const PSQL = ['/usr/lib/postgresql/15/bin/psql'].find(existsSync) ?? 'psql';
// Nor a shim of pyenv, which asks several scripts first.
export const PYTHON = ['/usr/bin/python3'].find(existsSync) ?? 'python3';
const PSQL_OPTIONS = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1'];

// Every password in these tests holds this mark, so that one in a log is seen.
export const PASSWORD_MARK = 'swordfish';
export const PASSWORD = `open ${PASSWORD_MARK} please`;

// Cheap hashes make the tests quick, all of them come from one address, and a machine that stands still for some seconds is no fault of the
// program's; a test may say otherwise.
const TEST_SETTINGS = {
    DEBT_PASSWORD_MEMORY_KIB: '8192',
    DEBT_REGISTRATION: 'open',
    DEBT_SIGNIN_PER_MINUTE: '6000',
    DEBT_HASHING_PERCENT: '100',
    DEBT_DATABASE_TIMEOUT_MS: '10000',
    DEBT_STATEMENT_TIMEOUT_MS: '15000',
};

// No stack outlives the process that started it, short of SIGKILL.
const running = new Set();
process.on('exit', () => running.forEach((supervisor) => supervisor.kill('SIGTERM')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export async function freePort() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

// Runs a program to its end: { status, stdout, stderr }.
export function run(file, args, { env = process.env, cwd, input, timeout_ms = 120_000 } = {}) {
    return new Promise((resolve, reject) => {
        const child = execFile(
            file,
            args,
            { env, cwd, timeout: timeout_ms, maxBuffer: 1 << 28 },
            (error, stdout, stderr) => {
                if (error && typeof error.code !== 'number')
                    return reject(new Error(`${file} ${args.join(' ')}: ${error.message}\n${stderr}`));
                resolve({ status: error ? error.code : 0, stdout, stderr });
            },
        );
        child.stdin.on('error', () => {}); // it may end without reading
        child.stdin.end(input ?? '');
    });
}

// Starts a stack of its own. `env`: settings (DEBT_…) beyond those of all tests.
export async function startStack(name, { env = {}, port } = {}) {
    const state = mkdtempSync(join(tmpdir(), `debt-${name}-`));
    chmodSync(state, 0o755); // PostgreSQL runs as another user and must pass through
    const stack = new Stack({ name, state, port: port ?? (await freePort()), env: { ...TEST_SETTINGS, ...env } });
    try {
        await stack.start();
    } catch (error) {
        rmSync(state, { recursive: true, force: true });
        throw error;
    }
    return stack;
}

// The stack for all files that ask for nothing else. Some of what they do at once holds up a worker each.
export const startShared = () => startStack('shared', { env: { DEBT_WORKERS: '4' } });

// The stack that run.mjs started for all files, or one of this file's own when the file runs alone.
export async function sharedStack() {
    if (!process.env.DEBT_FLOW_SHARED) return startShared();
    const stack = new Stack(JSON.parse(process.env.DEBT_FLOW_SHARED));
    stack.borrowed = true;
    return stack;
}

export class Stack {
    constructor(place) {
        this.place = place;
        this.state = place.state;
        this.port = place.port;
        this.origin = `http://127.0.0.1:${place.port}`;
        this.agent = new http.Agent({ keepAlive: true, maxSockets: 40 });
        this.output = '';
        this.watchers = new Set();
    }

    get environment() {
        return {
            ...process.env,
            ...this.place.env,
            DEBT_STATE: this.state,
            DEBT_PORT: String(this.port),
            DEBT_SOURCE: SOURCE,
            DEBT_BUILD: BUILD,
        };
    }

    // --- life ---

    // Starts ./dev stack and waits until it is ready; `env` changes settings for this start and later ones.
    async start(env = {}) {
        Object.assign(this.place.env, env);
        this.supervisor = this.#spawn();
        const from = this.output.length;
        try {
            await until(
                'the ready line',
                () => {
                    if (this.end)
                        throw Object.assign(new Error(`./dev stack ended: ${JSON.stringify(this.end)}`), {
                            final: true,
                        });
                    return /^ready http/m.test(this.output.slice(from));
                },
                { timeout_ms: READY_TIMEOUT_MS },
            );
        } catch (error) {
            this.supervisor.kill('SIGTERM');
            throw new Error(`${error.message}\n${this.output.slice(from)}\n${this.logs().slice(-4000)}`);
        }
        this.agent = new http.Agent({ keepAlive: true, maxSockets: 40 });
        this.place.supervisor = this.supervisor.pid;
    }

    #spawn() {
        const supervisor = spawn(join(SOURCE, 'dev'), ['stack'], {
            env: this.environment,
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.end = null;
        running.add(supervisor);
        supervisor.on('exit', (status, signal) => {
            running.delete(supervisor);
            this.end = { status, signal };
        });
        for (const stream of [supervisor.stdout, supervisor.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => (this.output += text));
        }
        return supervisor;
    }

    // Runs ./dev stack where it must refuse: { status, stderr, left: pids of what it left behind }.
    async attempt(env) {
        const before = this.processes();
        const refused = await run(join(SOURCE, 'dev'), ['stack'], {
            env: { ...this.environment, ...env },
            timeout_ms: 30_000,
        });
        return { ...refused, left: this.processes().filter((pid) => !before.includes(pid)) };
    }

    // Kills the supervisor, and nothing else, as the kernel would.
    async kill() {
        this.agent.destroy();
        this.supervisor.kill('SIGKILL');
        await until('the supervisor is dead', () => this.end);
    }

    // Ends the stack as Ctrl-C does and holds it to a clean end and to clean logs. A borrowed one goes on.
    async stop({ keep = false } = {}) {
        this.agent.destroy();
        for (const watcher of this.watchers) await watcher.stop();
        this.watchers.clear();
        if (this.borrowed) return;
        if (!this.end) {
            this.supervisor.kill('SIGTERM');
            try {
                await until('the supervisor ends after SIGTERM', () => this.end, { timeout_ms: 60_000 });
            } catch (error) {
                this.supervisor.kill('SIGKILL'); // or this file would not end either
                throw new Error(`${error.message}\n${this.output.slice(-2000)}`);
            }
            assert.deepEqual(this.end, { status: 0, signal: null }, `end of ./dev stack\n${this.output.slice(-2000)}`);
        }
        await until('every process of the stack is gone', () => this.processes().length === 0);
        leaveLogs(`${this.place.name}-${this.port}`, join(this.state, 'log'));
        const logs = this.logs();
        assertNoSecrets(logs);
        assert.doesNotMatch(logs + this.output, /AddressSanitizer|LeakSanitizer|runtime error:/, 'a sanitizer spoke');
        if (!keep) rmSync(this.state, { recursive: true, force: true });
    }

    // Everything in the log folder, as one text.
    logs() {
        const folder = join(this.state, 'log');
        if (!existsSync(folder)) return '';
        return readdirSync(folder)
            .map((name) => `--- ${name}\n${readFileSync(join(folder, name), 'utf8')}`)
            .join('\n');
    }

    // --- processes ---

    get supervisorPid() {
        return this.place.supervisor;
    }

    // The pids of all processes of the stack, the supervisor included: all work in the state folder.
    processes() {
        return allPids().filter((pid) => alive(pid) && this.#isOurs(pid));
    }

    #isOurs(pid) {
        return `${folderOf(pid)}/`.startsWith(`${this.state}/`);
    }

    // The pids of the stack's processes of a program, by its name as the kernel has it (at most 15 characters).
    pids(program) {
        return allPids().filter((pid) => nameOf(pid) === program && alive(pid) && this.#isOurs(pid));
    }

    // The pid of a part: postgresql, relay, api, password, stream or nginx.
    part(name) {
        return Number(readFileSync(join(this.state, 'run', `${name}.pid`), 'utf8').split(' ')[0]);
    }

    commandLine(pid) {
        return readOf(pid, 'cmdline').replaceAll('\0', ' ');
    }

    // --- doors ---

    // What the stack tells its own programs: PGHOST, DEBT_TOKEN_KEY_FILE and so on.
    get told() {
        const lines = readFileSync(join(this.state, 'env'), 'utf8').matchAll(/^(\w+)='(.*)'$/gm);
        return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
    }

    get streamPort() {
        return Number(this.told.DEBT_STREAM_PORT);
    }

    // Sends a request and holds the answer against openapi.yaml before it is returned.
    async request(method, path, options = {}) {
        const answer = await request(this.origin, method, path, { agent: this.agent, ...options });
        assertConforms(method, path, answer);
        return answer;
    }

    // Opens a stream, which is closed with the stack at the latest.
    watch(options) {
        const watcher = watch(this.port, options);
        this.watchers.add(watcher);
        return watcher;
    }

    // As the role that is told; what needs the database's owner as that one.
    debtctl(args, { env = {}, input } = {}) {
        const role = ['migrate', 'backup', 'restore'].includes(args[0]) ? { PGUSER: 'debt_owner' } : {};
        return run(join(BUILD, 'debtctl'), args, { env: { ...this.environment, ...this.told, ...role, ...env }, input });
    }

    // Runs SQL and returns what it prints, without headings.
    async psql(sql, { user = 'postgres', database = 'debt', search_path } = {}) {
        const { status, stdout, stderr } = await run(PSQL, [...PSQL_OPTIONS, '-c', sql], {
            env: {
                ...process.env,
                ...this.told,
                PGUSER: user,
                PGDATABASE: database,
                ...(search_path && { PGOPTIONS: `-c search_path=${search_path}` }),
            },
        });
        assert.equal(status, 0, stderr);
        return stdout.trimEnd();
    }

    // Holds the lock of a ledger's row until release().
    lockLedger(ledger) {
        return this.#lock(`select from debt.ledgers where id = '${ledger}' for update;`);
    }

    // Holds a table, for readers too, until release().
    lockTable(name) {
        return this.#lock(`lock table ${name} in access exclusive mode;`);
    }

    async #lock(statement) {
        const session = spawn(PSQL, PSQL_OPTIONS, {
            env: { ...process.env, ...this.told, PGUSER: 'postgres' },
            stdio: ['pipe', 'pipe', 'inherit'],
        });
        let said = '';
        session.stdout.setEncoding('utf8').on('data', (text) => (said += text));
        session.stdin.write(`begin;\n${statement}\nselect 'locked';\n`);
        await until('the lock', () => said.includes('locked'));
        return {
            async release() {
                session.stdin.end('commit;\n');
                await once(session, 'exit');
            },
        };
    }

    // The pid of the worker whose statement waits for a lock, or null.
    async workerWaitingForLock() {
        const [pid] = await this.#workers("wait_event_type = 'Lock'");
        return pid ?? null;
    }

    // The pids of the workers that have asked the database: the others are those that hash passwords. Their sessions are named debt-api[PID].
    workersConnected() {
        return this.#workers('true');
    }

    async #workers(condition) {
        const names = await this.psql(`select application_name from pg_stat_activity where usename = 'debt_api' and ${condition} order by 1`);
        return [...names.matchAll(/^debt-api\[(\d+)\]$/gm)].map(([, pid]) => Number(pid));
    }

    // A new account with a ledger of its own, signed in.
    async account(label = 'user') {
        const username = newName(label);
        const made = await this.request('POST', '/api/auth/register', { json: { username, password: PASSWORD } });
        assert.equal(made.status, 201, made.text);
        return new Account(this, username, made.json.access_token);
    }

    // One that has no password: debtctl's tokens alone open it.
    async keyless(label) {
        const username = newName(label);
        const added = await this.debtctl(['account', 'add', username, '--no-password']);
        assert.equal(added.status, 0, `debtctl account add: ${added.stderr}`);
        const made = await this.debtctl(['token', username]);
        assert.equal(made.status, 0, `debtctl token: ${made.stderr}`);
        return new Account(this, username, made.stdout.trim());
    }
}

const newName = (label) => `${label}-${randomUUID().slice(0, 8)}`;

// A signed-in person: requests with the access token.
export class Account {
    constructor(stack, username, token) {
        this.stack = stack;
        this.username = username;
        this.token = token;
    }

    get ledger() {
        return claimsOf(this.token).led;
    }

    request(method, path, options = {}) {
        return this.stack.request(method, path, { token: this.token, ...options });
    }

    get(path, options) {
        return this.request('GET', path, options);
    }

    post(path, json, options = {}) {
        return this.request('POST', path, { json, ...options });
    }

    // Creates a contact and returns it.
    async contact(fields = {}) {
        const answer = await this.post('/api/contacts', { name: 'Ada', ...fields });
        assert.equal(answer.status, 201, answer.text);
        return answer.json;
    }

    // Creates a transaction and returns it.
    async transaction(fields) {
        const answer = await this.post('/api/transactions', fields);
        assert.equal(answer.status, 201, answer.text);
        return answer.json;
    }

    async events(after = 0) {
        const events = [];
        for (;;) {
            const { json } = await this.get(`/api/events?after=${after + events.length}&limit=1000`);
            events.push(...json.events);
            if (after + events.length >= json.head) return events;
        }
    }

    watch(query = '', options = {}) {
        return this.stack.watch({ token: this.token, query, ...options });
    }

    // A stream from the first event on, which comes back whenever it ends.
    watchFaithfully() {
        const watcher = new FaithfulWatcher((after) => this.watch(`after=${after}`));
        this.stack.watchers.add(watcher);
        return watcher;
    }
}

export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));

// Fails if a text holds an access token, a refresh token, a grant or a test's password.
export function assertNoSecrets(text) {
    for (const [what, pattern] of [
        ['an access token', /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
        ['a refresh token', /[0-9a-f]{72}\.[A-Za-z0-9_-]{20,}/],
        ['a grant', /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{118}(?![A-Za-z0-9_-])/],
        ['a password', new RegExp(PASSWORD_MARK)],
        ['a password hash', /\$argon2/],
    ]) {
        const found = pattern.exec(text);
        assert.equal(
            found,
            null,
            `${what} in a log: ${found && text.slice(Math.max(0, found.index - 200), found.index + 20)}…`,
        );
    }
}

// --- /proc ---

const allPids = () =>
    readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number);

function readOf(pid, file) {
    try {
        return readFileSync(`/proc/${pid}/${file}`, 'latin1');
    } catch {
        return ''; // it has gone, or is somebody else's
    }
}

// Where it works; '' if it has gone, or is somebody else's.
function folderOf(pid) {
    try {
        return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
        return '';
    }
}

export const environmentOf = (pid) => readOf(pid, 'environ').split('\0');
const nameOf = (pid) => readOf(pid, 'comm').trim();

export function alive(pid) {
    return /^State:\s+[^ZX]/m.test(readOf(pid, 'status'));
}
