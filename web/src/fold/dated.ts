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

type FoldRows = readonly (Transaction | undefined)[];

// What a transaction is on whatever day one looks at it.
export type Listed = Pick<Transaction, 'id' | 'currency' | 'transaction_date'>;

export interface Order {
    of(rows: FoldRows): readonly Transaction[];
    listed?(): readonly Listed[]; // the same ones, where that is quicker
}

export class Dated implements Order {
    #rows: FoldRows = [];
    #list: readonly Transaction[] = [];

    of(rows: FoldRows): readonly Transaction[] {
        if (rows === this.#rows) return this.#list;
        const gone = new Set<Transaction>();
        const come: Transaction[] = [];
        for (let place = Math.max(rows.length, this.#rows.length) - 1; place >= 0; place--) {
            const [before, now] = [this.#rows[place], rows[place]];
            if (before === now) continue;
            if (before !== undefined) gone.add(before);
            if (now !== undefined) come.push(now);
        }
        const stay = gone.size === 0 ? this.#list : this.#list.filter((t) => !gone.has(t));
        this.#rows = rows;
        this.#list = come.length === 0 ? stay : merge(stay, come.sort(newest_first));
        return this.#list;
    }
}
