// Every screen and dialog, in both themes and every language: axe finds nothing, nothing is too wide or too small.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { DESKTOP, LANGUAGES, ORIGIN, Person, PHONE } from './person.mjs';

const FOLDER = process.env.DEBT_SCREENSHOTS;
if (FOLDER) mkdirSync(FOLDER, { recursive: true });

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.withDebts(browser);
});
after(async () => {
    await ada.leave();
    await browser.close();
});

// What axe finds may hang on the theme (contrast) and on the language, hardly on both: each language in one theme, and each theme in three languages. With
// DEBT_TEST_LONG, or screenshots to be taken: all in both. (A wide window and what opens above a screen have both themes in English.)
const theme_of = { en: 'light', de: 'dark', es: 'light', fr: 'dark', ar: 'dark', ja: 'light' };
const LOOKS = LANGUAGES.flatMap((language) => (FOLDER || process.env.DEBT_TEST_LONG ? ['light', 'dark'] : [theme_of[language]]).map((theme) => [language, theme]));

describe('every screen, in both themes and every language', () => {
    for (const [language, theme] of LOOKS) {
        test(`${language}, ${theme}: axe finds nothing`, async () => {
            const { page } = ada;
            const screens = await ada.places();
            await ada.prefer({ language, theme });
            await page.goto(ORIGIN);
            for (const [name, path] of Object.entries(screens)) {
                await ada.go(path);
                await page.locator('h1').waitFor();
                await ada.assertAccessible(`${name} ${language} ${theme}`);
                for (const viewport of FOLDER ? [DESKTOP, PHONE] : []) {
                    await page.setViewportSize(viewport);
                    await page.screenshot({ path: join(FOLDER, `${name}-${language}-${theme}-${viewport.width}.png`) });
                }
            }
            assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'ar' ? 'rtl' : 'ltr');
        });
    }
});

// What opens above a screen, by how it is opened, and what shows that it has.
const ABOVE = {
    settle: [(page) => page.getByRole('button', { name: 'Settle all or part' }).click(), 'Settle all or part'],
    edit: [(page) => page.getByRole('button', { name: 'Edit', exact: true }).click(), /^Edit: \S/],
    delete: [
        async (page) => {
            await page.getByRole('button', { name: 'Edit', exact: true }).click();
            await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        },
        'Delete this person',
    ],
    palette: [(page) => page.keyboard.press('Control+k'), 'Find and do anything'],
    help: [(page) => page.keyboard.press('?'), 'Keyboard shortcuts'],
};

// 320 px are a window of 1280 at 400 % (WCAG 2.2, 1.4.10), 195 a phone at 200 %: where that fits, there is room at 320, too, and half of the languages are
// looked at there (all with DEBT_TEST_LONG).
test('nothing is wider than a narrow window, in every language, with a long name and a large amount', async () => {
    const eve = await Person.at(browser);
    const { page } = eve;
    await eve.signUp();
    const long_name = 'Wolfeschlegelsteinhausenbergerdorff Maximiliane';
    await eve.addDebt({ who: long_name, amount: '123456789.12', what: 'Donaudampfschifffahrtsgesellschaftskapitänsmütze', due: day(-400), date: day(-500) });
    await eve.addDebt({ who: 'Linus', amount: '12.125', currency: 'KWD', owe: true });
    const screens = await eve.places();
    await eve.go('/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.getByLabel('Name').fill(long_name);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText(`There is another ${long_name}`).waitFor();
    screens.namesake = new URL(page.url()).pathname;
    for (const [i, language] of LANGUAGES.entries()) {
        await eve.prefer({ language });
        await page.goto(ORIGIN);
        for (const width of i % 2 === 0 || process.env.DEBT_TEST_LONG ? [320, 195] : [195]) {
            await page.setViewportSize({ width, height: 422 });
            for (const [name, path] of Object.entries(screens)) {
                await eve.go(path);
                await page.locator('h1').waitFor();
                await eve.assertFits(`${name} ${language} at ${width} px`);
                if (name !== 'overview') continue;
                const [shown, whole] = await page.getByRole('combobox').evaluate((select) => [select.offsetWidth, (select.style.flex = 'none', select.offsetWidth)]);
                assert.ok(shown >= whole, `the currency is ${shown} of ${whole} pixels wide: ${language} at ${width} px`);
            }
        }
    }
    await eve.leave();
});

describe('every screen on a wide window', () => {
    after(() => ada.page.setViewportSize(PHONE));
    for (const theme of ['light', 'dark']) {
        test(`${theme}: axe finds nothing`, async () => {
            const { page } = ada;
            await page.setViewportSize(DESKTOP);
            const screens = await ada.places();
            await ada.prefer({ language: 'en', theme });
            await page.goto(ORIGIN);
            for (const [name, path] of Object.entries(screens)) {
                await ada.go(path);
                await page.locator('h1').waitFor();
                await ada.assertAccessible(`${name} ${theme}, wide`);
            }
        });
    }
});

describe('what opens above a screen, in both themes', () => {
    for (const theme of ['light', 'dark']) {
        test(`${theme}: axe finds nothing, the focus is in it, and goes back`, async () => {
            const { page } = ada;
            const { person } = await ada.places();
            await ada.prefer({ language: 'en', theme });
            await page.goto(`${ORIGIN}${person}`);
            await page.getByRole('button', { name: 'Settle all or part' }).waitFor();
            for (const [name, [open, title]] of Object.entries(ABOVE)) {
                await open(page);
                const dialog = page.getByRole('dialog', { name: title });
                await dialog.waitFor();
                assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), `${name}: the focus is in it`);
                await ada.assertAccessible(`${name} ${theme}`);
                if (FOLDER) await page.screenshot({ path: join(FOLDER, `${name}-en-${theme}-390.png`) });
                await page.keyboard.press('Escape');
                await dialog.waitFor({ state: 'detached' });
            }
            assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Edit', 'the focus is where it was');
        });
    }
});

describe('what opens above a screen, in other scripts', () => {
    for (const [language, theme] of [['ar', 'dark'], ['ja', 'light']]) {
        test(`${language}, ${theme}: axe finds nothing`, async () => {
            const { page } = ada;
            const { person } = await ada.places();
            await ada.prefer({ language, theme });
            await page.goto(`${ORIGIN}${person}`);
            const dialog = page.locator('dialog[open]');
            const edit = () => page.locator('.top button').click();
            const opened = {
                settle: () => page.locator('main > .buttons button').click(),
                edit,
                delete: () => edit().then(() => dialog.locator('.danger').click()),
                palette: () => page.keyboard.press('Control+k'),
                help: () => page.keyboard.press('?'),
            };
            await page.locator('.top button').waitFor();
            const titles = new Set();
            for (const [name, open] of Object.entries(opened)) {
                await open();
                await dialog.waitFor();
                titles.add(await dialog.getAttribute('aria-label'));
                await ada.assertAccessible(`${name} ${language} ${theme}`);
                await page.keyboard.press('Escape');
                await dialog.waitFor({ state: 'detached' });
            }
            assert.equal(titles.size, Object.keys(opened).length, 'each was another one');
        });
    }
});

test('while the ledger is fetched, axe finds nothing, with a network and without, in both themes and every language', async () => {
    const phone = await Person.at(browser);
    phone.username = ada.username;
    await phone.context.route(/\/api\/events\?after=/, (route) => route.abort());
    await phone.signIn({ then: 'Fetching your ledger' });
    for (const [language, theme] of LOOKS) {
        await phone.prefer({ language, theme });
        await phone.page.reload();
        await phone.page.locator('.sync .dot.off').waitFor();
        await phone.page.locator('main > .quiet').waitFor(); // that it comes when there is a connection
        await phone.assertAccessible(`fetching ${language} ${theme}`);
    }
    await phone.leave();
});

test('before one is signed in, axe finds nothing, in both themes and every language', async () => {
    const stranger = await Person.at(browser);
    await stranger.page.goto(ORIGIN);
    for (const [language, theme] of LOOKS) {
        await stranger.prefer({ language, theme });
        await stranger.page.reload();
        await stranger.page.locator('h1').waitFor();
        await stranger.assertAccessible(`door ${language} ${theme}`);
        if (FOLDER) await stranger.page.screenshot({ path: join(FOLDER, `door-${language}-${theme}-390.png`) });
    }
    await stranger.leave();
});
