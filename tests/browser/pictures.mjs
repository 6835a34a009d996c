// The pictures of README, docs/screens.md and the client's manifest, taken anew: tests/browser/run pictures.mjs
// (Debian's fonts-noto-core and fonts-noto-cjk give all languages their letters).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { DESKTOP, LANGUAGES, ORIGIN, Person, PHONE } from './person.mjs';

const [OF_APP, OF_DOCS] = ['web/public/screenshots', 'docs/screenshots'].map((folder) => resolve(process.env.DEBT_SOURCE, folder));
const [PHONE_PX, DESKTOP_PX] = [150, 208]; // of a sheet

let browser, ada, places;

before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { hasTouch: true, isMobile: true });
    await ada.page.goto(ORIGIN);
    await ada.prefer({ language: 'en', theme: 'light', currency: 'EUR' });
    await ada.page.goto(ORIGIN);
    await ada.signUp();
    await fill();
    await ada.go('/people');
    const person = await ada.page.getByRole('link', { name: /^Grace/ }).getAttribute('href');
    await ada.go(person);
    const entry = await ada.page.getByRole('link', { name: /^Grace owes you/ }).first().getAttribute('href');
    places = { overview: '/', people: '/people', person, add: '/add', entry, entries: '/transactions', history: '/history', settings: '/settings' };
});
after(async () => {
    await ada.leave();
    await browser.close();
});

async function fill() {
    const debts = [
        { who: 'Grace', amount: '240', what: 'Train to Lyon', date: day(-163), due: day(-3) },
        { who: 'Linus', amount: '95', owe: true, what: 'Tickets', date: day(-120) },
        { who: 'Grace', amount: '60', owe: true, what: 'Groceries', date: day(-98) },
        { who: 'Margaret', amount: '120', what: 'Climbing course', date: day(-75) },
        { who: 'Ken', amount: '12.50', what: 'Lunch', date: day(-42) },
        { who: 'Linus', amount: '148', what: 'Cabin for a week', date: day(-20), due: day(6) },
        { who: 'Yukihiro', amount: '3000', currency: 'JPY', owe: true, what: 'Ramen', date: day(-6) },
        { who: 'Ken', amount: '43.60', owe: true, what: 'Fuel', date: day(-4) },
    ];
    for (const debt of debts) await ada.addDebt(debt);
    const { page } = ada;
    await ada.go('/add');
    await page.getByRole('button', { name: 'A thing' }).click();
    await page.getByLabel('Who?').fill('Margaret');
    await page.getByLabel('Which thing?').fill('Bicycle');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
}

async function show({ path, language, theme, viewport }) {
    const { page } = ada;
    await page.setViewportSize(viewport);
    await ada.prefer({ language, theme });
    await page.goto(`${ORIGIN}${path}`);
    await page.locator('h1').waitFor();
    if (path === '/') await page.locator('.sync .dot:not(.off)').waitFor();
    if (path === '/') await page.locator('.chart canvas').waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

async function keep(name, { folder = OF_APP, page = ada.page, quality = 70 } = {}) {
    const devtools = await page.context().newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality });
    writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
    await devtools.detach();
}

// Pictures side by side, in rows, each as wide as `px` says.
async function sheet(name, rows) {
    const page = await browser.newPage();
    const row = (pictures) => `<p>${pictures.map(({ picture, px }) => `<img width="${px}" src="data:image/png;base64,${picture.toString('base64')}">`).join('')}</p>`;
    await page.setContent(`<style>body { margin: 8px; background: #8b8475; inline-size: max-content; } p { display: flex; gap: 8px; margin: 0 0 8px; }</style>${rows.map(row).join('')}`);
    const { width, height } = await page.evaluate(async () => {
        await Promise.all([...document.images].map((image) => image.decode()));
        return { width: document.body.offsetWidth + 16, height: document.body.offsetHeight + 8 };
    });
    await page.setViewportSize({ width, height });
    await keep(name, { folder: OF_DOCS, page, quality: 60 });
    await page.close();
}

test('README and the manifest: a phone and a wide screen', async () => {
    const { page } = ada;
    for (const name of ['overview', 'person']) {
        await show({ path: places[name], language: 'en', theme: 'light', viewport: PHONE });
        await keep(name);
    }
    await show({ path: '/add', language: 'en', theme: 'light', viewport: PHONE });
    await page.getByLabel('Who?').fill('Grace');
    await page.getByLabel('How much?').fill('12.50');
    await page.getByLabel(/What for/).fill('Lunch');
    await keep('add');
    for (const label of ['Who?', 'How much?', /What for/]) await page.getByLabel(label).fill(''); // nothing is left of it
    await show({ path: '/', language: 'en', theme: 'dark', viewport: DESKTOP });
    await keep('desktop');
});

test('every language, both themes, a phone and a wide screen', async () => {
    const first = [];
    for (const [n, language] of LANGUAGES.entries()) {
        const rows = [];
        for (const theme of ['light', 'dark']) {
            for (const viewport of [PHONE, DESKTOP]) {
                const row = [];
                for (const path of Object.values(places)) {
                    await show({ path, language, theme, viewport });
                    row.push({ picture: await ada.page.screenshot(), px: viewport === PHONE ? PHONE_PX : DESKTOP_PX });
                }
                rows.push(row);
            }
            if (language !== 'en' && theme === (n % 2 === 0 ? 'light' : 'dark')) first.push({ ...rows.at(-2)[0], px: 312 });
        }
        await sheet(`language-${language}`, rows);
    }
    assert.equal(first.length, LANGUAGES.length - 1);
    await sheet('languages', [first]);
});
