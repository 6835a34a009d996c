// What accounts cost everybody else: how long appends take while a flood of logins arrives, and what it costs an append to check
// its session in the statement that does the work.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidArray } from './database.mjs';
import { expect } from './load.mjs';
import { format, median, medianRatio, percentile, takeTurns } from './turns.mjs';

const APPENDS_A_SECOND = 200;
const LOGINS_A_SECOND = 50;
const PEOPLE = 40; // who sign in, in turn
const PASSWORD = 'correct horse battery staple';
const CONTACT = { name: 'Ada Lovelace', email: 'ada@example.org', notes: 'lunch on friday' };
const CLIENTS = 8; // of pgbench

export async function measure(bench) {
    return [await measureFlood(bench), await measureSessionCheck(bench)];
}

// --- logins beside appends ---

async function measureFlood({ stack, database, options, progress }) {
    const { seconds, pairs } = options;
    const writers = await stack.makeAccounts('appender', 20);
    const people = await stack.makePeople('person', PEOPLE, PASSWORD);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
    const statuses = {};
    const append = (n) => post(stack, agent, '/api/contacts', CONTACT, writers[n % writers.length].token);
    const login = async (n) => {
        const status = await post(stack, agent, '/api/auth/login', { username: people[n % PEOPLE], password: PASSWORD });
        statuses[status] = (statuses[status] ?? 0) + 1;
    };
    expect('POST /api/contacts', await append(0), 201);
    expect('POST /api/auth/login', await post(stack, agent, '/api/auth/login', { username: people[0], password: PASSWORD }), 200);
    const turn = async (name) => {
        const stop = name === 'flood' ? beginFlood(login) : async () => {};
        const { times_ms, answers } = await arrive(append, APPENDS_A_SECOND, seconds);
        await stop(); // when the last login is answered, nothing waits to be hashed
        expect('POST /api/contacts', answers.every((status) => status === 201), true);
        return percentile(times_ms, 99);
    };
    const before = () => database.checkpoint();
    const p99_ms = await takeTurns({ idle: () => turn('idle'), flood: () => turn('flood') }, { pairs, progress, before });
    agent.destroy();
    return {
        what: `p99 of appends while ${LOGINS_A_SECOND} logins a second arrive : p99 without`,
        wanted: '< 2',
        result: `${format(medianRatio(p99_ms.flood, p99_ms.idle))} ×`,
        detail: `${format(median(p99_ms.flood))} ms : ${format(median(p99_ms.idle))} ms, ${APPENDS_A_SECOND} appends a second; of the logins ${shares(statuses)}`,
    };
}

// Calls `send` a number of times a second, whether the answers come or not, and returns how long after the moment at which
// each was due its answer was there: what waits for what is slow counts as slow too.
async function arrive(send, rate, seconds) {
    const began = performance.now();
    const results = [];
    for (let n = 0; n < rate * seconds; n++) {
        const due = began + (n * 1000) / rate;
        const wait = due - performance.now();
        if (wait > 0) await sleep(wait);
        results.push(send(n).then((status) => ({ status, ms: performance.now() - due })));
    }
    const answers = await Promise.all(results);
    return { times_ms: answers.map(({ ms }) => ms), answers: answers.map(({ status }) => status) };
}

// Logins until the function that is returned is called, which waits for their answers.
function beginFlood(login) {
    const open = new Set();
    let n = 0;
    const timer = setInterval(() => {
        const one = login(n++).finally(() => open.delete(one));
        open.add(one);
    }, 1000 / LOGINS_A_SECOND);
    return async () => {
        clearInterval(timer);
        await Promise.all(open);
    };
}

const shares = (statuses) => {
    const all = Object.values(statuses).reduce((a, b) => a + b, 0);
    return Object.entries(statuses).map(([status, count]) => `${Math.round((100 * count) / all)} % ${status}`).join(', ');
};

// Becomes the status.
function post(stack, agent, path, json, token) {
    return new Promise((resolve, reject) => {
        const body = JSON.stringify(json);
        const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...(token && { Authorization: `Bearer ${token}` }) };
        const call = http.request(`${stack.origin}${path}`, { agent, method: 'POST', headers });
        call.on('response', (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode));
        });
        call.on('error', reject);
        call.end(body);
    });
}

// --- checking the session ---

// The function that every append begins with, as it is, and without a look at the session: who is at it would then have to be
// told by the token. Everything else is the same.
const UNCHECKED = `
create or replace function open_ledger(ledger uuid, session uuid) returns ledger_head language plpgsql as $$
declare
  head ledger_head;
begin
  select l.id, l.epoch, l.head, l.hash, l.recorded_at, session, 'a laptop' into head
    from ledgers l where l.id = ledger and l.erased_at is null for update of l;
  return head;
end
$$;`;

async function measureSessionCheck({ stack, database, options, progress }) {
    const { seconds, pairs } = options;
    const accounts = await stack.makeAccounts('checked', options.ledgers);
    const column = (name) => uuidArray(accounts.map((account) => account[name]));
    const statement = `select * from api.create_contact((${column('ledger')})[:n], (${column('session')})[:n], null, '${JSON.stringify(CONTACT)}')`;
    const owner = { user: 'debt_owner', settings: { search_path: 'debt' } };
    const checked = await database.psql("select pg_get_functiondef('debt.open_ledger'::regproc)", owner);
    // Without waiting for the disk, which would hide what it costs.
    const settings = { synchronous_commit: 'off' };
    const rate = () => database.pgbench(statement, { clients: CLIENTS, seconds, n_max: accounts.length, user: 'debt_api', settings });
    try {
        const rates = await takeTurns({ checked: rate, unchecked: rate }, {
            pairs,
            progress,
            before: async (name) => {
                await database.psql(name === 'checked' ? checked : UNCHECKED, owner);
                await database.checkpoint();
            },
        });
        const cost = 1 - medianRatio(rates.checked, rates.unchecked);
        return {
            what: 'What checking the session costs of the rate of appends (pgbench on create_contact)',
            wanted: '< 5 %',
            result: `${format(100 * cost)} %`,
            detail: `${format(median(rates.checked))}/s : ${format(median(rates.unchecked))}/s without, ${CLIENTS} clients`,
        };
    } finally {
        await database.psql(checked, owner);
    }
}
