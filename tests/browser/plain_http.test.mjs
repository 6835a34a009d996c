// Where a browser keeps no sign-in, because the page came over http://, a person is told what to do about it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch } from './chromium.mjs';
import { ORIGIN } from './person.mjs';
import { PASSWORD } from './stack.mjs';
import { Visitor } from './visitor.mjs';

const NAME = 'ledger.test'; // RFC 6761 §6.2: nobody's
const SAID = /keeps no sign-in .* https:\/\//;

async function triesToSignUp({ page }) {
    await page.getByLabel('User name').fill('ada-of-plain-http');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create my account' }).click();
}

const browser = await launch({ name: NAME });
after(() => browser.close());

test('from another machine of the network: at once, and again by who tries', async () => {
    const ada = await Visitor.arrives(browser, ORIGIN.replace('localhost', NAME));
    await ada.page.getByRole('alert').getByText(SAID).waitFor();
    await triesToSignUp(ada);
    await ada.page.locator('form').getByRole('alert').getByText(SAID).waitFor();
    await ada.context.close();
});

test('from a browser that takes no such cookies from http://localhost either', async () => {
    const ada = await Visitor.arrives(browser, ORIGIN);
    assert.equal(await ada.page.getByText(SAID).count(), 0, 'most do');
    await ada.page.route('**/api/auth/register', async (route) => {
        const response = await route.fetch();
        const { 'set-cookie': _cookies, ...headers } = response.headers();
        await ada.context.clearCookies();
        await route.fulfill({ response, headers });
        await ada.context.clearCookies();
    });
    await triesToSignUp(ada);
    await ada.page.getByText(SAID).waitFor();
    assert.equal(await ada.page.evaluate(() => localStorage.getItem('debt-tracker.account')), null, 'nobody is taken for signed in');
    await ada.context.close();
});
