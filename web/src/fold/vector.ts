// A persistent vector, as functional languages have it: it never changes, and what is made of it by a few changes has all its blocks but those in which
// something was changed. Two levels are enough for what a person writes down: 100,000 things are 400 blocks.
const BITS = 8;
const BLOCK = 1 << BITS;

type Block<T> = readonly T[];

export class Vector<T> {
    readonly length: number;
    readonly #blocks: readonly Block<T>[];

    // Not to be called but from here.
    constructor(blocks: readonly Block<T>[], length: number) {
        this.#blocks = blocks;
        this.length = length;
    }

    static empty<T>(): Vector<T> {
        return new Vector<T>([], 0);
    }

    get(place: number): T | undefined {
        return this.#blocks[place >>> BITS]?.[place % BLOCK];
    }

    // All of it, made anew.
    get list(): readonly T[] {
        return this.#blocks.flat();
    }

    change(): Change<T> {
        return new Change<T>([...this.#blocks], this.length);
    }

    // The places, from the last to the first, in which it differs from another one, which may be longer: block by block, none for a block that both have.
    *differing(other: Vector<T>): Generator<readonly number[]> {
        for (let at = Math.max(this.#blocks.length, other.#blocks.length) - 1; at >= 0; at--) {
            const [here, there] = [this.#blocks[at] ?? [], other.#blocks[at] ?? []];
            const places: number[] = [];
            if (here !== there) for (let i = BLOCK - 1; i >= 0; i--) if (here[i] !== there[i]) places.push(at * BLOCK + i);
            yield places;
        }
    }
}

// A vector while it is changed.
export class Change<T> {
    length: number;
    readonly #blocks: Block<T>[];
    readonly #own = new Map<number, T[]>(); // those that no other vector has

    // Not to be called but from here.
    constructor(blocks: Block<T>[], length: number) {
        this.#blocks = blocks;
        this.length = length;
    }

    get(place: number): T | undefined {
        return this.#blocks[place >>> BITS]?.[place % BLOCK];
    }

    // place: one that there is.
    set(place: number, value: T): void {
        this.#own_block(place >>> BITS)[place % BLOCK] = value;
    }

    push(value: T): void {
        this.#own_block(this.length++ >>> BITS).push(value);
    }

    // Once.
    done(): Vector<T> {
        return new Vector(this.#blocks, this.length);
    }

    #own_block(at: number): T[] {
        let block = this.#own.get(at);
        if (block === undefined) {
            block = [...(this.#blocks[at] ?? [])];
            this.#own.set(at, block);
            this.#blocks[at] = block;
        }
        return block;
    }
}
