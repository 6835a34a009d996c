// One contact or transaction: its events, and what those that stand say of it (sql/fold/aggregate_state.sql).
import type { AggregateType, ContactFields, LedgerEvent, TransactionFields } from '../events/event.ts';

export type ContactData = Partial<ContactFields> & Pick<ContactFields, 'name'>;
export type TransactionData = Partial<TransactionFields> &
    Pick<TransactionFields, 'contact_id' | 'type' | 'direction' | 'amount' | 'transaction_date'>;

export interface State<Data> {
    data: Data | null; // fields that are not null; null: it is not there
    created_at: string;
    updated_at: string;
    version: number;
}

// When something happened: by the server's clock; while it is not uploaded, by this device's.
const moment = (event: LedgerEvent): string => event.recorded_at ?? event.made_at ?? '';

// The ids of those events that are undone by an undo that stands. From the newest back: whoever undoes an event comes
// after it, so it is known by then whether that undo stands.
export function undone_events(events: readonly LedgerEvent[]): ReadonlySet<string> {
    const undone = new Set<string>();
    for (const event of [...events].reverse()) {
        if (event.type === 'EVENT_UNDONE' && !undone.has(event.id)) undone.add(event.data.event_id);
    }
    return undone;
}

// The events that stand: neither undone, nor themselves undos.
export function effective_events(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
    if (events.length === 1 || !events.some((event) => event.type === 'EVENT_UNDONE')) return events;
    const undone = undone_events(events);
    return events.filter((event) => event.type !== 'EVENT_UNDONE' && !undone.has(event.id));
}

// Most have none: those are taken as they are, for the fold of a long log is what a start waits for.
function without_nulls(data: object): object {
    const values = Object.values(data);
    return values.includes(null) ? Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)) : data;
}

// What the events that stand say; null: it is not there.
export function fold(events: readonly LedgerEvent[]): object | null {
    let data: object | null = null;
    for (const event of effective_events(events)) {
        if (event.type.endsWith('CREATED')) data = without_nulls(event.data);
        else if (event.type.endsWith('DELETED')) data = null;
        else if (data !== null) data = without_nulls({ ...data, ...event.data });
    }
    return data;
}

// Immutable; its state is made when it is first asked for, so that many events of one aggregate cost one fold.
export class Aggregate<Data = ContactData | TransactionData> {
    readonly type: AggregateType;
    readonly events: readonly LedgerEvent[]; // its own, in order
    row: object | undefined; // the row that was last made of it (book.ts)
    #state: State<Data> | undefined;

    constructor(type: AggregateType, events: readonly LedgerEvent[]) {
        this.type = type;
        this.events = events;
    }

    get id(): string {
        return this.events[0]!.aggregate_id;
    }

    get state(): State<Data> {
        return (this.#state ??= {
            data: fold(this.events) as Data | null,
            created_at: moment(this.events[0]!),
            updated_at: moment(this.events.at(-1)!),
            version: this.events.length,
        });
    }

    with(event: LedgerEvent): Aggregate<Data> {
        return new Aggregate<Data>(this.type, [...this.events, event]);
    }
}
