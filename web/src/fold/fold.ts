// The fold: what events make of a ledger, one after the other. A Fold is immutable; `with` shares what did not change and costs what did, however long
// the ledger is. The server keeps the same as tables (sql/fold): tests/flow/fold holds the two against each other on random histories, and
// web/test/fold holds this one against a plain one that makes everything anew.
import type { LedgerEvent } from '../events/event.ts';
import { Aggregate } from './aggregate.ts';
import type { TransactionData } from './aggregate.ts';
import { EMPTY, book_on, fold_book } from './book.ts';
import type { Book, Settlement, Sum } from './book.ts';
import { Rows } from './row_map.ts';
import type { Contact, Transaction } from './rows.ts';
import { Vector } from './vector.ts';
import type { Change } from './vector.ts';

// What rules and screens read of a ledger.
export interface Projection {
    contacts: ReadonlyMap<string, Contact>; // both in the order in which they were created
    transactions: ReadonlyMap<string, Transaction>;
    settlements: readonly Settlement[];
    units: ReadonlyMap<string, Sum>; // what all its amounts come to, by unit_of
    due_until(day: string): readonly Transaction[]; // what is not closed, the oldest due date first; of one day as they were created
}

// Where aggregates stand in the order of their creation, by id. Those of the log are in one map that all folds of that log share, for their places never
// change: one beyond a fold's end is not in it yet. What was made here has a map of its own, for the log may grow under it.
interface Places {
    log: Map<string, number>;
    logged: number;
    own: ReadonlyMap<string, number>;
}

// All transactions that are there, by their places; undefined between them.
export type FoldRows = Vector<Transaction | undefined>;

interface Parts {
    places: Places;
    aggregates: Vector<Aggregate>; // by place, as the rest
    contacts: readonly number[]; // the places of all that there ever were, in order
    members: Vector<readonly number[] | undefined>; // of a contact: the places of its transactions that are there, in order
    books: Vector<Book | undefined>; // of a contact
    rows: () => FoldRows;
    strays: readonly number[]; // transactions of a contact that is not known (yet)
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const place_in = ({ log, logged, own }: Places, id: string): number | undefined => {
    const place = own.get(id);
    if (place !== undefined) return place;
    const logged_at = log.get(id);
    return logged_at !== undefined && logged_at < logged ? logged_at : undefined;
};

const contact_of = (aggregate: Aggregate | undefined): string | null =>
    aggregate?.type === 'transaction' ? ((aggregate.state.data as TransactionData | null)?.contact_id ?? null) : null;

export class Fold implements Projection {
    readonly contacts: ReadonlyMap<string, Contact>;
    readonly transactions: ReadonlyMap<string, Transaction>;
    readonly #parts: Parts;
    #settlements: readonly Settlement[] | undefined;
    #units: ReadonlyMap<string, Sum> | undefined;

    // Not to be called but from here.
    constructor(parts: Parts) {
        this.#parts = parts;
        const place_of = (id: string): number | undefined => place_in(parts.places, id);
        const contact_at = (place: number): Contact | undefined => parts.books.get(place)?.contact;
        this.contacts = new Rows(place_of, contact_at, () => parts.contacts.map(contact_at));
        this.transactions = new Rows(place_of, (place) => parts.rows().get(place), () => parts.rows().list);
    }

    static empty(): Fold {
        const places = { log: new Map<string, number>(), logged: 0, own: new Map<string, number>() };
        const rows: FoldRows = Vector.empty();
        return new Fold({ places, aggregates: Vector.empty(), contacts: [], members: Vector.empty(), books: Vector.empty(), rows: () => rows, strays: [] });
    }

    // All there ever was, in the order of creation.
    get aggregates(): readonly Aggregate[] {
        return this.#parts.aggregates.list;
    }

    get rows(): FoldRows {
        return this.#parts.rows();
    }

    get settlements(): readonly Settlement[] {
        return (this.#settlements ??= this.#books.flatMap(({ settlements }) => settlements));
    }

    get units(): ReadonlyMap<string, Sum> {
        return (this.#units ??= all_units(this.#books));
    }

    due_until(day: string): readonly Transaction[] {
        const due: Transaction[] = [];
        for (const book of this.#books) for (const t of book.due) if (t.due_date! <= day) due.push(t);
        return due.sort((a, b) => ascending(a.due_date!, b.due_date!) || this.place(a.id)! - this.place(b.id)!);
    }

    get #books(): Book[] {
        const { books, contacts } = this.#parts;
        return contacts.map((place) => books.get(place) ?? EMPTY);
    }

    // The n-th that was ever created.
    place(id: string): number | undefined {
        return place_in(this.#parts.places, id);
    }

    aggregate(id: string): Aggregate | undefined {
        const place = this.place(id);
        return place === undefined ? undefined : this.#parts.aggregates.get(place);
    }

    event(id: string): LedgerEvent | undefined {
        const { aggregates } = this.#parts;
        for (let place = aggregates.length - 1; place >= 0; place--) {
            for (const event of aggregates.get(place)!.events) if (event.id === id) return event;
        }
        return undefined;
    }

    // A contact's transactions, in the order in which they were created.
    transactions_of(contact_id: string): readonly Transaction[] {
        const place = this.place(contact_id);
        return place === undefined ? [] : (this.#parts.books.get(place)?.transactions ?? []);
    }

    // As of the end of a day, by today's knowledge. To be read, not to be appended to. Its rows are made when one is asked for, for the overview asks for none.
    on(day: string): Fold {
        const { contacts, books } = this.#parts;
        const change = books.change();
        for (const contact of contacts) {
            const book = books.get(contact);
            const then = book && book_on(book, day);
            if (then !== book) change.set(contact, then);
        }
        const books_on = change.done();
        let rows: FoldRows | undefined;
        return new Fold({ ...this.#parts, books: books_on, rows: () => (rows ??= this.#rows_on(books_on)) });
    }

    #rows_on(books_on: Vector<Book | undefined>): FoldRows {
        const { contacts, members, books } = this.#parts;
        const rows = this.rows.change();
        for (const contact of contacts) {
            const [book, then] = [books.get(contact), books_on.get(contact)];
            if (book === undefined || then === undefined || then === book) continue;
            let next = 0;
            book.transactions.forEach(({ id }, i) => {
                const is_there = then.transactions[next]?.id === id;
                rows.set(members.get(contact)![i]!, is_there ? then.transactions[next++] : undefined);
            });
        }
        return rows.done();
    }

    // events: those that come next, in order; those of the log (with a seq) before those made here.
    with(events: readonly LedgerEvent[]): Fold {
        if (events.length === 0) return this;
        const growth = this.grow();
        for (const event of events) growth.append(event);
        return growth.fold();
    }

    // What many events are appended to, a few at a time.
    grow(): Growth {
        return new Growth(this.#parts);
    }
}

function all_units(books: readonly Book[]): ReadonlyMap<string, Sum> {
    const all = new Map<string, Sum>();
    for (const { units } of books) {
        for (const [unit, { net, gross, entries }] of units) {
            const sum = all.get(unit) ?? { net: 0, gross: 0, entries: 0 };
            all.set(unit, { net: sum.net + net, gross: sum.gross + gross, entries: sum.entries + entries });
        }
    }
    return all;
}

// A fold while events are appended. Each book that they touch is made anew, once, when they have been.
export class Growth {
    readonly #places: Places;
    readonly #own: Map<string, number>;
    readonly #aggregates: Change<Aggregate>;
    readonly #contacts: number[];
    readonly #members: Change<readonly number[] | undefined>;
    readonly #books: Change<Book | undefined>;
    readonly #rows: Change<Transaction | undefined>;
    #strays: readonly number[];
    readonly #before = new Map<number, Aggregate | undefined>(); // what was touched
    readonly #changed = new Map<number, number[]>(); // contacts whose book changes: their members

    constructor({ places, aggregates, contacts, members, books, rows, strays }: Parts) {
        // Another fold has grown out of the same one: the places are no longer this one's alone.
        const alone = places.log.size === places.logged;
        const log = alone ? places.log : new Map([...places.log].slice(0, places.logged));
        this.#own = new Map(places.own);
        this.#places = { log, logged: places.logged, own: this.#own };
        this.#aggregates = aggregates.change();
        this.#contacts = [...contacts];
        this.#members = members.change();
        this.#books = books.change();
        this.#rows = rows().change();
        this.#strays = strays;
    }

    append(event: LedgerEvent): void {
        const place = place_in(this.#places, event.aggregate_id);
        if (place === undefined) return this.#begin(event);
        const aggregate = this.#aggregates.get(place)!;
        if (!this.#before.has(place)) this.#before.set(place, aggregate);
        this.#aggregates.set(place, aggregate.with(event));
    }

    #begin(event: LedgerEvent): void {
        const place = this.#aggregates.length;
        if (event.seq !== undefined && this.#own.size === 0) {
            this.#places.log.set(event.aggregate_id, place);
            this.#places.logged = place + 1;
        } else {
            this.#own.set(event.aggregate_id, place);
        }
        this.#aggregates.push(new Aggregate(event.aggregate_type, [event]));
        if (event.aggregate_type === 'contact') this.#contacts.push(place);
        for (const list of [this.#members, this.#books, this.#rows]) list.push(undefined);
        this.#before.set(place, undefined);
    }

    // Folds what was appended, in small steps. What is appended between two of them comes first: it may have left the book that is the next.
    *steps(): Generator<void> {
        do {
            for (const [place, before] of this.#before) {
                const now = this.#aggregates.get(place)!;
                if (now.type === 'contact') this.#changing(place);
                else this.#move(place, contact_of(before), contact_of(now));
                this.#before.delete(place);
                yield;
            }
            this.#gather();
            for (const [place, members] of this.#changed) {
                if (this.#before.size > 0) break;
                this.#fold_book(place, members);
                this.#changed.delete(place);
                yield;
            }
        } while (this.#before.size > 0);
    }

    // Once, when all have been appended.
    fold(): Fold {
        for (const _ of this.steps());
        const rows = this.#rows.done();
        const parts = { aggregates: this.#aggregates.done(), contacts: this.#contacts, members: this.#members.done(), books: this.#books.done(), rows: () => rows };
        return new Fold({ ...parts, places: this.#places, strays: this.#strays });
    }

    // The members of a contact whose book changes, to be changed.
    #changing(contact: number): number[] {
        let members = this.#changed.get(contact);
        if (members === undefined) this.#changed.set(contact, (members = [...(this.#members.get(contact) ?? [])]));
        return members;
    }

    #move(place: number, from: string | null, to: string | null): void {
        if (from !== to) this.#leave(place, from);
        if (to === null) return;
        const contact = place_in(this.#places, to);
        if (contact === undefined) {
            if (!this.#strays.includes(place)) this.#strays = [...this.#strays, place];
            return;
        }
        const members = this.#changing(contact);
        if (from !== to) insert(members, place);
    }

    #leave(place: number, from: string | null): void {
        this.#rows.set(place, undefined);
        this.#strays = this.#strays.filter((stray) => stray !== place);
        const contact = from === null ? undefined : place_in(this.#places, from);
        if (contact === undefined) return;
        const members = this.#changing(contact);
        const at = members.indexOf(place);
        if (at >= 0) members.splice(at, 1);
    }

    // Contacts that have come take those transactions that came before them.
    #gather(): void {
        this.#strays = this.#strays.filter((place) => {
            const contact = place_in(this.#places, contact_of(this.#aggregates.get(place))!);
            if (contact === undefined) return true;
            insert(this.#changing(contact), place);
            return false;
        });
    }

    #fold_book(contact: number, members: readonly number[]): void {
        const transactions = members.map((place) => this.#aggregates.get(place)!);
        const aggregate = this.#aggregates.get(contact)!;
        const book = aggregate.type === 'contact' ? fold_book(aggregate, transactions) : EMPTY;
        this.#members.set(contact, members);
        this.#books.set(contact, book);
        members.forEach((place, i) => this.#rows.set(place, book.transactions[i]));
    }
}

// Into its place by order; it comes last, mostly.
function insert(places: number[], place: number): void {
    let at = places.length;
    while (at > 0 && places[at - 1]! > place) at--;
    places.splice(at, 0, place);
}
