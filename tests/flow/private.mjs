// What the tests tell their servers that no log may ever hold. Each test file's process keeps it, and leaves it with the logs of
// its stacks in $DEBT_FLOW_LOGS; when all files have run, run.mjs searches all logs for all of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.DEBT_FLOW_LOGS;
const TOLD = 'told-';
// Shorter ones ("Ada", "x") are in words that logs may hold, and so are single words of small letters ("meanwhile").
const CHARACTERS_MIN = 8;
// The beginning of a name, and the end of a token, where its signature is, are enough.
const CHARACTERS_MAX = 40;
const PERSONAL = new Set(['username', 'display_name', 'name', 'phone', 'email', 'notes', 'description', 'comment', 'search']);
const SECRET = new Set(['password', 'current_password', 'new_password', 'refresh_token', 'access_token', 'ticket', 'signature', 'clientDataJSON']);

const told = new Set();

function keep(text, fromEnd) {
    for (const line of String(text).split(/[\r\n]/)) {
        const part = fromEnd ? line.slice(-CHARACTERS_MAX) : line.slice(0, CHARACTERS_MAX);
        if (part.trim().length >= CHARACTERS_MIN && !/^[a-z]+$/.test(part)) told.add(part);
    }
}

function keepMember(name, value) {
    if (typeof value === 'string' && PERSONAL.has(name)) keep(value, false);
    else if (typeof value === 'string' && SECRET.has(name)) keep(value, true);
    else if (value && typeof value === 'object') for (const [key, member] of Object.entries(value)) keepMember(key, member);
}

// Keeps what is private in a request or an answer: its body (text), its query, and what passes for a token in its headers.
export function keepPrivate({ path = '', body, headers = {} }) {
    if (!FOLDER) return;
    try {
        keepMember('', JSON.parse(body));
    } catch {
        // no JSON
    }
    for (const [name, value] of new URLSearchParams(path.split('?')[1] ?? '')) keepMember(name, value);
    for (const [name, value] of Object.entries(headers)) {
        if (name.toLowerCase() === 'authorization') keep(String(value).split(' ').at(-1), true);
        if (/^(set-)?cookie$/i.test(name)) for (const [, token] of String(value).matchAll(/__Host-\w+=([^;,\s]+)/g)) keep(token, true);
    }
}

if (FOLDER) process.on('exit', () => told.size && writeFileSync(join(FOLDER, `${TOLD}${process.pid}`), `${[...told].join('\n')}\n`));

// Leaves a stack's logs where they are searched when all is over.
export function leaveLogs(name, folder) {
    if (FOLDER && existsSync(folder)) cpSync(folder, join(FOLDER, name), { recursive: true });
}

// Every line of a log in `folder` that holds something private, and how much was looked for in how many logs.
export function searchLogs(folder) {
    const names = readdirSync(folder);
    const all = new Set(names.filter((name) => name.startsWith(TOLD)).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')));
    all.delete('');
    const patterns = join(folder, 'patterns');
    writeFileSync(patterns, `${[...all].join('\n')}\n`);
    const stacks = names.filter((name) => !name.startsWith(TOLD));
    let found = '';
    if (all.size > 0 && stacks.length > 0) {
        try {
            found = execFileSync('grep', ['-raFf', patterns, ...stacks], { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 28 });
        } catch (error) {
            if (error.status !== 1) throw error; // 1: nothing was found
        }
    }
    return { lines: found.split('\n').filter(Boolean), values: all.size, stacks: stacks.length };
}
