// All transactions of a fold, newest first. From one fold to the next only what differs is looked for a place.
import type { FoldRows } from './fold.ts';
import type { Transaction } from './rows.ts';
import { Vector } from './vector.ts';

const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

export const newest_first = (a: Transaction, b: Transaction): number =>
    descending(a.transaction_date, b.transaction_date) || descending(a.created_at, b.created_at) || descending(a.id, b.id);

// The first place, in a list in which those that come before something are the first ones, of one that does not.
export function partition_point<T>(list: readonly T[], comes_before: (one: T) => boolean): number {
    let [from, to] = [0, list.length];
    while (from < to) {
        const middle = (from + to) >>> 1;
        if (comes_before(list[middle]!)) from = middle + 1;
        else to = middle;
    }
    return from;
}

const place_of = (list: readonly Transaction[], t: Transaction): number => partition_point(list, (one) => newest_first(one, t) < 0);

// Both sorted, as what comes of it; it is cut where one of the others belongs, for they are few mostly.
function merge(some: readonly Transaction[], others: readonly Transaction[]): readonly Transaction[] {
    if (some.length === 0) return others;
    const pieces: (readonly Transaction[])[] = [];
    let from = 0;
    for (const t of others) {
        const to = place_of(some, t);
        pieces.push(some.slice(from, to), [t]);
        from = to;
    }
    return [...pieces, some.slice(from)].flat();
}

// gone: some of it.
function without(list: readonly Transaction[], gone: readonly Transaction[]): readonly Transaction[] {
    const pieces: (readonly Transaction[])[] = [];
    let from = 0;
    for (const at of gone.map((t) => place_of(list, t)).sort((a, b) => a - b)) {
        pieces.push(list.slice(from, at));
        from = at + 1;
    }
    return [...pieces, list.slice(from)].flat();
}

const STEP = 256; // rows that are looked at

// By days first: then there is little to compare.
function* sorted(some: readonly Transaction[]): Generator<void, Transaction[]> {
    const days = new Map<string, Transaction[]>();
    let seen = 0;
    for (const t of some) {
        if (seen++ % STEP === 0) yield;
        const of_day = days.get(t.transaction_date);
        if (of_day === undefined) days.set(t.transaction_date, [t]);
        else of_day.push(t);
    }
    const list: Transaction[] = [];
    for (const day of [...days.keys()].sort(descending)) {
        for (const t of days.get(day)!.sort(newest_first)) list.push(t);
        yield;
    }
    return list;
}

// What a transaction is on whatever day one looks at it.
export type Listed = Pick<Transaction, 'id' | 'contact_id' | 'transaction_date'>;

export interface Order {
    of(rows: FoldRows): readonly Transaction[];
    listed?(): readonly Listed[]; // the same ones, where that is quicker
}

export class Dated implements Order {
    #rows: FoldRows = Vector.empty();
    #list: readonly Transaction[] = [];

    of(rows: FoldRows): readonly Transaction[] {
        for (const _ of this.steps(rows));
        return this.#list;
    }

    // Puts them in order in small steps, so that `of` has them at once; between two of them others may be asked for.
    *steps(rows: FoldRows): Generator<void> {
        if (rows === this.#rows) return;
        const [before_rows, before_list] = [this.#rows, this.#list];
        const gone: Transaction[] = [];
        const come: Transaction[] = [];
        for (const places of rows.differing(before_rows)) {
            for (const place of places) {
                const [before, now] = [before_rows.get(place), rows.get(place)];
                if (before !== undefined) gone.push(before);
                if (now !== undefined) come.push(now);
            }
            yield;
        }
        const stay = gone.length === 0 ? before_list : without(before_list, gone);
        const list = come.length === 0 ? stay : merge(stay, yield* sorted(come));
        [this.#rows, this.#list] = [rows, list];
    }
}
