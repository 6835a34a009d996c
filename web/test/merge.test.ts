// Two people made one: whatever there was between us stands with the one, all of it, and undone it is as it was.
import './node18.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check_offline_event, pending_events } from '../src/decide/offline_event.ts';
import { Refusal } from '../src/decide/refusal.ts';
import type { EventData, EventType, LedgerEvent, OwnEvent } from '../src/events/event.ts';
import { Fold } from '../src/fold/fold.ts';
import { Making } from '../src/store/making.ts';
import { merge } from '../src/store/merge.ts';

let count = 0;
const new_id = (): string => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

function event<T extends EventType>(type: T, aggregate_id: string, data: EventData[T]): OwnEvent {
    return { id: new_id(), type, aggregate_id, data, comment: null, made_at: '2026-01-01T00:00:00.000000Z' } as OwnEvent;
}

// Throws where the rules do not allow it.
function next(now: Fold, own: OwnEvent): Fold {
    check_offline_event(own, now);
    return now.with(pending_events([own], now));
}

interface Step {
    person: number;
    what: 'debt' | 'repay' | 'change' | 'delete';
    n: number;
}

const step: fc.Arbitrary<Step> = fc.record({ person: fc.nat({ max: 1 }), what: fc.constantFrom('debt', 'debt', 'repay', 'repay', 'change', 'delete'), n: fc.nat({ max: 1000 }) });

function wish(now: Fold, contact_id: string, { what, n }: Step): OwnEvent | null {
    const all = now.transactions_of(contact_id);
    const one = all[n % Math.max(1, all.length)];
    const amount = 1 + (n % 97);
    const fields = { contact_id, type: 'money', currency: n & 1 ? 'EUR' : 'JPY', amount, transaction_date: '2026-01-01' } as const;
    if (what === 'debt') return event('TRANSACTION_CREATED', new_id(), { ...fields, direction: n & 2 ? 'lent' : 'owed' });
    if (one === undefined) return null;
    if (what === 'change') return event('TRANSACTION_UPDATED', one.id, { amount });
    if (what === 'delete') return event('TRANSACTION_DELETED', one.id, {});
    const open = all.filter((t) => t.outstanding > 0 && t.currency === one.currency && t.direction === one.direction).slice(0, 3);
    const settles = open.map(({ id }) => id);
    return event('TRANSACTION_CREATED', new_id(), { ...fields, currency: one.currency!, direction: one.direction === 'lent' ? 'owed' : 'lent', ...(settles.length > 0 ? { settles } : {}) });
}

const by_id = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
const shown = (now: Fold) => ({
    contacts: [...now.contacts.values()].map(({ version: _, updated_at: __, ...rest }) => rest).sort(by_id),
    transactions: [...now.transactions.values()].map(({ version: _, updated_at: __, ...rest }) => rest).sort(by_id),
});

const links = ({ settlements }: Fold): string[] => settlements.filter(({ amount }) => amount > 0).map(({ repayment_id, debt_id, amount }) => `${repayment_id} ${debt_id} ${amount}`).sort();

const ground = (fold: Fold, events: readonly OwnEvent[]) => ({ fold, version_of: () => 0, ledger: () => ({ events: events as unknown as LedgerEvent[] }) });

test('all of it stands with the one, and undone it is as it was', () => {
    fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
            const people = [new_id(), new_id()] as const;
            let before = Fold.empty();
            people.forEach((id, i) => (before = next(before, event('CONTACT_CREATED', id, { name: 'Jonas', ...(i === 1 ? { phone: '1' } : { notes: 'n' }) }))));
            for (const one of steps) {
                const wanted = wish(before, people[one.person]!, one);
                try {
                    if (wanted !== null) before = next(before, wanted);
                } catch (error) {
                    if (!(error instanceof Refusal)) throw error;
                }
            }
            const making = new Making(ground(before, []));
            const id = merge(making, ...people);
            const { events: made, fold: after } = making;
            const rows = ({ contacts, transactions }: Fold): unknown => [...contacts.values(), ...transactions.values()].map(({ updated_at: _, ...rest }) => rest);
            expect(rows(made.reduce(next, before)), 'made in steps it is what it is made one by one').toEqual(rows(after));
            expect([...after.contacts.keys()]).toEqual([id]);
            expect(after.contacts.get(id)).toMatchObject({ phone: '1', notes: 'n' });
            const but_links = (now: Fold): object[] => shown(now).transactions.map(({ settles: _, ...rest }) => ({ ...rest, contact_id: id }));
            expect(but_links(after)).toEqual(but_links(before));
            expect(links(after), 'what closes what, and how much of it').toEqual(links(before));
            let undone = after;
            for (const own of [...made].reverse()) undone = next(undone, event('EVENT_UNDONE', own.aggregate_id, { event_id: own.id }));
            expect(shown(undone)).toEqual(shown(before));
            for (const happened of [made, [...made, event('CONTACT_UPDATED', id, { name: 'J' })]]) {
                const undoing = new Making(ground(after, happened));
                undoing.undo([...made].reverse() as unknown as LedgerEvent[]);
                expect(undoing.events.map(({ data }) => data), 'whether something has happened since or not').toEqual([...made].reverse().map((own) => ({ event_id: own.id })));
                expect(rows(undoing.fold)).toEqual(rows(undone));
            }
        }),
        { numRuns: 300 },
    );
});
