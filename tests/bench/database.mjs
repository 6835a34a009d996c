// The database of the stack, as psql and pgbench reach it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './execute.mjs';

export class Database {
    // environment: where the cluster is (PGHOST …). folder: for pgbench's scripts.
    constructor(environment, folder, name = 'debt') {
        this.name = name;
        this.folder = folder;
        this.environment = { ...withoutPostgresVariables(process.env), PGHOST: environment.PGHOST, PGDATABASE: name };
    }

    // Runs SQL and returns its output, columns separated by `|`. settings: of the session.
    psql(sql, { user = 'postgres', settings = {} } = {}) {
        return execute('psql', ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1', '--file=-'],
            { env: this.#as(user, settings), input: sql }).then((text) => text.trim());
    }

    // Runs one statement as often as it goes, prepared, each in a transaction of its own, and returns transactions per
    // second. `:n` in it is drawn anew for each from 1 … n_max.
    async pgbench(statement, { clients, seconds, n_max, user = 'postgres', settings = {} }) {
        const script = join(this.folder, 'statement.pgbench');
        writeFileSync(script, `\\set n random(1, ${n_max})\n${statement.replaceAll('\n', ' ')};\n`);
        const output = await execute('pgbench', ['--no-vacuum', '--protocol=prepared', `--client=${clients}`, '--jobs=1',
            `--time=${seconds}`, `--file=${script}`], { env: this.#as(user, settings) });
        const failed = Number(/^number of failed transactions: (\d+)/m.exec(output)?.[1] ?? 0);
        if (failed > 0) throw new Error(`pgbench: ${failed} transactions failed\n${output}`);
        return Number(/^tps = ([\d.]+)/m.exec(output)[1]);
    }

    // What one turn has left to be written must not burden the next one's.
    checkpoint() {
        return this.psql('checkpoint');
    }

    #as(user, settings = {}) {
        const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(' ');
        return { ...this.environment, PGUSER: user, PGOPTIONS: options };
    }
}

// The caller's own settings would lead to another cluster.
function withoutPostgresVariables(environment) {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('PG')));
}

// SQL literals.
export const literal = (text) => `'${String(text).replaceAll("'", "''")}'`;
export const uuidArray = (uuids) => `'{${uuids.join(',')}}'::uuid[]`;
