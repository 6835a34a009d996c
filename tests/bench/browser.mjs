// The web client in Chromium, on a phone of the middle range (phone.mjs): how soon it can be used, and how soon it answers with 10,000 transactions. What
// another device sees of a change is measured without throttling.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch } from './chromium.mjs';
import { CONTACTS, TRANSACTIONS, fill } from './ledger.mjs';
import { ask, expect } from './load.mjs';
import { Phone } from './phone.mjs';
import { slowdown } from './slowdown.mjs';
import { PAUSE_MS, SAID, walk } from './tour.mjs';
import { format, median, percentile } from './turns.mjs';

export const PASSWORD = 'a long enough password';
const DOOR = `!!document.querySelector('#username')`;
const OVERVIEW = `!!document.querySelector('.hero .net')`;
const CHANGES = 30;
const SLOWER = 4; // a phone of the middle range than this machine
const LEDGER = `${TRANSACTIONS.toLocaleString('en')} transactions, ${CONTACTS} people`;

export async function measure({ stack, options, progress }) {
    const browser = await launch();
    const origin = stack.origin.replace('127.0.0.1', 'localhost'); // as the setting public_origin says
    try {
        const { rate, measured } = await slowdown(browser, SLOWER);
        progress(`a phone that is ${format(measured)} times slower than this machine`);
        const bench = { stack, browser, origin, rate, pairs: options.pairs, progress };
        // The large ledger last: when it has been filled, PostgreSQL goes on tidying up.
        return [
            { what: 'the phone: so many times slower than this machine', wanted: String(SLOWER), result: format(measured), detail: `Chromium was told ${format(rate)}` },
            ...(await firstVisit(bench)), await twoDevices(bench), ...(await largeLedger(bench)),
        ];
    } finally {
        await browser.close();
    }
}

// A new account: { username, token }.
export async function register(stack) {
    const username = `browser-${randomUUID().slice(0, 8)}`;
    const answer = await ask(`${stack.origin}/api/auth/register`, { method: 'POST', body: { username, password: PASSWORD } });
    expect('POST /api/auth/register', answer.status, 201);
    return { username, token: answer.json.access_token };
}

const milliseconds = (times) => `${format(median(times))} ms`;
const all = (times) => `${times.map(Math.round).join(', ')} ms`;

async function repeat(times, step, progress, what) {
    const results = [];
    for (let i = 0; i < times; i++) {
        results.push(await step());
        progress(`${what}: ${format(results.at(-1))} ms`);
    }
    return results;
}

async function firstVisit({ browser, origin, rate, pairs, progress }) {
    let scripts;
    const once = async () => {
        const phone = await Phone.unpack(browser, origin, rate);
        phone.slow4g();
        const took_ms = await phone.visit('/', DOOR);
        scripts = await phone.page.evaluate(() =>
            performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js')).map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]));
        await phone.close();
        return took_ms;
    };
    const times = await repeat(pairs, once, progress, 'the first visit');
    const bytes = scripts.reduce((sum, [, size]) => sum + size, 0);
    return [
        { what: 'the first visit: the form to begin with is there (4× slower CPU, slow 4G)', wanted: '< 2,500 ms', result: milliseconds(times), detail: all(times) },
        { what: 'JavaScript of the first visit, compressed', wanted: '≤ 90 kB', result: `${format(bytes / 1000)} kB`, detail: `${scripts.length} files` },
    ];
}

// One adds an entry, the other shows the balance. Each is a browser of its own: two devices share none.
async function twoDevices({ browser, origin, progress }) {
    const another = await launch();
    try {
        const times = await seenElsewhere(await Phone.unpack(browser, origin), await Phone.unpack(another, origin), progress);
        return {
            what: 'from tapping Save to the frame of another device that shows it (not throttled)',
            wanted: '< 100 ms',
            result: `p50 ${format(median(times))} ms, p95 ${format(percentile(times, 95))} ms`,
            detail: `${CHANGES} changes, the slowest ${format(Math.max(...times))} ms`,
        };
    } finally {
        await another.close();
    }
}

async function seenElsewhere(one, other, progress) {
    const username = `pair-${randomUUID().slice(0, 8)}`;
    await one.visit('/', DOOR);
    await one.signIn(username, PASSWORD, 'Create my account');
    await other.visit('/', DOOR);
    await other.signIn(username, PASSWORD);
    await other.inStep();
    const times = [];
    for (let i = 1; i <= CHANGES; i++) {
        await one.page.getByRole('link', { name: 'Add', exact: true }).click();
        await one.page.locator('#who').fill('Ada');
        await one.page.locator('#amount').fill('1');
        await sleep(PAUSE_MS);
        const seen = other.page.evaluate(`probe.drawn(() => document.querySelector('.hero .net')?.textContent.includes('£${i}.00')).then((at) => performance.timeOrigin + at)`);
        await one.page.evaluate(() => addEventListener('pointerup', ({ timeStamp }) => (window.clicked = performance.timeOrigin + timeStamp), { capture: true }));
        await one.page.getByRole('button', { name: 'Save', exact: true }).click();
        const at = await seen;
        times.push(at - (await one.page.evaluate(() => window.clicked)));
        progress(`the other device: ${format(times.at(-1))} ms`);
    }
    await Promise.all([one.close(), other.close()]);
    return times;
}

async function largeLedger({ stack, browser, origin, rate, pairs, progress }) {
    const account = await register(stack);
    progress(`filling a ledger: ${LEDGER}`);
    await fill(stack, account);
    const phone = await Phone.unpack(browser, origin, rate);
    try {
        await phone.visit('/', DOOR);
        const began = performance.now();
        await phone.signIn(account.username, PASSWORD);
        await phone.inStep();
        const synced_ms = performance.now() - began;
        progress(`the first sync: ${format(synced_ms)} ms`);
        const freeze = await phone.page.evaluate('probe.longest_task()');
        await phone.workerIsReady();
        await phone.leftAlone();
        phone.slow4g();
        const { online, steps, slowest_events } = await visits(phone, pairs, progress);
        await phone.offline();
        const offline = await repeat(pairs, () => phone.visit('/', OVERVIEW), progress, 'the second visit, offline');
        return [
            { what: `the second visit: the overview is there (${LEDGER})`, wanted: '< 800 ms', result: milliseconds(online), detail: all(online) },
            { what: 'the second visit, offline', wanted: '< 800 ms', result: milliseconds(offline), detail: all(offline) },
            ...answers(steps),
            { what: 'the slowest input of a walk, as the browser says (Event Timing)', wanted: '≤ 100 ms', result: milliseconds(slowest_events), detail: all(slowest_events) },
            { what: `the first sync of that ledger (not throttled network): the longest task`, wanted: '', result: `${format(freeze)} ms`, detail: `${format(synced_ms / 1000)} s in all` },
        ];
    } finally {
        await phone.close();
    }
}

// Visits with a walk each.
async function visits(phone, times, progress) {
    const [online, steps, slowest_events] = [[], [], []];
    for (let i = 0; i < times; i++) {
        online.push(await phone.visit('/', OVERVIEW));
        progress(`the second visit: ${format(online.at(-1))} ms`);
        await phone.inStep();
        steps.push(...(await walk(phone, progress)));
        slowest_events.push(await phone.page.evaluate('Math.max(0, ...probe.slowest.map(({ duration }) => duration))'));
    }
    return { online, steps, slowest_events };
}

// A row for each group of things that were done: the slowest of them, each taken as the median of all walks, as the visits are.
function answers(steps) {
    return [...new Set(steps.map(({ group }) => group))].map((group) => {
        const of_group = steps.filter((step) => step.group === group);
        const done = [...new Set(of_group.map(({ what }) => what))].map((what) => {
            const times = of_group.filter((step) => step.what === what).map(({ took_ms }) => took_ms);
            return { what, times, took_ms: median(times) };
        });
        done.sort((a, b) => b.took_ms - a.took_ms);
        const [slowest] = done;
        const every = of_group.map(({ took_ms }) => took_ms);
        return {
            what: `${group}: the slowest answer of ${done.length} (${LEDGER})`,
            wanted: group === SAID ? '' : '≤ 100 ms', // it is answered by then
            result: `${format(slowest.took_ms)} ms`,
            detail: `${slowest.what}: ${all(slowest.times)}; of all ${every.length}: p50 ${format(median(every))} ms, p95 ${format(percentile(every, 95))} ms, the slowest ${format(Math.max(...every))} ms`,
        };
    });
}
