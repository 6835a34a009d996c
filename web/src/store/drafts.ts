// What was typed into a form and is not saved: kept on this device, in the account's own database, until it is saved or given up.
import type { Table } from 'dexie';
import { is_full } from './database.ts';
import { drawn } from './turns.ts';

export type Draft = Readonly<Record<string, unknown>>; // the form's fields that are not as it began with

const OF_LEDGER = ['add', 'people', 'transactions']; // forms that go on with an id of the ledger

export class Drafts {
    readonly #table: Table<Draft, string>;
    readonly #tell_full: (is_full: boolean) => void;
    #is_full = false; // the disk: what waits is kept here, and is tried with the next that is typed
    readonly #waiting = new Map<string, Draft | null>(); // by form; what is typed meanwhile takes the place of what waits
    readonly #known = new Map<string, Draft>(); // by form, as of when it was read or typed here
    #writing: Promise<void> | null = null;

    // tell_full: once when the disk is full, and once when there is room again.
    constructor(table: Table<Draft, string>, tell_full: (is_full: boolean) => void) {
        this.#table = table;
        this.#tell_full = tell_full;
    }

    // What is there is known from now on, and a form opens with it.
    async open(): Promise<void> {
        await this.#table.each((draft, { primaryKey }) => this.#know(primaryKey, draft));
    }

    known(form: string): Draft | null {
        return this.#known.get(form) ?? null;
    }

    #know(form: string, draft: Draft | null): void {
        if (draft === null) this.#known.delete(form);
        else this.#known.set(form, draft);
    }

    // null: there is to be none any more.
    keep(form: string, draft: Draft | null): void {
        this.#know(form, draft);
        this.#waiting.set(form, draft);
        this.#writing ??= this.#write();
    }

    // In another database.
    keep_again(): void {
        for (const [form, draft] of this.#known) this.keep(form, draft);
    }

    // While `store` stores what was typed, and deletes the draft with it, nothing of the form is written that waits; where that fails, it is.
    async spend<T>(form: string, store: () => Promise<T>): Promise<T> {
        const [typed, known] = [this.#waiting.get(form), this.known(form)];
        this.#waiting.delete(form);
        try {
            const stored = await store();
            this.#waiting.delete(form);
            if (this.known(form) === known) this.#know(form, null);
            else this.keep(form, null); // what was typed meanwhile may be written already
            return stored;
        } catch (error) {
            if (typed !== undefined && !this.#waiting.has(form)) this.keep(form, typed);
            throw error;
        }
    }

    // Another tab may have changed it.
    async of(form: string): Promise<Draft | null> {
        await this.#writing;
        const before = this.known(form);
        if (this.#waiting.has(form)) return before;
        const draft = (await this.#table.get(form)) ?? null;
        if (this.known(form) === before) this.#know(form, draft); // nothing was typed meanwhile
        return draft;
    }

    // Deletes those about a contact or a transaction that is not there.
    async prune(is_there: (id: string) => boolean): Promise<void> {
        await this.#writing;
        for (const form of await this.#table.toCollection().primaryKeys()) {
            const [kind, id] = form.split('/');
            if (id && OF_LEDGER.includes(kind!) && !is_there(id)) this.keep(form, null);
        }
        await this.#writing;
    }

    async #write(): Promise<void> {
        await drawn(); // what was typed is to be seen first
        try {
            for (const [form, draft] of this.#waiting) {
                this.#waiting.delete(form);
                await this.#store(form, draft);
            }
            this.#show_full(false);
        } catch (error) {
            if (is_full(error)) this.#show_full(true);
            else this.#waiting.clear(); // the account was closed: it stands in the form, no longer
        } finally {
            this.#writing = null;
        }
    }

    async #store(form: string, draft: Draft | null): Promise<void> {
        try {
            await (draft === null ? this.#table.delete(form) : this.#table.put(draft, form));
        } catch (error) {
            if (!this.#waiting.has(form)) this.#waiting.set(form, draft); // unless something newer waits
            throw error;
        }
    }

    #show_full(is: boolean): void {
        if (is !== this.#is_full) this.#tell_full(is);
        this.#is_full = is;
    }
}
