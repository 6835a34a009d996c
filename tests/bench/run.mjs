// Starts the stack and the yardstick, makes the measurements one after the other, and prints the table.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from './database.mjs';
import { readOptions } from './options.mjs';
import { describeMachine, renderTable } from './report.mjs';
import { newStack } from './stack.mjs';
import { findYardstick, startYardstick } from './yardstick.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

async function measureAll(options, yardstickFolder, folder) {
    const cleanups = [() => rmSync(folder, { recursive: true, force: true })];
    endOnSignals(cleanups);
    try {
        say('starting a stack');
        const stack = await newStack();
        cleanups.push(() => stack.stop());
        await stack.start();
        const database = new Database(stack.database, folder);
        let yardstick = null;
        if (yardstickFolder && options.names.some((name) => name === 'append' || name === 'get')) {
            say(`starting the yardstick of ${yardstickFolder}`);
            yardstick = await startYardstick(yardstickFolder, stack, folder);
            cleanups.push(() => yardstick.stop());
        }
        const bench = { stack, database, yardstick, options, folder };
        const rows = [];
        for (const name of options.names) rows.push(...(await measureOne(name, bench)));
        return { machine: await describeMachine(database), rows };
    } finally {
        await cleanUp(cleanups);
    }
}

// Last started, first ended. Each is called once, whatever happens to the others.
async function cleanUp(cleanups) {
    while (cleanups.length) {
        try {
            await cleanups.pop()();
        } catch (error) {
            say(`bench: ${error.message}`);
        }
    }
}

// A measurement that cannot be made is a row that says so; the others go on.
async function measureOne(name, bench) {
    const progress = (text) => say(`${name}: ${text}`);
    try {
        const { measure } = await import(`./${name}.mjs`);
        return await measure({ ...bench, progress });
    } catch (error) {
        progress(`could not be measured: ${error.stack}`);
        return [{ what: name, wanted: '', failed: error.message.slice(0, 300) }];
    }
}

// Ctrl-C ends what was started.
function endOnSignals(cleanups) {
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.once(signal, async () => {
            await cleanUp(cleanups);
            process.exit(1);
        });
    }
}

async function main() {
    const options = readOptions(process.env);
    const yardstickFolder = findYardstick();
    if (!yardstickFolder) say('there is no yardstick to compare with: YARDSTICK=DIR names its folder');
    const folder = mkdtempSync(join(tmpdir(), 'debt-bench-work-'));
    const { machine, rows } = await measureAll(options, yardstickFolder, folder);
    const table = renderTable(machine, options, rows);
    writeFileSync(join(process.env.DEBT_BUILD, 'bench-results.md'), table);
    process.stdout.write(`\n${table}`);
    return rows.some(({ failed }) => failed) ? 1 : 0;
}

try {
    process.exitCode = await main();
} catch (error) {
    say(`bench: ${error.message}`);
    process.exitCode = 1;
}
