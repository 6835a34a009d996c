// Starts the stack that most test files share, runs the files, stops the stack. Prints TAP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'debt-tests-'));
// Where the logs of all stacks are left, to be searched at the end.
const logs = join(folder, 'logs');
mkdirSync(logs);
process.env.DEBT_FLOW_LOGS = logs;
const { startShared, startStack } = await import('./stack.mjs');
const { openapi } = await import('./conformance.mjs');
const { searchLogs } = await import('./private.mjs');

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);
process.env.DEBT_FLOW_OPENAPI = join(folder, 'openapi.json');
writeFileSync(process.env.DEBT_FLOW_OPENAPI, JSON.stringify(openapi));
// What takes long goes first, so that it is not alone at the end.
const LONG = /^(stream|export|hashing|backup|rebuild|schemas|accounts|accounts_apart|sign_out|trouble|offline|tls)\.test/;
const wanted = process.argv.slice(2);
const files = wanted.length
    ? wanted
    : readdirSync(here)
          .filter((name) => name.endsWith('.test.mjs'))
          .sort((one, other) => LONG.test(other) - LONG.test(one) || one.localeCompare(other));

const TIME_LIMIT_MS = (process.env.DEBT_TEST_LONG ? 60 : 15) * 60_000;

let tests;
process.on('exit', () => tests?.kill('SIGTERM'));

let made, stack;
try {
    // initdb and all migrations run once: each stack begins with a copy of this one's cluster.
    made = await startStack('made');
    await made.stop({ keep: true });
    process.env.DEBT_CLUSTER = join(made.state, 'cluster');
    stack = await startShared();
    tests = spawn(
        process.execPath,
        ['--test', '--test-concurrency=3', '--test-reporter=tap', '--test-reporter-destination=stdout', ...files],
        { stdio: 'inherit', env: { ...process.env, DEBT_FLOW_SHARED: JSON.stringify(stack.place) } },
    );
    const limit = setTimeout(() => {
        process.stdout.write(`Bail out! the tests take longer than ${TIME_LIMIT_MS / 60_000} minutes\n`);
        tests.kill('SIGTERM');
    }, TIME_LIMIT_MS);
    const [status] = await once(tests, 'exit');
    clearTimeout(limit);
    process.exitCode = status ?? 1;
} catch (error) {
    process.stdout.write(`Bail out! ${error.message.replaceAll('\n', '\n# ')}\n`);
    process.exitCode = 1;
}
try {
    await stack?.stop();
} catch (error) {
    process.stdout.write(`Bail out! the shared stack: ${error.message.replaceAll('\n', '\n# ')}\n`);
    process.exitCode = 1;
}

// Nothing that a test told its server is in any log: nginx's, the workers', the relay's, websocketd's or PostgreSQL's.
const { lines, values, stacks } = searchLogs(logs);
if (lines.length > 0) {
    process.stdout.write(`Bail out! private in a log:\n${lines.slice(0, 10).map((line) => `# ${line.slice(0, 500)}`).join('\n')}\n`);
    process.exitCode = 1;
} else {
    process.stdout.write(`# the logs of ${stacks} stacks hold none of ${values} names, words, passwords and tokens\n`);
}
rmSync(folder, { recursive: true, force: true });
if (made) rmSync(made.state, { recursive: true, force: true });
