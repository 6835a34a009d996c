// The yardstick: the same service as a Node.js developer would write it, on the same cluster, in a database of its own.
// It is no part of the sources: its folder (peer.mjs, schema.sql, package.json) comes from YARDSTICK.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './database.mjs';
import { execute } from './execute.mjs';
import { freePort } from './stack.mjs';
import { until } from './until.mjs';

// The yardstick's folder, or null where there is none. Throws if one was named and it is not there.
export function findYardstick() {
    const named = process.env.YARDSTICK;
    const folder = named || join(process.env.DEBT_SOURCE, '..', 'shared', 'bench');
    if (existsSync(join(folder, 'peer.mjs'))) return folder;
    if (named) throw new Error(`YARDSTICK=${named}: there is no peer.mjs`);
    return null;
}

// Installs its packages into `work` and starts it on the stack's cluster.
export async function startYardstick(folder, stack, work) {
    const place = join(work, 'yardstick');
    cpSync(folder, place, { recursive: true });
    await execute('chmod', ['-R', 'u+w', place]);
    await execute('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: place });
    await new Database(stack.database, work, 'postgres').psql('create database peer');
    const database = new Database(stack.database, work, 'peer');
    await database.psql(readFileSync(join(place, 'schema.sql'), 'utf8'));
    const yardstick = new Yardstick(place, database, await freePort());
    await yardstick.start();
    return yardstick;
}

class Yardstick {
    #process;

    constructor(place, database, port) {
        this.place = place;
        this.database = database;
        this.origin = `http://127.0.0.1:${port}`;
        this.environment = { ...database.environment, PGUSER: 'postgres', PORT: String(port) };
    }

    async start() {
        this.#process = spawn('node', ['peer.mjs'], { cwd: this.place, env: this.environment, stdio: ['ignore', 'ignore', 'inherit'] });
        const answers = () => fetch(`${this.origin}/api/contacts`).then((answer) => answer.status === 401, () => false);
        await until('the yardstick answers', answers);
    }

    async stop() {
        this.#process.kill('SIGTERM');
        await until('the yardstick ends', () => this.#process.exitCode !== null || this.#process.signalCode !== null);
    }

    // Makes `count` new ledgers and returns { first, tokens }: they are numbered from `first` on.
    async makeLedgers(count) {
        const first = 1 + Number(await this.database.psql('select max(id) from ledgers'));
        const last = first + count - 1;
        await this.database.psql(`insert into ledgers select g from generate_series(${first}, ${last}) g`);
        const output = await execute('node', ['peer.mjs', 'token', String(first), String(last)], { cwd: this.place, env: this.environment });
        return { first, tokens: output.trim().split('\n') };
    }
}
