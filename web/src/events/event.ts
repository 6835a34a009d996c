// The log's words, as the contract has them ("The log"). Types only.

export type AggregateType = 'contact' | 'transaction';

export interface ContactFields {
    name: string;
    phone: string | null;
    email: string | null;
    notes: string | null;
}

export interface TransactionFields {
    contact_id: string;
    type: 'money' | 'item';
    direction: 'lent' | 'owed'; // lent: they owe me (+); owed: I owe them (-)
    amount: number; // minor units of the currency; of items: how many
    currency: string | null;
    description: string | null;
    transaction_date: string; // YYYY-MM-DD
    due_date: string | null;
    settles: readonly string[] | null; // the debts that this repayment closes, first to last
}

// What each type of event says. A created event leaves out what is null; in an updated one null clears.
export interface EventData {
    CONTACT_CREATED: Pick<ContactFields, 'name'> & Partial<ContactFields>;
    CONTACT_UPDATED: Partial<ContactFields>;
    CONTACT_DELETED: { with_transactions?: boolean };
    TRANSACTION_CREATED: Pick<TransactionFields, 'contact_id' | 'type' | 'direction' | 'amount' | 'transaction_date'> &
        Partial<TransactionFields>;
    TRANSACTION_UPDATED: Partial<TransactionFields>;
    TRANSACTION_DELETED: Record<string, never>;
    EVENT_UNDONE: { event_id: string };
}

export type EventType = keyof EventData;

// An event made here, as POST /api/events takes it. Sent unchanged until it is answered.
export type OwnEvent = {
    [T in EventType]: {
        id: string;
        type: T;
        aggregate_id: string;
        data: EventData[T];
        comment: string | null;
        made_at: string;
        expected_version?: number; // the version that the server is to have; left out: any
        expected_transactions?: number; // the versions of the contact's transactions, added up; left out: any
    };
}[EventType];

export interface Actor {
    account_id: string;
    device: string | null;
}

// An event as the ledger holds it: of the log, or made here and not uploaded yet (then `seq` and what only the server gives are undefined).
export type LedgerEvent = {
    [T in EventType]: {
        seq: number | undefined;
        id: string;
        type: T;
        aggregate_type: AggregateType;
        aggregate_id: string;
        version: number;
        data: EventData[T];
        comment: string | null;
        actor: Actor | undefined;
        made_at: string | null;
        recorded_at: string | undefined;
        hash: string | undefined;
    };
}[EventType];

// An event as the server's log holds it; `hash` is not kept here.
export type LogEvent = LedgerEvent & { seq: number; actor: Actor; recorded_at: string };

// Where a log stands: which log it is, and the seq and hash of its newest event.
export interface Position {
    database: string; // drawn when it was made: one that was deleted and made anew is another; '': made before there were such names
    epoch: string | null; // null: nothing was ever received
    head: number;
    hash: string;
    generation: number; // counts how often the log was begun anew here: what was read before is void then
    whole: boolean; // all that the server had when it was asked has come once; false: a new device, with a part at most
    left: boolean; // somebody has signed out: nothing is added any more, and it is about to be deleted
    revision: number; // counts what was stored here, of the log or of the outbox: of two readings it says which is the later
}

export function aggregate_type(type: EventType): AggregateType | null {
    if (type === 'EVENT_UNDONE') return null; // that of the event undone
    return type.startsWith('CONTACT') ? 'contact' : 'transaction';
}
