// Lighthouse's own judgement of the client, on its phone of the middle range: a first visit, and the screens of a ledger of 10,000 transactions.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD, register } from './browser.mjs';
import { launchAt } from './chromium.mjs';
import { fill } from './ledger.mjs';
import { freePort } from './stack.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const SCREENS = ['/', '/people', '/transactions', '/history', '/settings', '/add'];

export async function measure({ stack, folder, progress }) {
    const { default: lighthouse } = await import('./lighthouse/node_modules/lighthouse/core/index.js');
    const account = await register(stack);
    await fill(stack, account);
    const origin = stack.origin.replace('127.0.0.1', 'localhost');
    const port = await freePort();
    const context = await launchAt(port, mkdtempSync(join(folder, 'chromium-')));
    const audit = async (what, path, settings = {}) => {
        const { lhr } = await lighthouse(origin + path, { port, logLevel: 'error', onlyCategories: CATEGORIES, ...settings });
        if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
        const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
        progress(`${what}: ${scores.join(', ')}`);
        return { what, scores };
    };
    try {
        const results = [await audit('the first visit', '/')];
        await signIn(context, origin, account);
        for (const path of SCREENS) results.push(await audit(path, path, { disableStorageReset: true }));
        return CATEGORIES.map((name, i) => row(name, results.map(({ what, scores }) => ({ what, score: scores[i] }))));
    } finally {
        await context.close();
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
