// What an entry and a balance say, in a whole sentence of the person's language.
import type { EventData } from '../events/event.ts';
import { format_amount, format_signed } from '../money/amount.ts';
import { data_after, data_before, name_of } from '../store/ledger.ts';
import type { Contact, Glance, LedgerEvent, Ledger, Transaction } from '../store/ledger.ts';
import { isolated, locale, number_text, relative_day, words } from '../words/words.ts';

type Entry = Pick<Transaction, 'direction' | 'amount' | 'currency' | 'description'> & { settles?: readonly string[] };

export function amount_text(amount: number, currency: string | null, description?: string | null): string {
    if (currency !== null) return format_amount(Math.abs(amount), currency, locale.value);
    if (!description) return words.value.things(amount);
    return amount === 1 ? isolated(description) : `${number_text(amount)} × ${isolated(description)}`;
}

const LISTED = ', '; // store/settle.ts: what a repayment gives back of several things

// What gives back several things names each; how many they are stands beside it.
function what_text({ amount, currency, description, settles = [] }: Entry): string {
    const names = currency === null && settles.length > 1 ? (description ?? '').split(LISTED) : [];
    return names.length > 1 ? names.map(isolated).join(words.value.comma) : amount_text(amount, currency, description);
}

// "Ada owes you €12.50"; of a repayment "You paid Ada back €12.50".
export function entry_sentence(t: Entry, name: string): string {
    const w = words.value;
    const a = what_text(t);
    const n = isolated(name);
    const lent = t.direction === 'lent';
    if (t.settles?.length) {
        if (t.currency === null) return lent ? w.you_gave_back(n, a) : w.gave_back(n, a);
        return lent ? w.you_paid(n, a) : w.paid_you(n, a);
    }
    if (t.currency === null) return lent ? w.has_yours(n, a) : w.you_have(n, a);
    return lent ? w.owes_you(n, a) : w.you_owe(n, a);
}

export function balance_sentence(name: string, amount: number, currency: string): string {
    const n = isolated(name);
    const a = amount_text(amount, currency);
    return amount > 0 ? words.value.owes_you(n, a) : words.value.you_owe(n, a);
}

const ON_A_BUTTON = 8; // letters of a name that fit

export function short_name(name: string, most = ON_A_BUTTON): string {
    if (name.length <= most) return name;
    const letters = [...name];
    return letters.length > most ? `${letters.slice(0, most - 1).join('').trimEnd()}…` : name;
}

type Net = Pick<Glance['totals'][number], 'net' | 'owed_to_me'>;

// What all balances of a currency come to; the amount stands beside it.
export function net_sentence({ net, owed_to_me }: Net, currency: string): string {
    const w = words.value;
    return (net > 0 ? w.net_in : net < 0 ? w.net_out : owed_to_me > 0 ? w.net_cancels : w.net_even)(currency);
}

// The longest of them: the room that they all need.
export const net_room = (currency: string): string =>
    [[1, 1], [-1, 0], [0, 1], [0, 0]].map(([net, owed_to_me]) => net_sentence({ net: net!, owed_to_me: owed_to_me! }, currency)).reduce((a, b) => (b.length > a.length ? b : a));

// "due tomorrow"; "was due 3 days ago".
export const due_text = (day: string, today: string): string =>
    (day < today ? words.value.was_due : words.value.due)(relative_day(day, today));

// Every balance of a person, things too: by name, where those that are open are given.
export function person_sentences(c: Contact, open: readonly Transaction[] = []): string[] {
    const w = words.value;
    const n = isolated(c.name);
    const sentences = c.balances.map(({ amount, currency }) => balance_sentence(c.name, amount, currency));
    const things = (direction: 'lent' | 'owed'): string => {
        const named = open.filter((t) => t.currency === null && t.direction === direction);
        if (named.length === 0) return w.things(c.items[direction]);
        return new Intl.ListFormat(locale.value).format(named.map((t) => amount_text(t.outstanding, null, t.description)));
    };
    if (c.items.lent) sentences.push(w.has_yours(n, things('lent')));
    if (c.items.owed) sentences.push(w.you_have(n, things('owed')));
    return sentences.length ? sentences : [w.settled_with(n)];
}

// Of an entry as it is made: what it does not have is left out there.
export const created_sentence = (data: EventData['TRANSACTION_CREATED'], name: string): string =>
    entry_sentence({ ...data, currency: data.currency ?? null, description: data.description ?? null, settles: data.settles ?? [] }, name);

// A name that others have, too, with how one stands with this one.
export function told_apart(c: Contact, all: Iterable<Contact>): string {
    const [first] = c.balances;
    const same = [...all].some(({ id, name }) => id !== c.id && name === c.name);
    return same ? `${c.name} · ${first === undefined ? words.value.even : format_signed(first.amount, first.currency, locale.value)}` : c.name;
}

// What is written down of settling both directions of a currency at once.
export function netted(each: number, paid: number, currency: string): string {
    const w = words.value;
    const a = amount_text(each, currency);
    return paid === 0 ? w.netted_all(a) : w.netted(a, amount_text(paid, currency));
}

// What repayments come to: of a currency in both directions, what is paid and what is netted.
export function settling_sentences(made: readonly EventData['TRANSACTION_CREATED'][], name: string): string[] {
    const units = new Set(made.map(({ currency }) => currency));
    return [...units].flatMap((unit) => {
        const of = made.filter(({ currency }) => currency === unit);
        const first = of[0]!;
        if (unit === undefined || of.every(({ direction }) => direction === first.direction)) return of.map((one) => created_sentence(one, name));
        const net = of.reduce((sum, { direction, amount }) => sum + (direction === 'lent' ? amount : -amount), 0);
        const paid = created_sentence({ ...first, amount: Math.abs(net), direction: net > 0 ? 'lent' : 'owed' }, name);
        return [...(net === 0 ? [] : [paid]), first.description ?? ''];
    });
}

// What an event says, as it was just after it; of what was deleted, before. of: the ledger, in which names are looked up.
export function event_sentence(event: LedgerEvent, of: Ledger): string {
    const w = words.value;
    const name = (id: string): string => name_of(of, id) ?? '…';
    const of_entry = (what: string, data: unknown): string => {
        const entry = data as EventData['TRANSACTION_CREATED'] | null;
        return entry === null ? what : w.about(what, created_sentence(entry, name(entry.contact_id)));
    };
    switch (event.type) {
        case 'CONTACT_CREATED':
            return w.h_contact_created(isolated(event.data.name));
        case 'CONTACT_UPDATED':
            return w.h_contact_updated(isolated(name(event.aggregate_id)));
        case 'CONTACT_DELETED':
            return w.h_contact_deleted(isolated(name(event.aggregate_id)));
        case 'TRANSACTION_CREATED':
            return created_sentence(event.data, name(event.data.contact_id));
        case 'TRANSACTION_UPDATED':
            return of_entry(w.h_transaction_updated, data_after(of, event));
        case 'TRANSACTION_DELETED':
            return of_entry(w.t_deleted, data_before(of, event));
        case 'EVENT_UNDONE': {
            const { target, again } = undoing(event, of);
            const what = again ? w.t_redone : w.h_undone;
            return target === undefined ? what : w.about(what, event_sentence(target, of));
        }
    }
}

// What an undoing is about in the end, and whether that is done again by it: what it undoes may be an undoing, too.
export function undoing(event: Extract<LedgerEvent, { type: 'EVENT_UNDONE' }>, of: Ledger): { target: LedgerEvent | undefined; again: boolean } {
    let [target, again] = [of.event(event.data.event_id), false];
    while (target?.type === 'EVENT_UNDONE') [target, again] = [of.event(target.data.event_id), !again];
    return { target, again };
}
