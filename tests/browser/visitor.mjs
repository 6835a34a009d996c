// Somebody with a browser: one context of Chromium is one device.
import { randomUUID } from 'node:crypto';
import { openTab } from './chromium.mjs';
import { keepPrivate } from './private.mjs';
import { PASSWORD } from './stack.mjs';
import { is_glance_kept, stored } from './stored.mjs';
import { PATIENCE_MS, until } from './wait.mjs';

export class Visitor {
    constructor(context, origin) {
        this.context = context;
        this.origin = origin;
        this.faults = [];
    }

    // prepare: what is done to the device before its first page.
    static async arrives(browser, origin, prepare = async () => {}) {
        const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
        await prepare(context);
        const visitor = new Visitor(context, origin);
        visitor.page = await visitor.opensTab();
        return visitor;
    }

    async opensTab(path = '/') {
        const page = await openTab(this.context);
        page.setDefaultTimeout(PATIENCE_MS);
        page.on('pageerror', (error) => this.faults.push(error.message));
        await page.goto(`${this.origin}${path}`);
        return page;
    }

    async signsUp(username = `browser-${randomUUID().slice(0, 8)}`) {
        this.username = username;
        await this.#enters('Create my account');
    }

    async signsIn(username) {
        this.username = username;
        const other = this.page.getByRole('button', { name: /have an account|already/i });
        if (await other.count()) await other.first().click();
        await this.#enters('Sign in');
    }

    async #enters(button) {
        keepPrivate({ body: JSON.stringify({ username: this.username, password: PASSWORD }) });
        await this.page.getByLabel('User name').fill(this.username);
        await this.page.getByLabel('Password').fill(PASSWORD);
        await this.page.getByRole('button', { name: button, exact: true }).click();
        await this.page.getByRole('navigation').waitFor();
    }

    // "Ada owes me 12.50"
    async adds(name, amount, page = this.page) {
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.locator('#who').fill(name);
        await page.locator('#amount').fill(amount);
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('status').getByText(name).first().waitFor();
    }

    // How many changes wait on this device, as its database says.
    waiting = async (page = this.page) => (await stored(page, 'entries')).filter(({ uploaded }) => !uploaded).length;

    glanced = (page = this.page) => is_glance_kept(page);

    uploaded = () => until('everything is uploaded', async () => (await this.waiting()) === 0);

    shows = async (name, page = this.page) => {
        await page.getByRole('link', { name: 'People', exact: true }).click();
        await page.getByText(name).first().waitFor();
    };
}
