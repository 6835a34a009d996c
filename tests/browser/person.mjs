// A person at a browser of their own, who finds things by the names and roles that a screen reader says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { day } from './day.mjs';
import { PASSWORD, sharedStack } from './stack.mjs';
import { PATIENCE_MS } from './wait.mjs';

export const ORIGIN = `http://localhost:${(await sharedStack()).port}`;
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'ar', 'ja'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TARGET_PX = 44;

// What can be touched and is smaller than that. (A box or a circle to be marked is touched by its label, which surrounds it.)
function smallTargets(least) {
    const touched = 'a[href]:not(.skip), button, summary, select, textarea, label:has(input), input:not([type=radio], [type=checkbox])';
    return [...document.querySelectorAll(touched)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => Math.round(box.height) < least || Math.round(box.width) < least)
        .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} (${Math.round(box.width)} x ${Math.round(box.height)})`);
}

export class Person {
    constructor(context, page) {
        this.context = context;
        this.page = page;
        this.username = `user-${randomUUID().slice(0, 8)}`;
        this.complaints = []; // of the page: errors, what its policy refused; not what the server answered
    }

    static async at(browser, { viewport = PHONE, locale = 'en-GB', ...options } = {}) {
        const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce', ...options });
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        const person = new Person(context, page);
        page.on('pageerror', (error) => person.complaints.push(String(error)));
        page.on('console', (message) => message.type() === 'error' && !message.text().startsWith('Failed to load resource') && person.complaints.push(message.text()));
        return person;
    }

    // With an account, and debts of both ways, in two currencies, one of them late.
    static async withDebts(browser) {
        const person = await Person.at(browser);
        await person.signUp();
        await person.addDebt({ who: 'Grace', amount: '240', what: 'Train', date: day(-60), due: day(-3) });
        await person.addDebt({ who: 'Linus', amount: '18.90', owe: true, what: 'Pizza', due: day(3) });
        await person.addDebt({ who: 'Grace', amount: '60', what: '<b>Concert</b>', date: day(-20) });
        await person.addDebt({ who: 'يوسف', amount: '12.125', currency: 'KWD' });
        return person;
    }

    async signUp({ button = 'Create my account', user = 'User name', password = 'Password', then = 'New debt' } = {}) {
        const { page } = this;
        if (!page.url().startsWith(ORIGIN)) await page.goto(ORIGIN);
        await page.getByLabel(user).fill(this.username);
        await page.getByLabel(password, { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('heading', { name: then }).waitFor();
    }

    async signIn({ then = 'Overview' } = {}) {
        const { page } = this;
        await page.goto(ORIGIN);
        if (await page.getByRole('button', { name: 'I have an account' }).isVisible())
            await page.getByRole('button', { name: 'I have an account' }).click();
        await page.getByLabel('User name').fill(this.username);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByRole('heading', { name: then }).waitFor();
    }

    // A screen of the client, without loading the page anew.
    async go(path) {
        await this.page.evaluate((to) => {
            history.pushState(null, '', to);
            dispatchEvent(new PopStateEvent('popstate'));
        }, path);
    }

    // The addresses of all screens, by name: of the first person and of an entry with them, where it is about one.
    async places() {
        const { page } = this;
        await this.go('/people');
        const person = await page.locator('a[href^="/people/"]').first().getAttribute('href');
        await this.go(person);
        const entry = await page.locator('a[href^="/transactions/"]').first().getAttribute('href');
        return { overview: '/', people: '/people', person, add: '/add', entry, entries: '/transactions', history: '/history', entry_history: `${entry}/history`, settings: '/settings' };
    }

    async addDebt({ who, amount, currency, owe = false, what = '', date, due }) {
        const { page } = this;
        await this.go('/add');
        await page.getByLabel('Who?').fill(who);
        if (owe) await page.getByText(`I owe ${who}`).click();
        if (currency) {
            await page.getByLabel('Currency').focus(); // all of them come then
            await page.getByLabel('Currency').selectOption(currency);
        }
        await page.getByLabel('How much?').fill(amount);
        await page.getByLabel(/What for/).fill(what);
        if (date || due) {
            await page.getByText('Date and due date').click();
            if (date) await page.getByLabel('Date', { exact: true }).fill(date);
            if (due) await page.getByLabel('Due date').fill(due);
        }
        await page.getByRole('button', { name: 'Save' }).click();
        await page.locator('.toast').waitFor(); // it is stored
    }

    // What `button` has the browser save: its name and its text.
    async saves(button) {
        const [file] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
        return { name: file.suggestedFilename(), text: (await buffer(await file.createReadStream())).toString('utf8') };
    }

    // As if it had been chosen on the settings page; the page is to be loaded anew.
    async prefer(changed) {
        await this.page.evaluate((changed) => {
            const place = 'debt-tracker.preferences';
            const now = JSON.parse(localStorage.getItem(place) ?? '{}');
            const unsent = [...new Set([...(now.unsent ?? []), ...Object.keys(changed)])];
            localStorage.setItem(place, JSON.stringify({ ...now, ...changed, unsent }));
        }, changed);
    }

    // axe finds nothing, nothing is wider than the window, and whatever is to be touched is large enough for a finger.
    async assertAccessible(what) {
        const { page } = this;
        if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`${AXE};0`);
        const found = await page.evaluate(() =>
            axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)),
        );
        assert.deepEqual(found, [], `${what}: axe`);
        await this.assertFits(what);
        assert.deepEqual(await page.evaluate(smallTargets, TARGET_PX), [], `${what}: targets smaller than ${TARGET_PX} px`);
    }

    async assertFits(what) {
        const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wider <= 0, `${what} is ${wider} px wider than the window`);
    }

    async leave() {
        await this.context.close();
        assert.deepEqual(this.complaints, [], 'what the page complained of');
    }
}
