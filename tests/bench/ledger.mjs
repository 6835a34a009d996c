// A ledger of 10,000 transactions, as one person uses it alone: a batch of offline events, every read, looking back, and asking where it stands.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { ask, expect, load } from './load.mjs';
import { format, median, medianRatio, percentile, takeTurns } from './turns.mjs';

export const CONTACTS = 200;
export const TRANSACTIONS = 10_000;
const BATCH = 1_000;
const READS_A_SECOND = 100; // of BENCH_SECONDS, for each kind of read
const WARM_UP = 100; // until each worker has planned what it was asked

export async function measure({ stack, database, options, folder, progress }) {
    const [account, ...others] = await stack.makeAccounts('ledger', 1 + 2 * options.pairs);
    progress(`filling a ledger with ${TRANSACTIONS} transactions`);
    const ids = await fill(stack, account);
    await database.psql('vacuum analyze;');
    return [
        await measureBatch({ stack, database, others, progress }),
        ...(await measureReads({ stack, account, ids, options, progress })),
        await measureSync({ stack, account, options, folder, progress }),
    ];
}

const event = (type, data, aggregate_id = randomUUID()) => ({ id: randomUUID(), type, aggregate_id, data });
const debt = (contact_id, n) =>
    event('TRANSACTION_CREATED', {
        contact_id,
        direction: n % 3 ? 'lent' : 'owed',
        amount: 100 + (n % 9000),
        currency: n % 7 ? 'EUR' : 'USD',
        description: `lunch ${n}`,
        transaction_date: new Date(Date.UTC(2025, 0, 1 + (n % 360))).toISOString().slice(0, 10),
        ...(n % 5 === 0 && { due_date: new Date(Date.UTC(2025, 6, 1 + (n % 900))).toISOString().slice(0, 10) }),
    });

function batchOf(contacts, transactions, first = 0) {
    const people = Array.from({ length: contacts }, (_, i) => event('CONTACT_CREATED', { name: `Ada Lovelace ${first + i}`, email: `ada${first + i}@example.org` }));
    const debts = Array.from({ length: transactions }, (_, i) => debt(people[i % contacts].aggregate_id, first * 50 + i));
    return [...people, ...debts];
}

async function send(stack, account, events) {
    const answer = await ask(`${stack.origin}/api/events`, { token: account.token, method: 'POST', body: { events } });
    expect('POST /api/events', answer.status, 200);
    expect('accepted events', answer.json.results.filter((one) => one.status === 'accepted').length, events.length);
}

// Returns ids to read by.
export async function fill(stack, account) {
    const step = 4; // contacts a batch
    let last;
    for (let first = 0; first < CONTACTS; first += step) {
        last = batchOf(step, (TRANSACTIONS / CONTACTS) * step, first);
        await send(stack, account, last);
    }
    return { contact: last[0].aggregate_id, transaction: last.at(-1).aggregate_id };
}

// One request of 1,000 events into a young ledger, against the same events by the same functions in one transaction of psql.
async function measureBatch({ stack, database, others, progress }) {
    const rates = { batch: [], ceiling: [] };
    for (let i = 0; i < others.length; i += 2) {
        const events = batchOf(20, BATCH - 20);
        let began = performance.now();
        await send(stack, others[i], events);
        rates.batch.push(BATCH / ((performance.now() - began) / 1000));
        const { ledger, session } = others[i + 1];
        const bodies = JSON.stringify(events.map((one) => ({ ...one.data, id: one.aggregate_id })));
        const elapsed = await database.psql(
            `create temp table took (elapsed interval);
             do $append$
             declare
               body jsonb;
               began timestamptz := clock_timestamp();
             begin
               for body in select * from jsonb_array_elements('${bodies}') loop
                 if body ? 'name' then
                   perform api.create_contact('${ledger}', '${session}', null, body);
                 else
                   perform api.create_transaction('${ledger}', '${session}', null, body);
                 end if;
               end loop;
               insert into took values (clock_timestamp() - began);
             end
             $append$;
             select extract(epoch from elapsed) from took;`,
        );
        rates.ceiling.push(BATCH / Number(elapsed));
        progress(`a batch: ${format(rates.batch.at(-1))} events/s, in one transaction: ${format(rates.ceiling.at(-1))}`);
    }
    return {
        what: `a batch of ${BATCH.toLocaleString('en')} offline events : the same by their functions in one transaction`,
        wanted: '≥ 0.7, or ≥ 15,000/s',
        result: `${format(medianRatio(rates.batch, rates.ceiling))} ×`,
        detail: `${format(median(rates.batch))}/s : ${format(median(rates.ceiling))}/s`,
    };
}

async function measureReads({ stack, account, ids, options, progress }) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const now = [
        '/api/contacts', '/api/contacts?limit=50', '/api/contacts?sort=-balance&currency=EUR', '/api/contacts?sort=recent', '/api/contacts?settled=false', '/api/contacts?search=lovelace+17',
        `/api/contacts/${ids.contact}`, `/api/contacts/${ids.contact}/events`, '/api/transactions', '/api/transactions?limit=50', '/api/transactions?sort=amount', '/api/transactions?sort=due_date',
        '/api/transactions?search=lunch+77', '/api/transactions?overdue=true', '/api/transactions?status=open&currency=USD', `/api/transactions?contact_id=${ids.contact}`,
        `/api/transactions/${ids.transaction}`, `/api/transactions/${ids.transaction}/events`, '/api/events?after=5000&limit=100', '/api/sync', '/api/summary',
        '/api/summary/history?currency=EUR', '/api/summary/history?currency=EUR&interval=week', '/api/summary/history?currency=EUR&interval=day',
        '/api/settings', '/api/auth/session',
    ];
    const then = ['at=5000', 'on=2025-06-30'].flatMap((when) => [
        `/api/contacts?${when}`, `/api/transactions?${when}`, `/api/summary?${when}`, `/api/contacts/${ids.contact}?${when}`,
    ]);
    const count = READS_A_SECOND * options.seconds;
    const slowest = async (paths) => {
        const times = [];
        for (const path of paths) {
            const samples = [];
            for (let i = -WARM_UP; i < count; i++) {
                const began = performance.now();
                const status = await read(stack, account, path, agent);
                if (![200, 404].includes(status)) throw new Error(`GET ${path}: ${status}`);
                if (i >= 0) samples.push(performance.now() - began);
            }
            times.push({ path, p50: percentile(samples, 50), p99: percentile(samples, 99) });
            progress(`${path}: p50 ${format(times.at(-1).p50)} ms, p99 ${format(times.at(-1).p99)} ms`);
        }
        return times.sort((a, b) => b.p99 - a.p99);
    };
    try {
        const row = (what, wanted, [worst, second]) => ({
            what,
            wanted,
            result: `p99 ${format(worst.p99)} ms`,
            detail: [worst, second].map(({ path, p50, p99 }) => `${path.replace(/[0-9a-f-]{36}/, '{id}')}: p50 ${format(p50)}, p99 ${format(p99)} ms`).join('; '),
        });
        return [
            row('the slowest of all reads, alone, 10,000 transactions', '≤ 5 ms p99', await slowest(now)),
            row('the slowest of looking back (at, on)', '≤ 20 ms', await slowest(then)),
        ];
    } finally {
        agent.destroy();
    }
}

function read(stack, account, path, agent) {
    return new Promise((resolve, reject) => {
        const call = http.get(`${stack.origin}${path}`, { agent, headers: { Authorization: `Bearer ${account.token}` } }, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode));
        });
        call.on('error', reject);
    });
}

async function measureSync({ stack, account, options, folder, progress }) {
    const { seconds, pairs } = options;
    const tokens = [account.token];
    const rates = await takeTurns(
        {
            sync: () => load(`${stack.origin}/api/sync`, { folder, tokens, seconds }),
            health: () => load(`${stack.origin}/api/health`, { folder, tokens, seconds }),
        },
        { pairs, progress },
    );
    return {
        what: 'GET /api/sync : GET /api/health',
        wanted: '≥ 0.9',
        result: `${format(medianRatio(rates.sync, rates.health))} ×`,
        detail: `${format(median(rates.sync))}/s : ${format(median(rates.health))}/s`,
    };
}
