// The rows of one kind, by id and in the order in which they were created: a map that is read by places, some of which have none.
export class Rows<Row extends { id: string }> implements ReadonlyMap<string, Row> {
    readonly #place_of: (id: string) => number | undefined;
    readonly #row: (place: number) => Row | undefined;
    readonly #all: () => Iterable<Row | undefined>;
    #list: readonly Row[] | undefined;

    constructor(place_of: (id: string) => number | undefined, row: (place: number) => Row | undefined, all: () => Iterable<Row | undefined>) {
        this.#place_of = place_of;
        this.#row = row;
        this.#all = all;
    }

    // All of them, in order; made when it is first asked for.
    get list(): readonly Row[] {
        if (this.#list !== undefined) return this.#list;
        const list: Row[] = [];
        for (const row of this.#all()) if (row !== undefined) list.push(row);
        return (this.#list = list);
    }

    get(id: string): Row | undefined {
        const place = this.#place_of(id);
        return place === undefined ? undefined : this.#row(place);
    }

    has(id: string): boolean {
        return this.get(id) !== undefined;
    }

    get size(): number {
        return this.list.length;
    }

    forEach(callback: (row: Row, id: string, map: ReadonlyMap<string, Row>) => void): void {
        for (const row of this.list) callback(row, row.id, this);
    }

    keys(): MapIterator<string> {
        return this.list.map(({ id }) => id).values();
    }

    values(): MapIterator<Row> {
        return this.list.values();
    }

    entries(): MapIterator<[string, Row]> {
        return this.list.map((row): [string, Row] => [row.id, row]).values();
    }

    [Symbol.iterator](): MapIterator<[string, Row]> {
        return this.entries();
    }
}
