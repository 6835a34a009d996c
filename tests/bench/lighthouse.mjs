// Lighthouse's own judgement of the client, on its phone of the middle range: a first visit, and the screens of a ledger of 10,000 transactions. Each in a
// browser that has just been started: when Lighthouse attaches to a tab, V8's debugger goes through the whole heap of its process, and that of a site that
// was open before holds its old pages. Lighthouse would count that to the page: 200 ms of one task, that is named by nobody and ends before the document is there.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD, register } from './browser.mjs';
import { launchAt } from './chromium.mjs';
import { fill } from './ledger.mjs';
import { freePort } from './stack.mjs';
import { median } from './turns.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const METRICS = ['first-contentful-paint', 'largest-contentful-paint', 'speed-index', 'total-blocking-time', 'cumulative-layout-shift']; // of which the performance is made
const SCREENS = ['/', '/people', '/transactions', '/history', '/settings', '/add'];

export async function measure({ stack, folder, options, progress }) {
    const { default: lighthouse } = await import('./lighthouse/node_modules/lighthouse/core/index.js');
    const account = await register(stack);
    await fill(stack, account);
    const origin = stack.origin.replace('127.0.0.1', 'localhost');
    const auditor = new Auditor(lighthouse, { origin, port: await freePort(), profile: mkdtempSync(join(folder, 'chromium-')), pairs: options.pairs, progress });
    const results = [await auditor.audit('the first visit', '/')];
    await auditor.within((context) => signIn(context, origin, account));
    for (const path of SCREENS) results.push(await auditor.audit(path, path, { disableStorageReset: true }));
    const benchmarks = results.map(({ benchmark }) => benchmark);
    return [
        ...CATEGORIES.map((name, i) => row(name, results.map(({ what, scores }) => ({ what, score: scores[i] })))),
        { what: 'how fast this machine was meanwhile, as Lighthouse says (BenchmarkIndex)', wanted: '', result: String(median(benchmarks)), detail: benchmarks.join(', ') },
    ];
}

class Auditor {
    constructor(lighthouse, settings) {
        Object.assign(this, { lighthouse, ...settings });
    }

    // What `visit` comes to in a browser that is started for it, and keeps what is stored.
    async within(visit) {
        const context = await launchAt(this.profile, `--remote-debugging-port=${this.port}`);
        try {
            return await visit(context);
        } finally {
            await context.close();
        }
    }

    // Several times, as Lighthouse's own documentation asks for (docs/variability.md): the medians.
    async audit(what, path, settings = {}) {
        const times = [];
        for (let i = 0; i < this.pairs; i++) times.push(await this.#once(what, path, settings));
        return { what, scores: CATEGORIES.map((_, i) => median(times.map(({ scores }) => scores[i]))), benchmark: median(times.map(({ benchmark }) => benchmark)) };
    }

    async #once(what, path, settings) {
        const { lhr } = await this.within(() => this.lighthouse(this.origin + path, { port: this.port, logLevel: 'error', onlyCategories: CATEGORIES, ...settings }));
        if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
        const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
        this.progress(`${what}: ${scores.join(', ')} (${METRICS.map((name) => `${lhr.audits[name].title} ${lhr.audits[name].displayValue}`).join(', ')})`);
        return { scores, benchmark: lhr.environment.benchmarkIndex };
    }
}

async function signIn(context, origin, { username }) {
    const page = await context.newPage();
    await page.goto(origin);
    await page.getByRole('button', { name: 'I have an account' }).click();
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('.sync:has(.dot:not(.off, .bad))').waitFor({ timeout: 60_000 });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.close();
}

function row(category, scores) {
    const lowest = Math.min(...scores.map(({ score }) => score));
    return { what: `Lighthouse, ${category}: the lowest of ${scores.length} pages`, wanted: '≥ 95', result: String(lowest), detail: scores.map(({ what, score }) => `${what} ${score}`).join(', ') };
}
