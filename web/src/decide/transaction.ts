// Whether a transaction can be recorded or changed so (sql/decide: new_transaction, changed_transaction, check_settles, check_kind).
import type { TransactionFields } from '../events/event.ts';
import type { Fold } from '../fold/fold.ts';
import type { Transaction } from '../fold/rows.ts';
import type { TransactionData } from '../fold/aggregate.ts';
import { Refusal, invalid_field } from './refusal.ts';
import type { InvalidField } from './refusal.ts';
import { check_sums } from './sum.ts';

function check_kind({ type, currency, description }: TransactionData): void {
    const errors: InvalidField[] = [];
    const say = (field: string, code: string, message: string): number => errors.push({ field, code, message });
    if (type === 'item' && currency != null) say('currency', 'not_allowed', 'Items have no currency.');
    if (type === 'money' && currency == null) say('currency', 'required', 'Money needs a currency.');
    if (type === 'item' && description == null) say('description', 'required', 'Say what the item is.');
    else if (type === 'item' && !/\S/u.test(description!)) say('description', 'blank', 'Say what the item is.');
    if (errors.length > 0) throw invalid_field(errors);
}

function check_contact({ contact_id }: TransactionData, { contacts }: Fold): void {
    if (contacts.has(contact_id)) return;
    const field = { field: 'contact_id', code: 'not_found', message: 'There is no contact with this id.' };
    throw new Refusal('not_found', 'There is no such contact.', [field]);
}

// repayment: its id where it is there already; what it has closed itself counts as open.
function check_settles(data: TransactionData, now: Fold, repayment: string | null): void {
    const settles = data.settles ?? [];
    const created = (repayment === null ? undefined : now.place(repayment)) ?? Infinity;
    const fault = (id: string): string | null => {
        const debt = now.transactions.get(id);
        if (debt === undefined) return 'not_found';
        if (debt.contact_id !== data.contact_id) return 'other_contact';
        if (debt.type !== data.type) return 'other_type';
        if (debt.currency !== (data.currency ?? null)) return 'other_currency';
        if (debt.direction === data.direction) return 'same_direction';
        if (now.place(id)! >= created) return 'later';
        const own = now.settlements.find((s) => s.repayment_id === repayment && s.debt_id === id)?.amount ?? 0;
        return debt.outstanding + own === 0 ? 'not_open' : null;
    };
    const errors = settles.flatMap((id, i) => {
        const code = fault(id);
        return code === null ? [] : [{ field: 'settles', code, message: `Debt ${i + 1} of the list: ${code}.` }];
    });
    if (errors.some(({ code }) => code === 'not_found')) {
        throw new Refusal('not_found', 'A debt to be settled is not there.', errors);
    }
    if (errors.length > 0) throw invalid_field(errors);
}

export function check_new_transaction(data: TransactionData, now: Fold): void {
    check_kind(data);
    check_contact(data, now);
    check_settles(data, now, null);
    check_sums(now, { more: { currency: data.currency ?? null, amount: data.amount } });
}

const kept_while_linked = ['contact_id', 'type', 'direction', 'currency'] as const;

function check_unlinked(t: Transaction, changed: Partial<TransactionFields>, { settlements }: Fold): void {
    if (t.settles.length === 0 && !settlements.some(({ debt_id }) => debt_id === t.id)) return;
    const errors = kept_while_linked
        .filter((field) => field in changed)
        .map((field) => ({ field, code: 'linked', message: 'It cannot change while the transaction is linked.' }));
    if (errors.length > 0) throw new Refusal('linked', 'The transaction is linked to another by settling.', errors);
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

// What of the wanted fields differs from the current ones: what an update's event says. null clears.
export function changed_fields<Fields extends object>(current: object, wanted: Fields): Partial<Fields> {
    const now = current as Record<string, unknown>;
    return Object.fromEntries(
        Object.entries(wanted).filter(([name, value]) => value !== undefined && !same(value, now[name])),
    ) as Partial<Fields>;
}

// An empty list of debts is none (sql/decide/offline_event.sql).
export function transaction_fields(t: Transaction): TransactionFields {
    const { contact_id, type, direction, amount, currency, description, transaction_date, due_date } = t;
    const settles = t.settles.length === 0 ? null : t.settles;
    return { contact_id, type, direction, amount, currency, description, transaction_date, due_date, settles };
}

export function check_changed_transaction(t: Transaction, wanted: Partial<TransactionFields>, now: Fold): void {
    const changed = changed_fields(transaction_fields(t), wanted);
    const data: TransactionData = { ...transaction_fields(t), ...changed };
    check_unlinked(t, changed, now);
    check_kind(data);
    if ('contact_id' in changed) check_contact(data, now);
    if ('settles' in changed) check_settles(data, now, t.id);
    check_sums(now, { less: t, more: { currency: data.currency ?? null, amount: data.amount } });
}
