// The chart of the overview: what it says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';
import { until } from './wait.mjs';

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

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
