// The table, and the line that says where it was measured.
import { cpus, release, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import { execute } from './execute.mjs';

export async function describeMachine(database) {
    const setting = (name) => database.psql(`show ${name}`);
    const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
    const server = (await setting('server_version')).split(' ')[0];
    const durability = `fsync ${await setting('fsync')}, synchronous_commit ${await setting('synchronous_commit')}`;
    const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
    return [
        `${cpus()[0].model.trim()}, ${cpus().length} cores, ${memory}`,
        `${system}, Linux ${release()}`,
        `PostgreSQL ${server} (${durability}, shared_buffers ${await setting('shared_buffers')})`,
        await nginxVersion(),
        `Node.js ${process.version}`,
        'the load generators run on the same cores',
    ].join('; ');
}

async function nginxVersion() {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    return (await execute('sh', ['-c', 'nginx -v 2>&1'], { env })).trim().replace(/^nginx version: nginx\//, 'nginx ');
}

// rows: [{ what, wanted, result, detail }]; instead of a result: absent (there is no yardstick) or failed (why).
export function renderTable(machine, options, rows) {
    const result = ({ result, absent, failed }) => (absent ? 'not measured' : failed ? '**could not be measured**' : `**${result}**`);
    const detail = ({ detail, absent, failed }) => (absent ? 'there is no yardstick: YARDSTICK=DIR names it' : failed ?? detail);
    return [
        `Medians of ${options.pairs} alternating turns of ${options.seconds} s each. Machine: ${machine}.`,
        '',
        '| | result | wanted | medians behind it |',
        '|---|---|---|---|',
        ...rows.map((row) => `| ${row.what} | ${result(row)} | ${row.wanted} | ${detail(row).replaceAll('\n', ' ').replaceAll('|', '\\|')} |`),
        '',
    ].join('\n');
}
