// The chart of the overview: what it says, what is written at its axes, and the slider below it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { DESKTOP, LANGUAGES, ORIGIN, Person, PHONE } from './person.mjs';
import { until } from './wait.mjs';

let browser, ada;

before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { colorScheme: 'light' });
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '240', date: day(-500) });
    await ada.addDebt({ who: 'Grace', amount: '7', currency: 'EUR', owe: true, date: day(-30) });
    await ada.addDebt({ who: 'Linus', amount: '3', currency: 'EUR', date: day(-20) });
    await ada.addDebt({ who: 'Linus', amount: '9000', currency: 'JPY', date: day(-10) });
    await ada.addDebt({ who: 'Linus', amount: '123456789.12', currency: 'CHF', date: day(-400) });
    await ada.addDebt({ who: 'Linus', amount: '500', currency: 'CHF', owe: true, date: day(-300) });
    await ada.addDebt({ who: 'Linus', amount: '0.001', currency: 'KWD', date: day(-3) });
});
after(async () => {
    await ada.leave();
    await browser.close();
});

const slider = (page) => page.locator('#day');
const choose = (page, currency) => page.locator('.hero select').selectOption(currency);

test('it says how the chosen currency stood, and no other, today and on the days before', async () => {
    const { page } = ada;
    const said = { GBP: '+£240.00, +£240.00', EUR: '−€7.00, −€4.00', JPY: '+JP¥9,000, +JP¥9,000', KWD: '+KWD 0.001, +KWD 0.001' };
    const says = (currency) =>
        until(`the chart of ${currency}`, async () => {
            const label = await page.getByRole('img', { name: /^Balance over time/ }).getAttribute('aria-label');
            return [...label.matchAll(/: (\S+(?:\s[\d.]+)?)(?=\.\s|$)/g)].map(([, amount]) => amount.replace(/\s/, ' ')).join(', ') === said[currency];
        });
    for (const open of [() => page.goto(ORIGIN), () => ada.go('/')]) {
        await open();
        await page.locator('.chart canvas').waitFor();
        for (const currency of ['GBP', 'EUR', 'JPY', 'KWD', 'EUR', 'GBP']) {
            await choose(page, currency);
            await says(currency);
            await slider(page).fill('-15');
            await says(currency);
            await slider(page).fill('0');
        }
        await ada.go('/people');
        await page.getByRole('heading', { name: 'People' }).waitFor();
    }
});

// All that is written into it, and from which side.
async function watched(person) {
    const page = await person.context.newPage();
    await page.addInitScript(() => {
        globalThis.written = [];
        const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            const { a, b, c, d, e, f } = this.getTransform();
            globalThis.written.push({ canvas: this.canvas, text, x: a * x + c * y + e, y: b * x + d * y + f, side: getComputedStyle(this.canvas).direction, end: this.textAlign });
            return fillText.apply(this, arguments);
        };
    });
    return page;
}

const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

// What stands at its axes when `currency` is chosen: [days, amounts].
async function labels(page, currency) {
    for (const code of ['JPY', currency]) {
        await page.locator('.chart canvas').evaluate((canvas) => (canvas.dataset.before = ''));
        await choose(page, code);
        await page.locator('.chart canvas:not([data-before])').waitFor(); // each is drawn on one of its own
    }
    await drawn(page);
    const written = await page.evaluate(() => {
        const shown = document.querySelector('.chart canvas');
        return globalThis.written.filter(({ canvas, text }) => canvas === shown && text !== '').map(({ canvas, ...one }) => one);
    });
    const texts = [...new Map(written.map((one) => [`${one.x} ${one.y}`, one])).values()]; // it may have been drawn twice
    const days = texts.filter(({ end }) => end === 'center');
    return [days, texts.filter(({ end }) => end !== 'center')];
}

// Whether something was drawn on the outermost pixels of the canvas, as it is where a label is cut off.
const is_cut = (page) =>
    page.locator('.chart canvas').evaluate((canvas) => {
        const { width, height } = canvas;
        const inked = (...part) => canvas.getContext('2d').getImageData(...part).data.some((byte, i) => i % 4 === 3 && byte > 0);
        return inked(0, 0, 1, height) || inked(width - 1, 0, 1, height) || inked(0, height - 1, width, 1);
    });

// Where the thumb is, and the line of the day in the chart: px from the window's left.
const places = (page) =>
    page.evaluate(() => {
        const input = document.querySelector('#day');
        const [{ left, width }, thumb] = [input.getBoundingClientRect(), 16];
        const part = (input.valueAsNumber - input.min) / (input.max - input.min);
        const along = getComputedStyle(input).direction === 'rtl' ? 1 - part : part;
        const canvas = document.querySelector('.chart canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const inks = new Array(canvas.width).fill(0);
        const pixels = canvas.width * (canvas.height - 48 * devicePixelRatio); // above the labels
        for (let i = 0; i < pixels; i++) if (data[4 * i + 3] > 128) inks[i % canvas.width]++;
        const most = Math.max(...inks);
        const inked = inks.flatMap((ink, x) => (ink === most ? [x] : [])); // nothing else goes from the top to the bottom
        const middle = inked.reduce((sum, x) => sum + x + 0.5, 0) / inked.length;
        return { thumb: left + thumb / 2 + along * (width - thumb), day: canvas.getBoundingClientRect().left + middle / devicePixelRatio };
    });

// Each currency in every language and in either window; in both at once with DEBT_TEST_LONG.
const currencies_of = (language, window) => (process.env.DEBT_TEST_LONG ? ['CHF', 'GBP', 'EUR', 'KWD'] : (language + window) % 2 ? ['CHF', 'EUR'] : ['GBP', 'KWD']);

describe('in every language, on a phone and on a wide window', () => {
    for (const [i, language] of LANGUAGES.entries()) {
        test(`${language}: labels are whole, none like another, and the thumb of the slider is under its day`, async () => {
            await ada.prefer({ language });
            const page = await watched(ada);
            for (const [j, viewport] of [PHONE, DESKTOP].entries()) {
                await page.setViewportSize(viewport);
                await page.goto(ORIGIN);
                for (const currency of currencies_of(i, j)) {
                    const what = `${currency}, ${viewport.width} px`;
                    const [days, amounts] = await labels(page, currency);
                    assert.ok(amounts.length >= 2, `${what}: amounts: ${amounts.map(({ text }) => text)}`);
                    assert.equal(new Set(amounts.map(({ text }) => text)).size, amounts.length, `${what}: ${amounts.map(({ text }) => text)}`);
                    const [months, years] = [days.filter(({ text }) => !/20\d\d/.test(text)), days.filter(({ text }) => /20\d\d/.test(text))];
                    assert.ok(years.length >= 2, `${what}: days: ${days.map(({ text }) => text)}`);
                    assert.equal(months.length, years.length, 'a month above each year');
                    for (const { side } of days) assert.equal(side, language === 'ar' ? 'rtl' : 'ltr');
                    assert.equal(await is_cut(page), false, `${what}: cut off`);
                    // Of the others the line itself goes up or down where the day is.
                    for (const days_back of currency === 'CHF' || currency === 'GBP' ? ['-500', '-123', '0'] : []) {
                        await slider(page).fill(days_back);
                        await drawn(page);
                        const { thumb, day } = await places(page);
                        assert.ok(Math.abs(thumb - day) <= 1.5, `${what}, ${days_back}: the thumb at ${thumb}, the day at ${day}`);
                    }
                }
            }
            await page.close();
        });
    }

    test('days go as the language is written, in the chart, under the finger and by the keys', async () => {
        const page = await watched(ada);
        for (const [language, ahead, back] of [['en', 'ArrowRight', 'ArrowLeft'], ['ar', 'ArrowLeft', 'ArrowRight']]) {
            await ada.prefer({ language });
            await page.goto(ORIGIN);
            const [days] = await labels(page, 'GBP');
            const xs = days.filter(({ text }) => /20\d\d/.test(text)).sort((a, b) => a.text.localeCompare(b.text)).map(({ x }) => x);
            assert.equal(xs[0] < xs.at(-1), language === 'en');
            await slider(page).focus();
            await page.keyboard.press(back);
            await until('the day before', async () => (await slider(page).inputValue()) === '-1');
            await page.keyboard.press(ahead);
            await until('today', async () => (await slider(page).inputValue()) === '0');
        }
        await ada.prefer({ language: 'en' });
        await page.close();
    });
});

for (const theme of ['light', 'dark']) {
    test(`another day than today is seen to be one, and as easy to read: ${theme}`, async () => {
        const { page } = ada;
        await ada.prefer({ theme });
        await page.goto(ORIGIN);
        await slider(page).fill('-1');
        await page.locator('.past .as-of').getByText(/^As of/).waitFor();
        await ada.assertAccessible(`the day before, ${theme}`);
        await page.getByRole('button', { name: 'Today' }).click();
        await page.locator('.past').waitFor({ state: 'detached' });
        await ada.prefer({ theme: 'system' });
    });
}

test('the ring around the slider is whole when it has the focus', async () => {
    const { page } = ada;
    await page.goto(ORIGIN);
    await slider(page).focus();
    const clipping = await slider(page).evaluate((input) => {
        const [own, { outlineStyle, outlineWidth, outlineOffset }] = [input.getBoundingClientRect(), getComputedStyle(input)];
        const ring = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) + parseFloat(outlineOffset);
        const found = ring > 0 ? [] : ['there is none'];
        for (let around = input.parentElement; around; around = around.parentElement) {
            const box = around.getBoundingClientRect();
            const fits = own.left - ring >= box.left && own.right + ring <= box.right && own.top - ring >= box.top && own.bottom + ring <= box.bottom;
            if (getComputedStyle(around).overflow !== 'visible' && !fits) found.push(around.className);
        }
        return found;
    });
    assert.deepEqual(clipping, []);
});

test('it is drawn in the colours of the theme, follows the system, and is black on paper', async () => {
    const { page } = ada;
    const darkest = () =>
        page.locator('.chart canvas').evaluate((canvas) => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let least = 255;
            for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) least = Math.min(least, data[i]);
            return least;
        });
    await page.goto(ORIGIN);
    await page.locator('.chart canvas').waitFor();
    await until('dark on light', async () => (await darkest()) < 110);
    await page.emulateMedia({ colorScheme: 'dark' });
    await until('light on dark', async () => (await darkest()) > 110);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.chart canvas').evaluate((canvas) => getComputedStyle(canvas).filter), 'brightness(0)');
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
});

test('it is drawn anew for what changes the balance, and for nothing else', async () => {
    const { page } = ada;
    await page.goto(ORIGIN);
    await page.locator('.chart canvas').evaluate((canvas) => (canvas.dataset.before = '')); // before the ledger is here, or after
    const tab = await ada.context.newPage();
    await tab.goto(`${ORIGIN}/people`);
    await tab.locator('a.row', { hasText: 'Grace' }).click();
    await tab.getByRole('button', { name: 'Edit', exact: true }).click();
    await tab.getByLabel('Name', { exact: true }).fill('Grace Hopper');
    await tab.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Grace Hopper').first().waitFor();
    assert.equal(await page.locator('.chart canvas[data-before]').count(), 1, 'what is drawn stays');
    await tab.getByRole('link', { name: 'New debt', exact: true }).click();
    await tab.getByLabel('How much?').fill('1');
    await tab.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('.chart canvas:not([data-before])').waitFor();
    await tab.close();
});
