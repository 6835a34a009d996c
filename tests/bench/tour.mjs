// A walk through the screens of a large ledger, as a person takes it: what was done, and how long its answer took.
import { setTimeout as sleep } from 'node:timers/promises';

export const PAUSE_MS = 400; // before what is measured, as a person takes it between typing and tapping: what an earlier thing has left to be done goes on meanwhile

const heading = (text) => `document.querySelector('h1')?.textContent === ${JSON.stringify(text)}`;
const said = (text) => `document.querySelector('.toast p')?.textContent.startsWith(${JSON.stringify(text)})`;
const statementHas = (amount) => `location.pathname.startsWith('/people/') && [...document.querySelectorAll('a.row .amount')].some(({ textContent }) => textContent.includes('${amount}'))`;
const SEARCHED = 'lunch 77';
export const SAID = 'a change, until it is stored and said';
const ROW_HERE = `!!document.elementFromPoint(195, 420)?.closest('a.row')`;

// Returns [{ group, what, took_ms }].
export async function walk(phone, progress) {
    const tour = new Tour(phone, progress);
    await tour.screens();
    await tour.typing();
    await tour.scrolling();
    await tour.commands();
    await tour.slider();
    return tour.steps;
}

class Tour {
    steps = [];

    constructor(phone, progress) {
        this.phone = phone;
        this.page = phone.page;
        this.progress = progress;
    }

    async step(group, what, act, there) {
        await sleep(PAUSE_MS);
        const [took_ms] = await this.phone.answer(act, there);
        this.#took(group, what, took_ms);
    }

    // Is drawn while the disk is waited for, and said when it is stored.
    async change(what, act, there, done) {
        await sleep(PAUSE_MS);
        const [drawn_ms, said_ms] = await this.phone.answer(act, there, `${there} && ${said(done)}`);
        this.#took('a change', what, drawn_ms);
        this.#took(SAID, what, said_ms);
    }

    #took(group, what, took_ms) {
        this.steps.push({ group, what, took_ms });
        this.progress(`${group}: ${what}: ${Math.round(took_ms)} ms`);
    }

    link = (name) => () => this.phone.tap(this.page.getByRole('link', { name, exact: true }).first());
    button = (name) => () => this.phone.tap(this.page.getByRole('button', { name, exact: true }));
    key = (name) => () => this.page.keyboard.press(name);
    rowThere = (kind) => `!!document.querySelector('a.row[href^="/${kind}/"]')`;
    row = (kind) => () => this.phone.tap(this.page.locator(`a.row[href^="/${kind}/"]`).nth(2));

    async screens() {
        const open = (what, act, there) => this.step('opening a screen', what, act, there);
        for (const round of ['', ', again']) {
            await open(`people${round}`, this.link('People'), `${heading('People')} && ${this.rowThere('people')}`);
            await open(`a person${round}`, this.row('people'), `location.pathname.startsWith('/people/') && ${this.rowThere('transactions')}`);
            await open(`an entry${round}`, this.row('transactions'), `!!document.querySelector('#amount')`);
            await open(`entries${round}`, this.link('Entries'), `${heading('Entries')} && ${this.rowThere('transactions')}`);
            await open(`history${round}`, this.link('History'), `${heading('History')} && !!document.querySelector('li.row')`);
            await open(`a new entry${round}`, this.link('Add'), `!!document.querySelector('#who')`);
            await open(`settings${round}`, this.link('Settings'), heading('Settings'));
            await open(`overview${round}`, this.link('Overview'), `${heading('Overview')} && !!document.querySelector('.hero .net')`);
            await open(`the palette${round}`, this.key('Control+k'), `!!document.querySelector('dialog[open] input')`);
            await this.key('Escape')();
        }
    }

    async typing() {
        for (const [screen, text] of [['People', 'ada love'], ['Entries', SEARCHED]]) {
            await this.link(screen)();
            await this.page.locator('#search').focus();
            for (let i = 0; i < text.length; i++)
                await this.step('typing into the search', `${screen}: ${text.slice(0, i + 1)}`, this.key(text[i]), `document.querySelector('#search').value.length === ${i + 1}`);
        }
        await this.page.locator('#search').fill('');
    }

    async scrolling() {
        const scroll = (px) => async () => {
            await this.page.mouse.move(195, 420);
            await this.page.mouse.wheel(0, px);
        };
        for (const px of [500, 3_000, 50_000, 400_000, -400_000])
            await this.step('scrolling', `by ${px} px`, scroll(px), ROW_HERE);
    }

    async commands() {
        const { page } = this;
        const save = this.button('Save');
        for (const [round, cents] of [['', 1], [', again', 2]]) {
            const [added, corrected] = [`98,765.4${cents}`, `98,765.5${cents}`]; // nothing else of the ledger
            await this.link('People')();
            await this.row('people')();
            await page.getByRole('link', { name: 'New debt', exact: true }).click();
            await page.locator('#amount').fill(added);
            await this.change(`adding${round}`, save, statementHas(added), 'Saved');
            await this.row('transactions')();
            await page.locator('#amount').fill(corrected);
            await this.change(`correcting${round}`, save, statementHas(corrected), 'Saved');
            const entry = await page.locator('a.row[href^="/transactions/"]').nth(2).getAttribute('href');
            const listed = `!!document.querySelector('a.row[href="${entry}"]')`;
            await this.row('transactions')();
            await this.button('Delete this entry')();
            const remove = () => this.phone.tap(page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
            await this.change(`deleting${round}`, remove, `location.pathname.startsWith('/people/') && !${listed}`, 'Deleted');
            await this.change(`undoing${round}`, this.button('Undo'), listed, 'Undone');
            await this.change(`undoing that${round}`, this.button('Redo'), `!${listed}`, 'Done again');
        }
    }

    async slider() {
        await this.link('Overview')();
        await this.page.locator('#day').focus();
        for (const [key, what] of [['PageDown', 'far back'], ['PageDown', 'further'], ['ArrowLeft', 'a day'], ['ArrowRight', 'a day on'], ['Home', 'to the first day'], ['End', 'back to today']]) {
            const before = await this.page.locator('#day').inputValue();
            await this.step("the chart's slider", what, this.key(key), `document.querySelector('#day').value !== ${JSON.stringify(before)}`);
        }
    }
}
