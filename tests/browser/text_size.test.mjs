// With text of twice the usual size, as the browser's settings have it (WCAG 2.2, 1.4.4), all of every screen can be read and reached.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { DESKTOP, LANGUAGES, ORIGIN, Person, PHONE } from './person.mjs';

const TEXT_PX = 32;
const WIDE = ['de', 'ar', 'ja']; // where there is room: long words, the other side, no spaces; with DEBT_TEST_LONG all of them

// Words that are cut off, or that lie outside of the window where nobody can scroll to.
function lost() {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const { parentElement: element, data } = texts.currentNode;
        if (data.trim() === '' || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .skip, option, canvas')) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const word = range.getBoundingClientRect();
        if (word.width === 0) continue;
        const outside = (box, what) => {
            if (word.left < box.left - 1 || word.right > box.right + 1) found.push(`${data.trim().slice(0, 60)}: beside ${what}`);
        };
        const scrolls = (around) => around !== null && (/auto|scroll/.test(getComputedStyle(around).overflowX) || scrolls(around.parentElement));
        if (!scrolls(element)) outside({ left: 0, right: document.documentElement.clientWidth }, 'the window');
        for (let around = element; around !== document.body; around = around.parentElement) {
            const { overflowX, overflowY } = getComputedStyle(around);
            const box = around.getBoundingClientRect();
            if (/hidden|clip/.test(overflowX)) outside(box, around.className || around.localName);
            if (/hidden|clip/.test(overflowY) && (word.top < box.top - 2 || word.bottom > box.bottom + 2)) found.push(`${data.trim().slice(0, 60)}: above or below ${around.className || around.localName}`);
        }
    }
    return [...new Set(found)];
}

describe('with text of twice the size', () => {
    let browser, ada, screens;

    before(async () => {
        browser = await launch({ text_px: TEXT_PX });
        ada = await Person.at(browser);
        await ada.signUp();
        await ada.addDebt({ who: 'Grace Brewster Murray Hopper', amount: '123456.12', what: 'A ticket for the train to Arlington', date: day(-60), due: day(-3) });
        await ada.addDebt({ who: 'Linus', amount: '12.125', currency: 'KWD', owe: true, due: day(3) });
        screens = await ada.places();
    });
    after(async () => {
        await ada.leave();
        await browser.close();
    });

    async function assertWhole(what) {
        await ada.assertFits(what);
        assert.deepEqual(await ada.page.evaluate(lost), [], `${what}: lost`);
    }

    for (const viewport of [PHONE, DESKTOP]) {
        test(`nothing of a screen or a dialog is lost, and nothing is wider than a window of ${viewport.width} pixels, ${viewport === PHONE ? 'in every language' : 'in each script'}`, async () => {
            const { page } = ada;
            await page.setViewportSize(viewport);
            for (const language of viewport === PHONE || process.env.DEBT_TEST_LONG ? LANGUAGES : WIDE) {
                await ada.prefer({ language });
                await page.goto(ORIGIN);
                assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), `${TEXT_PX}px`);
                for (const [name, path] of Object.entries(screens)) {
                    await ada.go(path);
                    await page.locator('h1').waitFor();
                    await assertWhole(`${name} ${language}`);
                }
                await ada.go(screens.person);
                for (const [name, open] of [['edit', '.top button'], ['settle', '.buttons button']]) {
                    await page.locator(open).first().click();
                    await page.locator('dialog[open]').waitFor();
                    await assertWhole(`${name} ${language}`);
                    await page.keyboard.press('Escape');
                    await page.locator('dialog[open]').waitFor({ state: 'detached' });
                }
            }
        });
    }

    test('and what is lost is found', async () => {
        const { page } = ada;
        await ada.prefer({ language: 'en' });
        await page.goto(ORIGIN);
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        for (const style of ['overflow: hidden; min-width: 0; max-width: 2rem; white-space: nowrap', 'overflow: hidden; max-height: 0.5rem', 'position: relative; left: -100vw']) {
            await page.locator('h1').evaluate((heading, css) => (heading.style.cssText = css), style);
            assert.match((await page.evaluate(lost)).join(), /^Overview: /, style);
        }
    });

    test('nor before one is signed in', async () => {
        const stranger = await Person.at(browser);
        await stranger.page.goto(ORIGIN);
        for (const language of LANGUAGES) {
            await stranger.prefer({ language });
            await stranger.page.reload();
            await stranger.page.locator('h1').waitFor();
            await stranger.assertFits(`door ${language}`);
            assert.deepEqual(await stranger.page.evaluate(lost), [], `door ${language}: lost`);
        }
        await stranger.leave();
    });
});
