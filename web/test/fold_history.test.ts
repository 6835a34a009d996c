// The fold, event by event, comes to what a plain one makes of the whole history, whatever the history, and however it arrives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pending_events } from '../src/decide/offline_event.ts';
import type { LedgerEvent, OwnEvent } from '../src/events/event.ts';
import type { Sum } from '../src/fold/book.ts';
import { Dated, newest_first } from '../src/fold/dated.ts';
import { Fold } from '../src/fold/fold.ts';
import type { Transaction } from '../src/fold/rows.ts';
import { plain } from './fold/plain.ts';

const SEED = process.env['DEBT_SEED'];
const DAYS = ['2026-01-01', '2026-02-01', '2026-03-01'];
const id_of = (kind: string, n: number): string => `${kind}-${n}`;

// Anything at all, sensible or not: contacts that come after their transactions, events after a deletion, undos of undos, links across contacts.
const step = fc.record({
    kind: fc.integer({ min: 0, max: 9 }),
    contact: fc.integer({ min: 0, max: 3 }),
    transaction: fc.integer({ min: 0, max: 11 }),
    debts: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 3 }),
    amount: fc.integer({ min: 1, max: 20 }),
    day: fc.constantFrom(...DAYS),
    due: fc.constantFrom(...DAYS, null),
    currency: fc.constantFrom('EUR', 'EUR', 'JPY', null),
    lent: fc.boolean(),
    event: fc.nat(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function wish(s: Step, made: readonly OwnEvent[]): Pick<OwnEvent, 'type' | 'aggregate_id' | 'data'> {
    const [contact, transaction] = [id_of('c', s.contact), id_of('t', s.transaction)];
    const target = made[s.event % Math.max(1, made.length)];
    const fields = {
        ...{ contact_id: contact, type: s.currency === null ? 'item' : 'money', direction: s.lent ? 'lent' : 'owed', amount: s.amount },
        ...{ currency: s.currency, transaction_date: s.day, due_date: s.due, settles: s.kind % 2 ? s.debts.map((n) => id_of('t', n)) : null },
    };
    const known = made.some(({ aggregate_id }) => aggregate_id === (s.kind < 2 ? contact : transaction));
    const say = (type: string, aggregate_id: string, data: object) => ({ type, aggregate_id, data }) as never;
    if (s.kind === 0) return known ? say('CONTACT_UPDATED', contact, { name: `Eve ${s.amount}` }) : say('CONTACT_CREATED', contact, { name: 'Ada' });
    if (s.kind === 1 && known) return say('CONTACT_DELETED', contact, { with_transactions: true });
    if (s.kind === 2 && known) return say('TRANSACTION_DELETED', transaction, {});
    if (s.kind === 3 && known) return say('TRANSACTION_UPDATED', transaction, { amount: s.amount });
    if (s.kind === 4 && known) return say('TRANSACTION_UPDATED', transaction, { contact_id: contact });
    if (s.kind >= 5 && s.kind <= 6 && target) return say('EVENT_UNDONE', target.aggregate_id, { event_id: target.id });
    if (known) return say('TRANSACTION_UPDATED', transaction, { transaction_date: s.day, currency: s.currency });
    return say('TRANSACTION_CREATED', transaction, fields);
}

function history_of(steps: readonly Step[]): OwnEvent[] {
    const made: OwnEvent[] = [];
    for (const one of steps) {
        const made_at = `2026-01-01T00:00:${String(made.length).padStart(3, '0')}Z`;
        made.push({ id: `e-${made.length}`, comment: null, made_at, ...wish(one, made) } as OwnEvent);
    }
    return made;
}

const logged = (events: readonly LedgerEvent[]): LedgerEvent[] => events.map((event, i) => ({ ...event, seq: i + 1 }) as LedgerEvent);

function expect_summed_up(fold: Fold, transactions: readonly Transaction[]): void {
    const units = new Map<string, Sum>();
    for (const { currency, amount, direction } of transactions) {
        const { net, gross, entries } = units.get(currency ?? 'item') ?? { net: 0, gross: 0, entries: 0 };
        const signed = currency === null ? 0 : direction === 'lent' ? amount : -amount;
        units.set(currency ?? 'item', { net: net + signed, gross: gross + amount, entries: entries + 1 });
    }
    expect(fold.units).toEqual(units);
    for (const day of [...DAYS, '9999-12-31']) {
        const due = transactions.filter(({ due_date, outstanding }) => due_date !== null && due_date <= day && outstanding > 0);
        expect(fold.due_until(day)).toEqual(due.sort((a, b) => Number(a.due_date! > b.due_date!) - Number(a.due_date! < b.due_date!)));
    }
}

function expect_same(fold: Fold, events: readonly LedgerEvent[], dated: Dated): void {
    const wanted = plain(events);
    expect([...fold.contacts.values()]).toEqual(wanted.contacts);
    expect([...fold.transactions.values()]).toEqual(wanted.transactions);
    expect(dated.of(fold.rows)).toEqual([...wanted.transactions].sort(newest_first));
    for (const t of fold.transactions.values()) expect(fold.transactions.get(t.id)).toBe(t);
    expect_summed_up(fold, wanted.transactions);
    for (const { id } of wanted.contacts) {
        expect(fold.transactions_of(id)).toEqual(wanted.transactions.filter(({ contact_id }) => contact_id === id));
    }
}

const runs = { numRuns: 150, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };

describe('the fold of any history', () => {
    it('is, event by event, what a plain one makes of all of it', () => {
        fc.assert(
            fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
                const events = logged(pending_events(history_of(steps), Fold.empty()));
                const dated = new Dated();
                let fold = Fold.empty();
                events.forEach((event, i) => {
                    fold = fold.with([event]);
                    expect_same(fold, events.slice(0, i + 1), dated);
                });
                for (const day of DAYS) {
                    const [then, wanted] = [fold.on(day), plain(events, day)];
                    expect([...then.contacts.values()]).toEqual(wanted.contacts);
                    expect([...then.transactions.values()]).toEqual(wanted.transactions);
                    expect_summed_up(then, wanted.transactions);
                }
            }),
            runs,
        );
    });

    it('closes nothing with a transaction that names itself', () => {
        const one: Step = { kind: 9, contact: 0, transaction: 1, debts: [0], amount: 2, day: DAYS[0]!, due: null, currency: 'EUR', lent: true, event: 0 };
        const steps = [{ ...one, kind: 0 }, { ...one, transaction: 0, debts: [] }, { ...one, debts: [1, 0], day: DAYS[1]!, lent: false }];
        const fold = Fold.empty().with(logged(pending_events(history_of(steps), Fold.empty())));
        expect(fold.settlements.map(({ amount }) => amount)).toEqual([0, 2]);
        expect([...fold.transactions.values()].map(({ outstanding }) => outstanding)).toEqual([0, 0]);
        expect([...fold.on(DAYS[0]!).transactions.values()].map(({ outstanding }) => outstanding)).toEqual([2]);
    });

    it('does not depend on how it was cut, and folds that grew out of one another stay as they were', () => {
        fc.assert(
            fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(), fc.nat(), (steps, a, b) => {
                const own = history_of(steps);
                const [log, head] = [logged(pending_events(own, Fold.empty())), a % own.length];
                const base = Fold.empty().with(log.slice(0, head));
                const here = pending_events(own.slice(head), base);
                const cut = b % (here.length + 1);
                const dated = new Dated();
                const half = base.with(here.slice(0, cut));
                const all = half.with(here.slice(cut));
                expect_same(base.with(log.slice(head)), log, dated); // the log grows under them
                expect_same(all, [...log.slice(0, head), ...here], dated);
                expect_same(half, [...log.slice(0, head), ...here.slice(0, cut)], dated);
                expect_same(base, log.slice(0, head), dated);
                const other = base.with(here.slice(cut)); // another one out of the same
                expect_same(other, [...log.slice(0, head), ...here.slice(cut)], dated);
                const fork = log.slice(head).filter(({ aggregate_id }) => aggregate_id !== log[head]!.aggregate_id);
                expect_same(base.with(fork), [...log.slice(0, head), ...fork], dated);
                expect_same(base.with(log.slice(head)), log, dated);
            }),
            runs,
        );
    });

    it('is put in order in steps, whatever is asked for between two of them', () => {
        fc.assert(
            fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(), fc.nat({ max: 8 }), (steps, at, taken) => {
                const events = logged(pending_events(history_of(steps), Fold.empty()));
                const cut = at % events.length;
                const before = Fold.empty().with(events.slice(0, cut));
                const all = before.with(events.slice(cut));
                const dated = new Dated();
                const begun = dated.steps(all.rows);
                for (let n = 0; n < taken; n++) begun.next();
                expect_same(before, events.slice(0, cut), dated);
                for (const _ of begun);
                expect_same(all, events, dated);
                expect_same(before, events.slice(0, cut), dated);
            }),
            runs,
        );
    });

    it('does not depend on where it pauses, nor on what comes meanwhile', () => {
        fc.assert(
            fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), (steps, pauses) => {
                const events = logged(pending_events(history_of(steps), Fold.empty()));
                const growth = Fold.empty().grow();
                let begun = growth.steps();
                events.forEach((event, i) => {
                    growth.append(event);
                    const taken = pauses[i % pauses.length]!;
                    for (let n = 0; n < taken; n++) if (begun.next().done) begun = growth.steps();
                });
                expect_same(growth.fold(), events, new Dated());
                expect(growth.steps().next().done).toBe(true);
            }),
            { ...runs, numRuns: 1_000 }, // it takes many to pause just where it matters
        );
    });

    it('makes no row anew that has not changed', () => {
        const events = logged(pending_events([
            { id: 'e-0', type: 'CONTACT_CREATED', aggregate_id: 'ada', data: { name: 'Ada' }, comment: null, made_at: '' },
            { id: 'e-1', type: 'CONTACT_CREATED', aggregate_id: 'bob', data: { name: 'Bob' }, comment: null, made_at: '' },
            ...['t-1', 't-2'].map((aggregate_id): OwnEvent => ({
                ...{ id: `e-${aggregate_id}`, type: 'TRANSACTION_CREATED', aggregate_id, comment: null, made_at: '' },
                data: { contact_id: 'ada', type: 'money', direction: 'lent', amount: 5, currency: 'EUR', transaction_date: '2026-01-01' },
            })),
        ], Fold.empty()));
        const before = Fold.empty().with(events.slice(0, 3));
        const after = before.with(events.slice(3));
        expect(after.contacts.get('bob')).toBe(before.contacts.get('bob'));
        expect(after.transactions.get('t-1')).toBe(before.transactions.get('t-1'));
        expect(after.contacts.get('ada')).not.toBe(before.contacts.get('ada'));
    });
});
