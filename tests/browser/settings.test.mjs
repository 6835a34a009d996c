// How the ledger is shown follows the account; passkeys, devices and what happened to the account are looked after in the
// settings; and signing out ends the session, whether or not the server can be reached.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addAuthenticator, launch } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';
import { PASSWORD } from './stack.mjs';
import { until } from './wait.mjs';

let browser, ada, phone;

const settingsOf = ({ page }) => page.evaluate(() => fetch('/api/settings').then((answer) => answer.json()));
const choose = ({ page }, label, value) => page.getByLabel(label, { exact: true }).selectOption(value);
const shown = ({ page }) =>
    page.evaluate(() => {
        const { lang, dataset } = document.documentElement;
        return { lang, ...dataset };
    });

before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { locale: 'en-GB' });
});
after(async () => {
    await ada.leave();
    await browser.close();
});

describe('what is chosen on the settings page', () => {
    before(async () => {
        const { page } = ada;
        await page.goto(ORIGIN);
        await choose(ada, 'Language', 'de');
        await page.getByRole('button', { name: 'Mein Konto anlegen' }).waitFor();
        await ada.signUp({ button: 'Mein Konto anlegen', user: 'Benutzername', password: 'Passwort', then: 'Neuer Eintrag' });
        phone = await Person.at(browser, { locale: 'en-GB' });
        phone.username = ada.username;
    });
    after(() => phone.leave());

    test('before the first sign-in stays, and is the account’s from then on', async () => {
        await until('the server knows', async () => (await settingsOf(ada)).locale === 'de');
        assert.equal((await shown(ada)).lang, 'de');
    });

    test('is shown on another device, with the directions’ colours and the currency', async () => {
        await ada.go('/settings');
        await choose(ada, 'Farben der Richtungen', 'red_green');
        await choose(ada, 'Übliche Währung', 'JPY');
        await until('the server knows', async () => (await settingsOf(ada)).default_currency === 'JPY');
        await phone.signIn({ then: 'Überblick' });
        await until('it is German', async () => (await shown(phone)).lang === 'de');
        assert.equal((await shown(phone)).colors, 'red_green');
        await phone.go('/add');
        await until('it is yen', async () => (await phone.page.getByLabel('Währung').inputValue()) === 'JPY');
    });

    test('stands with what says how much room the ledger takes', async () => {
        await phone.go('/settings');
        await phone.page.getByText(/^App und Buch belegen hier \d+(,\d)? MB\./).waitFor();
    });

    test('without a network wins when it is back, and takes nothing else with it', async () => {
        await phone.go('/settings');
        await phone.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
        await phone.context.setOffline(true);
        await choose(phone, 'Sprache', 'en');
        await choose(phone, 'Appearance', 'dark');
        await choose(ada, 'Aussehen', 'light');
        await choose(ada, 'Übliche Währung', 'KWD');
        await until('the server has the one', async () => (await settingsOf(ada)).default_currency === 'KWD');
        await phone.context.setOffline(false);
        await until('the server has both', async () => {
            const { theme, locale, default_currency } = await settingsOf(ada);
            return theme === 'dark' && locale === 'en' && default_currency === 'KWD';
        });
        await until('and so has the phone', async () => (await phone.page.getByLabel('Usual currency').inputValue()) === 'KWD');
        await ada.page.evaluate(() => dispatchEvent(new Event('focus')));
        await until('and the first device, when it is looked at', async () => (await shown(ada)).theme === 'dark' && (await shown(ada)).lang === 'en-GB');
    });

    test('waits while a proxy answers in the place of the server, whatever it says', async () => {
        const answers = [{ welcome: true }, [], null, { locale: null }].map((json) => ({ json }));
        let given = 0;
        await phone.page.route('**/api/settings', (route) => route.fulfill(answers[given++ % answers.length]));
        await choose(phone, 'Colours of the directions', 'plain');
        await until('each of them has come', async () => {
            await phone.page.evaluate(() => dispatchEvent(new Event('focus')));
            return given >= answers.length;
        });
        await phone.page.reload();
        await until('it is what was chosen', async () => (await shown(phone)).colors === 'plain');
        assert.deepEqual(await shown(phone), { lang: 'en-GB', theme: 'dark', colors: 'plain' });
        await phone.page.unroute('**/api/settings');
        await phone.page.evaluate(() => dispatchEvent(new Event('focus')));
        await until('the server has it', async () => (await settingsOf(ada)).direction_colors === 'plain');
    });

    test('is shown when its words have come, and until then what there is', async () => {
        const tablet = await Person.at(browser, { locale: 'de-DE', serviceWorkers: 'block' });
        const { page } = tablet;
        await page.route(/assets\/(de|es)-/, (route) => route.abort());
        await page.goto(ORIGIN);
        await page.getByRole('button', { name: 'Create my account' }).waitFor();
        const asked = page.waitForRequest(/assets\/es-/);
        await choose(tablet, 'Language', 'es');
        await asked;
        await page.getByRole('button', { name: 'Create my account' }).waitFor();
        await page.unroute(/assets\/(de|es)-/);
        await page.reload();
        await until('it is Spanish', async () => (await shown(tablet)).lang === 'es');
        await tablet.leave();
    });

    test('as another language takes with it what was said in this one', async () => {
        const { page } = ada;
        await ada.addDebt({ who: 'Grace', amount: '1' });
        await page.getByRole('status').getByText('Saved').waitFor();
        await ada.go('/settings');
        await choose(ada, 'Language', 'fr');
        await page.getByRole('status').getByText('Saved').waitFor({ state: 'detached' });
        await choose(ada, 'Langue', 'en');
        await until('the server knows', async () => (await settingsOf(ada)).locale === 'en');
    });

    test('in one tab is kept though another tab chooses something else, which had not heard of it', async () => {
        const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
        const tablet = new Person(context, await context.newPage());
        tablet.username = ada.username;
        await tablet.page.goto(ORIGIN);
        await tablet.signIn();
        await tablet.go('/settings');
        await until('it is dark', async () => (await shown(tablet)).theme === 'dark');
        const other = new Person(context, await context.newPage());
        await other.page.goto(`${ORIGIN}/settings`);
        await other.page.getByRole('heading', { name: 'Settings' }).waitFor();
        let letLoad, letSend;
        const [loading, sending] = [new Promise((resolve) => (letLoad = resolve)), new Promise((resolve) => (letSend = resolve))];
        await context.route('**/api/settings', (route) => sending.then(() => route.continue()));
        await other.page.route(/assets\/es-/, (route) => loading.then(() => route.continue()));
        const asked = other.page.waitForRequest(/assets\/es-/);
        await choose(tablet, 'Language', 'es');
        await until('it is Spanish here', async () => (await shown(tablet)).lang === 'es');
        await asked;
        await choose(other, 'Appearance', 'light');
        letLoad();
        await until('it is light in both', async () => [await shown(tablet), await shown(other)].every(({ theme }) => theme === 'light'));
        letSend(); // what two tabs write in the same instant a browser puts in no order
        await until('the server has both', async () => {
            const { theme, locale } = await settingsOf(ada);
            return theme === 'light' && locale === 'es';
        });
        await until('and so have the tabs', async () => [await shown(tablet), await shown(other)].every(({ theme, lang }) => theme === 'light' && lang === 'es'));
        await other.page.close();
        await choose(tablet, 'Idioma', 'en');
        await until('the server knows', async () => (await settingsOf(ada)).locale === 'en');
        await choose(tablet, 'Appearance', 'dark');
        await until('the server knows', async () => (await settingsOf(ada)).theme === 'dark');
        const ended = tablet.page.waitForResponse('**/api/auth/logout');
        await tablet.page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await ended;
        await context.close();
    });

    test('at the very end of a session is the account’s, too', async () => {
        const tablet = await Person.at(browser);
        const { page } = tablet;
        tablet.username = ada.username;
        await tablet.signIn();
        await tablet.go('/settings');
        await until('it is dark', async () => (await shown(tablet)).theme === 'dark');
        let left = false;
        let goOn;
        const held = new Promise((resolve) => (goOn = resolve));
        await page.route('**/api/auth/logout', (route) => ((left = true), route.continue()));
        await page.route('**/api/settings', (route) => held.then(() => (left ? route.abort() : route.continue())));
        await choose(tablet, 'Appearance', 'light');
        const ended = page.waitForResponse('**/api/auth/logout');
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        goOn();
        await page.getByRole('heading', { name: /Who owes you/ }).waitFor();
        await ended;
        await until('the server has it', async () => (await settingsOf(ada)).theme === 'light');
        await tablet.leave();
    });
});

describe('the account', () => {
    test('has passkeys, which get names and go', async () => {
        const { page } = ada;
        await addAuthenticator(page);
        await ada.go('/settings');
        await page.getByRole('button', { name: 'Add a passkey' }).click();
        await page.getByRole('button', { name: /^Rename/ }).waitFor();
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await ada.go('/settings');
        await page.getByRole('button', { name: /^Rename/ }).click();
        await page.getByRole('dialog').getByLabel('Name').fill('Half a na');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Rename/ }).click();
        await page.getByRole('dialog').getByText('You began this and have not saved it.').waitFor();
        assert.equal(await page.getByRole('dialog').getByLabel('Name').inputValue(), 'Half a na');
        await page.getByRole('dialog').getByLabel('Name').fill('Kitchen');
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Remove: Kitchen' }).click();
        await page.getByRole('dialog').getByText('“Kitchen”').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
        await page.getByText('With a passkey you sign in by fingerprint').waitFor();
    });

    test('offers no passkeys where a browser knows none', async () => {
        const old = await Person.at(browser);
        await old.context.addInitScript(() => delete window.PublicKeyCredential);
        await old.signUp();
        await old.go('/settings');
        await old.page.getByRole('heading', { name: 'Devices that are signed in' }).waitFor();
        assert.equal(await old.page.getByRole('heading', { name: 'Passkeys' }).count(), 0);
        assert.equal(await old.page.getByRole('button', { name: 'Add a passkey' }).count(), 0);
        await old.leave();
    });

    test('gets a new password, and is told beside its field why one is not taken', async () => {
        const eve = await Person.at(browser);
        const { page } = eve;
        await eve.signUp();
        await eve.go('/settings');
        await page.getByText('Change password').click();
        const [current, next] = ['Current password', 'New password'].map((label) => page.getByLabel(label, { exact: true }));
        const save = page.getByRole('button', { name: 'Save', exact: true });
        const told = async (field, words) => {
            await field.and(page.locator(':focus[aria-invalid=true]')).waitFor();
            assert.match(await field.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby')).textContent), words);
        };
        await page.getByText('All other devices are signed out').waitFor(); // said before, not only afterwards
        await page.getByRole('button', { name: 'Show', exact: true }).click();
        assert.deepEqual(await Promise.all([current, next].map((field) => field.getAttribute('type'))), ['text', 'text']);
        await page.getByRole('button', { name: 'Hide', exact: true }).click();
        assert.deepEqual(await Promise.all([current, next].map((field) => field.getAttribute('type'))), ['password', 'password']);
        await current.fill('not the password of Eve');
        await next.fill('short');
        await save.click();
        await told(next, /At least 10 characters/);
        await next.fill(`a longer ${PASSWORD}`);
        await save.click();
        await told(current, /not right/);
        await eve.assertAccessible('a password that is refused');
        await current.fill(PASSWORD);
        await save.click();
        await page.getByText('Your password is changed').waitFor();
        await eve.leave();
    });

    test('whoever has forgotten its password is told at the door who can help', async () => {
        const { page } = await Person.at(browser);
        await page.goto(ORIGIN);
        const help = page.getByText('Whoever runs this server can set a new one');
        await page.getByRole('button', { name: 'Create my account' }).waitFor();
        assert.equal(await help.count(), 0, 'a new account has none yet');
        await page.getByRole('button', { name: 'I have an account' }).click();
        await help.waitFor();
        await page.context().close();
    });

    test('tells what happened to it', async () => {
        const { page } = ada;
        await page.getByText('Sign-ins and changes of this account').click();
        for (const what of ['A passkey was removed', 'A passkey was renamed', 'A passkey was added', 'The account was created']) {
            await page.getByText(what, { exact: true }).waitFor();
        }
    });

    test('is counted in the same currency on a device of another country', async () => {
        const other = await Person.at(browser, { locale: 'en-US' });
        other.username = `counts-${Date.now()}`;
        const first = await Person.at(browser, { locale: 'en-GB' });
        first.username = other.username;
        await first.signUp();
        await first.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await first.page.getByText('Every change is on the server.').waitFor();
        await until('the account knows it', () => first.page.evaluate(() => fetch('/api/settings').then((answer) => answer.json()).then(({ default_currency }) => default_currency === 'GBP')));
        await other.signIn();
        await other.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await until('so does the other device', async () => (await other.page.getByLabel('Usual currency').inputValue()) === 'GBP');
        await first.leave();
        await other.leave();
    });

    test('signs another device out, which then says so', async () => {
        const { page } = ada;
        const other = await Person.at(browser);
        other.username = ada.username;
        await other.signIn();
        // Its stream is there: one that is asked for after the end would be refused, and the browser writes that into the console.
        await other.page.getByRole('button', { name: 'Up to date' }).waitFor();
        await page.reload();
        await page.getByRole('button', { name: /^Sign out there/ }).first().click();
        await page.getByRole('dialog').getByRole('button', { name: 'Sign out there' }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: /^Sign out there/ }).nth(1).waitFor({ state: 'detached' });
        await other.page.getByRole('button', { name: 'Sign in again' }).first().click();
        await other.page.getByRole('dialog').getByRole('link', { name: 'Sign in', exact: true }).click();
        // One goes on by the password; and its letters are no shortcuts, wherever the focus is.
        await other.page.getByLabel('Password', { exact: true }).and(other.page.locator(':focus')).waitFor();
        await other.page.evaluate(() => document.activeElement.blur());
        await other.page.keyboard.press('n');
        await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await other.page.getByText('The user name or the password is not right.').waitFor();
        assert.match(other.page.url(), /\/sign-in$/);
        await other.leave();
    });

    test('gives its data as a file, though the access cookie has run out', async () => {
        const { page, context } = ada;
        const access = (await context.cookies()).find(({ name }) => /access/.test(name));
        await context.clearCookies({ name: access.name });
        const { text } = await ada.saves(page.getByRole('link', { name: 'Everything (JSON)' }));
        assert.ok('events' in JSON.parse(text));
    });

    test('is signed in to anew though the server could not be told of the last end, and stays so', async () => {
        const { page } = ada;
        const busy = { status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}' };
        await page.route('**/api/auth/logout', (route) => route.fulfill(busy));
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByText('The server could not be told yet').waitFor();
        await ada.signIn();
        let told = 0;
        await page.route('**/api/auth/logout', (route) => (told++, route.continue()));
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await ada.go('/settings');
        await page.getByText('this device', { exact: true }).waitFor();
        assert.equal(told, 0);
        assert.equal(await page.evaluate(() => fetch('/api/auth/session').then(({ status }) => status)), 200);
        await page.unroute('**/api/auth/logout');
    });

    test('is signed out of without a network: nothing stays here, and the server is told when it is back', async () => {
        const { page, context } = ada;
        await until('the client is kept on the device', () => page.evaluate(() => navigator.serviceWorker.controller !== null));
        const cookies = await context.cookies();
        await context.setOffline(true);
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByText('The server could not be told yet').waitFor();
        await until('the database is gone', () => page.evaluate(() => indexedDB.databases().then((all) => all.length === 0)));
        await page.reload();
        await page.getByText('The server could not be told yet').waitFor();
        await context.setOffline(false);
        await page.getByText('The server could not be told yet').waitFor({ state: 'detached' });
        await context.addCookies(cookies);
        const answer = await page.evaluate(() => fetch('/api/auth/session').then(({ status }) => status));
        assert.equal(answer, 401, 'the old cookies open nothing');
        await context.clearCookies();
    });
});

test('all that there is can be taken along: by the server as it is, and for a German spreadsheet without a network, too', async () => {
    const eve = await Person.at(browser);
    const { page, context } = eve;
    await eve.signUp();
    await eve.addDebt({ who: 'Grace', amount: '1234.50', what: 'Train; both ways' });
    await eve.prefer({ language: 'de' });
    await page.goto(`${ORIGIN}/settings`);
    await page.getByText('Jede Änderung ist auf dem Server.').waitFor();
    const all = JSON.parse((await eve.saves(page.getByRole('link', { name: 'Alles (JSON)' }))).text);
    assert.deepEqual([all.format, all.head, all.contacts[0].name], ['debt-tracker', 2, 'Grace']);
    await context.setOffline(true);
    const { text } = await eve.saves(page.getByRole('button', { name: 'Einträge (CSV)' }));
    const [heading, entry] = text.split('\r\n');
    assert.match(heading, /^\ufeffDatum;Person;/);
    assert.match(entry, /;"Train; both ways";1234,50;GBP;1234,50;$/);
    await context.setOffline(false);
    await eve.leave();
});
