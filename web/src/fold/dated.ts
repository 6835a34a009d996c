// All transactions of a fold, newest first. From one fold to the next only what differs is looked for a place.
import type { Transaction } from './rows.ts';

const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

export const newest_first = (a: Transaction, b: Transaction): number =>
    descending(a.transaction_date, b.transaction_date) || descending(a.created_at, b.created_at) || descending(a.id, b.id);

function merge(some: readonly Transaction[], others: readonly Transaction[]): Transaction[] {
    const merged: Transaction[] = [];
    let next = 0;
    for (const t of some) {
        while (next < others.length && newest_first(others[next]!, t) < 0) merged.push(others[next++]!);
        merged.push(t);
    }
    return merged.concat(others.slice(next));
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

type FoldRows = readonly (Transaction | undefined)[];

// What a transaction is on whatever day one looks at it.
export type Listed = Pick<Transaction, 'id' | 'contact_id' | 'transaction_date'>;

export interface Order {
    of(rows: FoldRows): readonly Transaction[];
    listed?(): readonly Listed[]; // the same ones, where that is quicker
}

export class Dated implements Order {
    #rows: FoldRows = [];
    #list: readonly Transaction[] = [];

    of(rows: FoldRows): readonly Transaction[] {
        for (const _ of this.steps(rows));
        return this.#list;
    }

    // Puts them in order in small steps, so that `of` has them at once; between two of them others may be asked for.
    *steps(rows: FoldRows): Generator<void> {
        if (rows === this.#rows) return;
        const [before_rows, before_list] = [this.#rows, this.#list];
        const gone = new Set<Transaction>();
        const come: Transaction[] = [];
        for (let place = Math.max(rows.length, before_rows.length) - 1; place >= 0; place--) {
            if (place % STEP === 0) yield;
            const [before, now] = [before_rows[place], rows[place]];
            if (before === now) continue;
            if (before !== undefined) gone.add(before);
            if (now !== undefined) come.push(now);
        }
        const stay = gone.size === 0 ? before_list : before_list.filter((t) => !gone.has(t));
        const list = come.length === 0 ? stay : merge(stay, yield* sorted(come));
        [this.#rows, this.#list] = [rows, list];
    }
}
