// What a person can do to a ledger. Each command checks by the server's rules (throws a Refusal), stores its events in the
// outbox in one transaction, and resolves when that is stored and shown. It says which events it made, so that a screen
// can offer to undo them.
import { transactions_version } from '../decide/offline_event.ts';
import { Refusal, not_found } from '../decide/refusal.ts';
import { changed_fields, transaction_fields } from '../decide/transaction.ts';
import { is_covered } from '../decide/undo.ts';
import type { ContactFields, EventData, LedgerEvent, TransactionFields } from '../events/event.ts';
import type { Entry } from '../outbox/entry.ts';
import { dismissed, put_back, retried, sent_after } from '../outbox/problems.ts';
import type { Account } from './account.ts';
import { current_account } from './current.ts';
import { today } from './day.ts';
import { Making } from './making.ts';
import { merge } from './merge.ts';
import { deletions_before } from './ledger.ts';
import { repayment_of, repayments } from './settle.ts';
import type { Settling } from './settle.ts';

export { today } from './day.ts';
export { repayment_of, repayments } from './settle.ts';
export { Refusal } from '../decide/refusal.ts';
export type { InvalidField } from '../decide/refusal.ts';

export interface Made {
    events: readonly string[]; // ids, in order; none where nothing was to be changed
    id?: string; // of what was created, or stays
    undo?: Undo; // where there is something to undo
}

// Draws what comes of a command while the disk is waited for. It is shown in the ledger, but not yet stored: it may be refused still.
export type Early = (made: Pick<Made, 'id'>) => void;

export type Undo = (early?: Early) => Promise<Made>;

// What is said of a command besides.
export interface Along {
    comment?: string | null | undefined; // why
    draft?: string; // the form that it was typed into: its draft is gone with what comes of it, at once or not at all
    early?: Early | undefined;
}

type NewContact = EventData['CONTACT_CREATED'];
type NewTransaction = Pick<TransactionFields, 'contact_id' | 'direction' | 'amount'> & Partial<TransactionFields>;

const without_nulls = <T extends object>(fields: T): T =>
    Object.fromEntries(
        Object.entries(fields).filter(
            ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
        ),
    ) as T;

// Where somebody is about to give the first command (store/account.ts: rehearse).
export async function rehearse(): Promise<void> {
    await current_account().rehearse(function* (replica) {
        const [making, contact_id] = [new Making(replica), crypto.randomUUID()];
        making.make('CONTACT_CREATED', contact_id, { name: '–' });
        yield;
        const fields = { contact_id, type: 'money', direction: 'lent', amount: 1, currency: 'EUR', transaction_date: today() } as const;
        making.make('TRANSACTION_CREATED', crypto.randomUUID(), fields);
        return making.events;
    });
}

// What undoes it is done to the same account, or not at all: another one may be open by then. created: the id of what it creates.
async function command({ comment, draft, early }: Along, step: (making: Making) => void, { created, account = current_account() }: { created?: string; account?: Account } = {}): Promise<Made> {
    const id = created === undefined ? {} : { id: created };
    const made = await account.add(
        (replica) => {
            const making = new Making(replica, comment);
            step(making);
            replica.foresee(making.events, making.fold);
            return making.events;
        },
        { draft, early: early && (() => early(id)) },
    );
    const events = made.map((event) => event.id);
    return events.length === 0 ? { events, ...id } : { events, ...id, undo: (early) => undo_events(events, account, early) };
}

export function create_contact(fields: NewContact, along: Along = {}): Promise<Made> {
    const id = crypto.randomUUID();
    return command(along, (making) => making.make('CONTACT_CREATED', id, without_nulls(fields)), { created: id });
}

export function update_contact(id: string, fields: Partial<ContactFields>, along: Along = {}): Promise<Made> {
    return command(along, (making) => {
        const contact = making.fold.contacts.get(id);
        if (contact === undefined) throw not_found('contact');
        const changed = changed_fields(contact, fields);
        if (Object.keys(changed).length > 0) making.make('CONTACT_UPDATED', id, changed);
    });
}

export function delete_contact(id: string, options: { with_transactions?: boolean } = {}, along: Along = {}): Promise<Made> {
    const data = options.with_transactions ? { with_transactions: true } : {};
    return command(along, (making) => making.make('CONTACT_DELETED', id, data));
}

// Makes two people one. Who has fewer entries goes: those, and what was known of them alone, are the other's, whose `id` it says.
export async function merge_contacts(one: string, another: string, along: Along = {}): Promise<Made> {
    let id = one;
    const made = await command(along, (making) => void (id = merge(making, one, another)));
    return { ...made, id };
}

// contact: a new contact, created on the way; `fields.contact_id` is not looked at then.
export function create_transaction(
    fields: Omit<NewTransaction, 'contact_id'> & { contact_id?: string },
    { contact, ...along }: Along & { contact?: NewContact } = {},
): Promise<Made> {
    const id = crypto.randomUUID();
    const contact_id = contact === undefined ? (fields.contact_id ?? '') : crypto.randomUUID();
    const defaults = { type: fields.currency == null ? 'item' : 'money', transaction_date: today() } as const;
    const step = (making: Making): void => {
        if (contact !== undefined) making.make('CONTACT_CREATED', contact_id, without_nulls(contact));
        making.make('TRANSACTION_CREATED', id, { ...defaults, ...without_nulls({ ...fields, contact_id }) });
    };
    return command(along, step, { created: id });
}

// contact: a new contact, created on the way, to whom it goes.
export function update_transaction(id: string, fields: Partial<TransactionFields>, { contact, ...along }: Along & { contact?: NewContact } = {}): Promise<Made> {
    const contact_id = crypto.randomUUID();
    return command(along, (making) => {
        const transaction = making.fold.transactions.get(id);
        if (transaction === undefined) throw not_found('transaction');
        if (contact !== undefined) making.make('CONTACT_CREATED', contact_id, without_nulls(contact));
        const moved = contact === undefined ? fields : { ...fields, contact_id };
        const wanted = moved.settles?.length === 0 ? { ...moved, settles: null } : moved;
        const changed = changed_fields(transaction_fields(transaction), wanted);
        if (Object.keys(changed).length > 0) making.make('TRANSACTION_UPDATED', id, changed);
    });
}

export function delete_transaction(id: string, along: Along = {}): Promise<Made> {
    return command(along, (making) => making.make('TRANSACTION_DELETED', id, {}));
}

// Closes what is open with a contact, oldest first: {} all of it; `currency` that one; `amount` (with `currency`) part of it.
export function settle_contact(id: string, settling: Settling & Along = {}): Promise<Made> {
    return command(settling, (making) => {
        for (const data of repayments(making.fold, id, settling, today())) {
            making.make('TRANSACTION_CREATED', crypto.randomUUID(), data);
        }
    });
}

// Closes what is open of one debt.
export function settle_transaction(id: string, along: Along = {}): Promise<Made> {
    return command(along, (making) => {
        const debt = making.fold.transactions.get(id);
        if (debt === undefined) throw not_found('transaction');
        making.make('TRANSACTION_CREATED', crypto.randomUUID(), repayment_of(debt, today()));
    });
}

// Undoes all that a command made, the newest first, or nothing. Undoing an undo redoes. Refused where nothing would come of it.
function undo_events(ids: readonly string[], account: Account, early?: Early): Promise<Made> {
    const undo = (making: Making): void => {
        const before = making.fold;
        const targets = [...ids].reverse().map((id): LedgerEvent => {
            const target = making.fold.event(id);
            if (target === undefined) throw not_found('event');
            return target;
        });
        making.undo(targets);
        if (targets.every((target) => is_covered(target, before, making.fold))) throw new Refusal('covered', 'Later changes cover it.');
    };
    return command({ early }, undo, { account });
}

export const undo_event = (id: string, early?: Early): Promise<Made> => undo_events([id], current_account(), early);

// Sends an event that the server did not take once more, on top of what the server has now. `id`: of the event.
export async function retry(id: string): Promise<Made> {
    const made: string[] = [];
    await current_account().change((replica) => {
        const problem = replica.outbox.find(({ event }) => event.id === id);
        if (problem === undefined) throw not_found('event');
        const { aggregate_id } = problem.event;
        const now = { version: replica.version_of(aggregate_id), transactions: transactions_version(aggregate_id, replica.fold) };
        const put = retried(replica.outbox, id, now, () => crypto.randomUUID());
        made.push(...put.map(({ event }) => event.id));
        return { put, remove: [] };
    });
    return { events: made };
}

// Undoes the deletions for which the server did not take an event, and sends it once more after that, all in one step.
export async function bring_back(id: string): Promise<Made> {
    const made: string[] = [];
    await current_account().change((replica) => {
        const problem = replica.outbox.find(({ event }) => event.id === id);
        if (problem === undefined) throw not_found('event');
        const { event } = problem;
        const making = new Making(replica);
        making.undo(deletions_before(replica.ledger(), event as unknown as LedgerEvent));
        const undone = making.events.filter(({ aggregate_id }) => aggregate_id === event.aggregate_id).length;
        const now = { version: replica.version_of(event.aggregate_id) + undone, transactions: transactions_version(event.aggregate_id, making.fold) };
        const changed = sent_after(replica.outbox, making.events, id, now, () => crypto.randomUUID());
        made.push(...changed.put.map((entry) => entry.event.id));
        return changed;
    });
    return { events: made };
}

// Gives up an event that the server did not take; where it is a creation, what needs it too.
export async function dismiss(id: string, account = current_account()): Promise<Made> {
    let gone: readonly Entry[] = [];
    await account.change((replica) => ({ put: [], remove: (gone = dismissed(replica.outbox, id)) }));
    return { events: gone.map(({ event }) => event.id), undo: () => take_back(id, gone, account) };
}

// Takes back that it was given up: it waits for a person as it did before.
async function take_back(id: string, gone: readonly Entry[], account: Account): Promise<Made> {
    await account.change((replica) => ({ put: put_back(replica.outbox, gone), remove: [] }));
    return { events: gone.map(({ event }) => event.id), undo: () => dismiss(id, account) };
}
