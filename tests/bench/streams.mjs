// What connected streams cost that have nothing to say: appends to other ledgers, database connections, memory.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { load } from './load.mjs';
import { proportionalBytes } from './stack.mjs';
import { format, median, medianRatio, takeTurns } from './turns.mjs';
import { until } from './until.mjs';

const PROGRAMS = ['nginx', 'websocketd', 'debt-relay', 'debt-stream'];
const OPEN_MS = 120_000;

export async function measure({ stack, database, options, folder, progress }) {
    const { seconds, pairs, streams } = options;
    const writers = await stack.makeAccounts('writer', options.ledgers);
    const tokens = writers.map(({ token }) => token);
    const readers = await stack.makeAccounts('reader', streams);
    const clients = new Clients(stack);
    const seen = { megabytes: [], connections: [] };
    const append = () => load(`${stack.origin}/api/contacts`, { folder, tokens, seconds, method: 'POST' });
    try {
        const rates = await takeTurns(
            {
                without: append,
                with: async () => {
                    const rate = await append();
                    await clients.allConnected();
                    seen.connections.push(await relayConnections(database));
                    seen.megabytes.push(proportionalBytes(PROGRAMS.flatMap((program) => stack.pids(program))) / 1e6);
                    return rate;
                },
            },
            {
                pairs,
                progress,
                before: async (name) => {
                    if (name === 'with') await clients.open(readers);
                    else await clients.close();
                    await database.checkpoint();
                },
            },
        );
        const connected = `with ${streams.toLocaleString('en')} idle streams`;
        return [
            {
                what: `Appends ${connected} : without`,
                wanted: '> 0.95',
                result: `${format(medianRatio(rates.with, rates.without))} ×`,
                detail: `${format(median(rates.with))}/s : ${format(median(rates.without))}/s`,
            },
            {
                what: `Database connections ${connected}`,
                wanted: '1',
                result: String(Math.max(...seen.connections)),
                detail: 'of the role debt_relay, all streams together',
            },
            {
                what: 'Memory of an idle stream (PSS)',
                wanted: '≤ 0.3 MB',
                result: `${format(median(seen.megabytes) / streams)} MB`,
                detail: `${format(median(seen.megabytes))} MB in all of ${PROGRAMS.join(', ')}`,
            },
        ];
    } finally {
        await clients.end();
    }
}

async function relayConnections(database) {
    return Number(await database.psql("select count(*) from pg_stat_activity where usename = 'debt_relay'"));
}

// The clients of the streams: a process of their own, so that they do not disturb what measures.
class Clients {
    #child;
    #opened = 0;

    constructor(stack) {
        this.stack = stack;
    }

    async open(accounts) {
        if (this.#child) return;
        this.#child = fork(new URL('stream_clients.mjs', import.meta.url), { env: process.env });
        this.#opened = accounts.length;
        this.#child.send({ origin: this.stack.origin, tokens: accounts.map(({ token }) => token) });
        const timer = setTimeout(() => this.#child.kill(), OPEN_MS);
        const [message] = await Promise.race([once(this.#child, 'message'), once(this.#child, 'exit').then(() => [{ error: 'no answer' }])]);
        clearTimeout(timer);
        if (message.error) throw new Error(`streams could not be opened: ${message.error}`);
    }

    // Throws if a stream was lost meanwhile.
    async allConnected() {
        this.#child.send('count');
        const [{ connected }] = await once(this.#child, 'message');
        if (connected !== this.#opened) throw new Error(`${connected} of ${this.#opened} streams are still connected`);
    }

    // Ends all streams, and waits until nothing of them is left on the server.
    async close() {
        await this.end();
        await until('the streams have ended', () => this.stack.pids('debt-stream').length === 0);
    }

    async end() {
        const child = this.#child;
        this.#child = undefined;
        if (child?.kill()) await once(child, 'exit');
    }
}
