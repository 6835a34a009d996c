// Offline clients against a model: several of them work on one ledger over a network that drops requests, drops replies, repeats, delays and reorders,
// while workers and PostgreSQL are killed. No acknowledged event is lost, none happens twice, each client's order is kept, and all come to the same state.
// A run is made from a seed, which is printed: DEBT_SEED=… repeats it. (What the machine does in the meantime is not repeated: the decisions are.)
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenAt } from './canonical.mjs';
import { randomFrom } from './random.mjs';
import { startStack } from './stack.mjs';
import { until } from './wait.mjs';

const CLIENTS = 4;
const STEPS = process.env.DEBT_TEST_LONG ? 120 : 30; // of each client
const SEEDS = process.env.DEBT_SEED ? [Number(process.env.DEBT_SEED)] : Array.from({ length: process.env.DEBT_TEST_LONG ? 5 : 1 }, () => Math.floor(Math.random() * 2 ** 31));

// What the clients draw from: ids too.
function generator(seed) {
    const random = randomFrom(seed);
    const { next } = random;
    const uuid = () => createHash('md5').update(`${next()}${next()}`).digest('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
    return { ...random, uuid };
}

// Delivers a batch or not, once or several times, now or later; its answer or none.
class Network {
    constructor(account, random) {
        Object.assign(this, { account, random, late: [], refused: new Set() });
    }

    // Keeps what the server did not take at first, also where no client hears of it: it may take a later copy. Where a worker was killed before it answered,
    // any of it may be what was not taken.
    async post(body) {
        const answer = await this.account.post('/api/events', body, { agent: false }).catch((error) => ({ error }));
        const results = answer.status === 409 ? [] : (answer.json?.results ?? body.events.map(({ id }) => ({ id, status: 'unheard' })));
        for (const { id, status } of results) if (!['accepted', 'duplicate'].includes(status)) this.refused.add(id);
        if (answer.error) throw answer.error;
        return answer;
    }

    async send(body) {
        const post = () => this.post(body);
        if (this.random.chance(0.15)) return null; // the request is lost
        if (this.random.chance(0.15)) this.late.push(post); // a copy will come when nobody thinks of it any more
        if (this.random.chance(0.1)) await sleep(this.random.below(40));
        const answers = await Promise.all(Array.from({ length: this.random.chance(0.15) ? 2 : 1 }, post));
        for (const answer of answers) assert.ok([200, 409, 502, 503, 504].includes(answer.status), answer.text);
        if (this.late.length && this.random.chance(0.3)) await this.late.splice(this.random.below(this.late.length), 1)[0]().catch(() => {});
        if (this.random.chance(0.15)) return null; // the answer is lost
        return this.random.pick(answers);
    }

    async deliverLate() {
        for (const post of this.late.splice(0)) await until('a late copy arrives', async () => [200, 409].includes((await post()).status), { timeout_ms: 60_000 });
    }
}

// What a client does: makes events, sends what is unanswered, reads what others did.
class Client {
    constructor(account, random) {
        Object.assign(this, { account, random, network: new Network(account, random), outbox: [], made: [], settled: new Map(), log: [], epoch: null });
    }

    make() {
        const { random } = this;
        const alive = (type) => [...this.log, ...this.made].filter((event) => event.type === type);
        const contact = random.pick(alive('CONTACT_CREATED'));
        const debt = random.pick(alive('TRANSACTION_CREATED'));
        const event = { id: random.uuid(), comment: `${this.made.length}` };
        const kind = random.next();
        if (!contact || kind < 0.2) Object.assign(event, { type: 'CONTACT_CREATED', aggregate_id: random.uuid(), data: { name: `c${random.below(100)}` } });
        else if (!debt || kind < 0.55)
            Object.assign(event, {
                type: 'TRANSACTION_CREATED',
                aggregate_id: random.uuid(),
                data: { contact_id: contact.aggregate_id, direction: random.pick(['lent', 'owed']), amount: 1 + random.below(1000), currency: random.pick(['EUR', 'JPY']), transaction_date: '2026-01-01' },
            });
        else if (kind < 0.65) Object.assign(event, { type: 'CONTACT_UPDATED', aggregate_id: contact.aggregate_id, data: { name: `r${random.below(100)}` } });
        else if (kind < 0.75) Object.assign(event, { type: 'TRANSACTION_UPDATED', aggregate_id: debt.aggregate_id, data: { amount: 1 + random.below(1000) } });
        else if (kind < 0.8) Object.assign(event, { type: 'TRANSACTION_DELETED', aggregate_id: debt.aggregate_id, data: {} });
        else if (kind < 0.85) Object.assign(event, { type: 'CONTACT_UPDATED', aggregate_id: contact.aggregate_id, data: { notes: 'x' }, expected_version: random.below(3) });
        else {
            const undone = random.pick([...this.log, ...this.made]);
            Object.assign(event, { type: 'EVENT_UNDONE', aggregate_id: undone.aggregate_id, data: { event_id: undone.id } });
        }
        this.made.push(event);
        this.outbox.push(event);
    }

    // Sends the oldest unanswered ones, whole; sometimes only the beginning.
    async sync() {
        const batch = this.outbox.slice(0, 1 + this.random.below(20));
        if (batch.length === 0) return;
        const answer = await this.network.send({ events: batch, ...(this.epoch && { epoch: this.epoch }) });
        if (answer?.status === 409) return this.startOver(answer.json.epoch);
        if (answer?.status !== 200) return;
        for (const result of answer.json.results) {
            if (result.status === 'blocked') continue; // stays, and is sent again after what it needs
            const before = this.settled.get(result.id);
            const kept = ['accepted', 'duplicate'].includes(result.status);
            if (before?.kept) assert.ok(kept && before.seq === result.seq, `${result.id}: ${JSON.stringify(before)}, then ${JSON.stringify(result)}`);
            this.settled.set(result.id, { kept, seq: result.seq, status: result.status });
        }
        // What stands behind a blocked event of this client waits with it: its order is kept.
        const blocked = batch.findIndex((event) => answer.json.results.find((one) => one.id === event.id).status === 'blocked');
        const done = new Set(batch.slice(0, blocked < 0 ? undefined : blocked).map((event) => event.id));
        this.outbox = this.outbox.filter((event) => !done.has(event.id));
        if (blocked === 0) this.outbox.push(this.outbox.shift()); // what it needs was refused, or is another client's
    }

    async read() {
        const answer = await this.account.get(`/api/events?after=${this.log.length}&limit=${1 + this.random.below(50)}${this.epoch ? `&epoch=${this.epoch}` : ''}`, { agent: false });
        if (answer.status === 409) return this.startOver(answer.json.epoch);
        if (answer.status !== 200) return assert.ok([502, 503, 504].includes(answer.status), answer.text);
        assert.deepEqual(answer.json.events.map((event) => event.seq), answer.json.events.map((_, i) => this.log.length + i + 1), 'no gap');
        this.epoch = answer.json.epoch;
        this.log.push(...answer.json.events);
    }

    // The server has gone back: fold from 0, and send again whatever of one's own may have been lost. What was refused stays refused.
    async startOver(epoch) {
        const refused = new Map([...this.settled].filter(([, { kept }]) => !kept));
        Object.assign(this, { log: [], epoch, settled: refused, outbox: this.made.filter(({ id }) => !refused.has(id)) });
    }
}

describe('offline clients', () => {
    let stack;

    before(async () => (stack = await startStack('offline', { env: { DEBT_WORKERS: '4' } })));
    after(() => stack?.stop());

    // Everything is answered and read.
    const finish = (clients, what) => {
        for (const client of clients) client.tries = 0;
        return until(
            what,
            async () => {
                for (const client of clients) {
                    client.network.random = { ...client.random, chance: () => false }; // good weather
                    await client.sync().catch((error) => {
                        if (error.code === 'ERR_ASSERTION') throw Object.assign(error, { final: true });
                    });
                    await client.read();
                }
                const { json } = await clients[0].account.get('/api/sync', { agent: false });
                const stuck = (client) => client.outbox.every(() => client.tries > 40 || !++client.tries);
                return clients.every((client) => client.log.length === json.head && (client.outbox.length === 0 || stuck(client)));
            },
            { timeout_ms: 120_000, pause_ms: 5 },
        );
    };

    async function assertConverged(clients, account) {
        const log = await account.events();
        assert.equal(brokenAt(log), null);
        const places = new Map(log.map((event) => [event.id, event.seq]));
        assert.equal(places.size, log.length, 'no event twice');
        for (const [i, client] of clients.entries()) {
            assert.deepEqual(client.log, log, `client ${i} has the server's log`);
            for (const [id, { kept, seq }] of client.settled) if (kept) assert.equal(places.get(id), seq, `client ${i}: ${id} was acknowledged as ${seq}`);
            const mine = client.made.filter((event) => places.has(event.id));
            const inOrder = mine.filter(({ id }) => !client.network.refused.has(id));
            const byAggregate = Map.groupBy?.(inOrder, (event) => event.aggregate_id) ?? inOrder.reduce((map, event) => map.set(event.aggregate_id, [...(map.get(event.aggregate_id) ?? []), event]), new Map());
            for (const events of byAggregate.values()) {
                const seqs = events.map((event) => places.get(event.id));
                assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), `client ${i}: the order of its events of one thing`);
            }
            for (const event of mine) {
                const logged = log[places.get(event.id) - 1];
                assert.deepEqual([logged.type, logged.aggregate_id, logged.comment], [event.type, event.aggregate_id, event.comment]);
            }
        }
        const verified = await stack.debtctl(['verify', account.username]);
        assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    }

    for (const seed of SEEDS) {
        it(`converge, whatever the network does (DEBT_SEED=${seed})`, { timeout: 300_000 }, async (test) => {
            test.diagnostic(`DEBT_SEED=${seed}`);
            const random = generator(seed);
            const account = await stack.account('offline');
            const clients = Array.from({ length: CLIENTS }, () => new Client(account, generator(random.below(2 ** 31))));
            let working = CLIENTS;
            const weather = (async () => {
                const storm = generator(random.below(2 ** 31));
                for (let n = 0; working > 0; n++) {
                    await sleep(150 + storm.below(300));
                    const victims = n % 5 === 4 ? [stack.part('postgresql')] : stack.pids('debt-api').slice(0, 1 + storm.below(2));
                    for (const pid of victims) {
                        try {
                            process.kill(pid, 'SIGKILL');
                        } catch {} // it has gone by itself
                    }
                }
            })();
            const lives = clients.map(async (client) => {
                try {
                    for (let step = 0; step < STEPS; step++) {
                        for (let n = client.random.below(4); n > 0; n--) client.make();
                        await client.sync();
                        if (client.random.chance(0.5)) await client.read();
                    }
                } finally {
                    working--;
                }
            });
            await Promise.all(lives);
            await weather;
            for (const client of clients) await client.network.deliverLate();
            await finish(clients, 'all clients have all');
            await assertConverged(clients, account);
            assert.ok((await account.events()).length > CLIENTS * 5, 'something was accepted');
        });
    }

    it('find out that the server was restored to an earlier state, and bring back what it has lost', { timeout: 300_000 }, async () => {
        const seed = SEEDS[0];
        const random = generator(seed);
        const account = await stack.account('restored');
        const clients = [1, 2].map(() => new Client(account, generator(random.below(2 ** 31))));
        for (const client of clients) for (let n = 0; n < 12; n++) client.make();
        await finish(clients, 'all clients have all');
        const whole = (await account.events()).length;
        // As a restore does: the ledger as it was after a few events, under another epoch.
        const kept = Math.floor(whole / 2);
        await stack.psql(`begin; set local session_replication_role = replica;
            delete from debt.events where ledger_id = '${account.ledger}' and seq > ${kept};
            update debt.ledgers l set head = e.seq, hash = e.hash, recorded_at = e.recorded_at, epoch = gen_random_uuid()
              from debt.events e where l.id = '${account.ledger}' and e.ledger_id = l.id and e.seq = ${kept}; commit;`);
        const rebuilt = await stack.debtctl(['rebuild', account.username]);
        assert.equal(rebuilt.status, 0, rebuilt.stderr);
        const known = clients.map((client) => client.made.filter((event) => client.settled.get(event.id)?.kept));
        for (const client of clients) client.make();
        await finish(clients, 'all clients have all again');
        await assertConverged(clients, account);
        const ids = new Set((await account.events()).map((event) => event.id));
        for (const [i, client] of clients.entries()) {
            // A contact needs nothing. A transaction may have lost its contact: in the new order that one's creation may have been undone first.
            const refused = (id) => client.settled.get(id)?.status === 'rejected' || client.outbox.some((event) => event.id === id);
            for (const { id, type } of known[i]) {
                if (type === 'CONTACT_CREATED') assert.ok(ids.has(id), 'a contact is there again');
                if (type === 'TRANSACTION_CREATED') assert.ok(ids.has(id) || refused(id), 'a transaction is there again, or its client was told why not');
            }
        }
    });
});
