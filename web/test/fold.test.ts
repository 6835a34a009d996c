// The fold and the rules by which commands are checked, on small histories.
import './node18.ts';
import { describe, expect, it } from 'vitest';
import { check_offline_event, pending_events } from '../src/decide/offline_event.ts';
import { Refusal } from '../src/decide/refusal.ts';
import { is_covered } from '../src/decide/undo.ts';
import type { EventData, EventType, OwnEvent } from '../src/events/event.ts';
import { history, summary } from '../src/fold/summary.ts';
import { Dated } from '../src/fold/dated.ts';
import { Fold } from '../src/fold/fold.ts';
import { repayments } from '../src/store/settle.ts';

const uuid = (): string => crypto.randomUUID();

class Book {
    fold = Fold.empty();

    event<T extends EventType>(type: T, aggregate_id: string, data: EventData[T]): string {
        const made_at = '2026-01-01T00:00:00Z';
        const event = { id: uuid(), type, aggregate_id, data, comment: null, made_at } as OwnEvent;
        check_offline_event(event, this.fold);
        this.fold = this.fold.with(pending_events([event], this.fold));
        return event.id;
    }

    contact(name = 'Ada'): string {
        const id = uuid();
        this.event('CONTACT_CREATED', id, { name });
        return id;
    }

    debt(contact_id: string, amount: number, more: Partial<EventData['TRANSACTION_CREATED']> = {}): string {
        const id = uuid();
        const data = { contact_id, type: 'money', direction: 'lent', amount, currency: 'EUR' } as const;
        this.event('TRANSACTION_CREATED', id, { ...data, transaction_date: '2026-01-01', ...more });
        return id;
    }

    transaction = (id: string) => this.fold.transactions.get(id);
    balances = (id: string) => this.fold.contacts.get(id)?.balances;
}

const code_of = (step: () => unknown): string => {
    try {
        step();
    } catch (error) {
        if (error instanceof Refusal) return error.errors[0]?.code ?? error.code;
        throw error;
    }
    return 'accepted';
};

describe('the fold', () => {
    it('adds up balances by currency, and closes debts first to last', () => {
        const book = new Book();
        const ada = book.contact();
        const [first, second] = [book.debt(ada, 100), book.debt(ada, 50)];
        book.debt(ada, 7, { currency: 'JPY', direction: 'owed' });
        const repaid = book.debt(ada, 120, { direction: 'owed', settles: [first, second] });
        expect([first, second, repaid].map((id) => book.transaction(id)!.outstanding)).toEqual([0, 30, 0]);
        expect(book.transaction(second)!.status).toBe('partly_settled');
        expect(book.balances(ada)).toEqual([
            { currency: 'EUR', amount: 30 },
            { currency: 'JPY', amount: -7 },
        ]);
    });

    it('undoes, redoes, and lets a contact take its transactions along', () => {
        const book = new Book();
        const ada = book.contact();
        const debt = book.debt(ada, 100);
        const changed = book.event('TRANSACTION_UPDATED', debt, { amount: 40, description: 'x' });
        const undone = book.event('EVENT_UNDONE', debt, { event_id: changed });
        expect(book.transaction(debt)).toMatchObject({ amount: 100, description: null, version: 3 });
        book.event('EVENT_UNDONE', debt, { event_id: undone });
        expect(book.transaction(debt)).toMatchObject({ amount: 40, version: 4 });
        expect(code_of(() => book.event('EVENT_UNDONE', debt, { event_id: undone }))).toBe('cannot_undo');
        const gone = book.event('CONTACT_DELETED', ada, { with_transactions: true });
        expect(book.transaction(debt)).toBeUndefined();
        book.event('EVENT_UNDONE', ada, { event_id: gone });
        expect(book.balances(ada)).toEqual([{ currency: 'EUR', amount: 40 }]);
    });

    it('knows of an undo that nothing would come of', () => {
        const book = new Book();
        const debt = book.debt(book.contact(), 550, { description: 'rent' });
        const more = book.event('TRANSACTION_UPDATED', debt, { amount: 560 });
        const less = book.event('TRANSACTION_UPDATED', debt, { amount: 540, description: 'rent' });
        const renamed = book.event('TRANSACTION_UPDATED', debt, { description: null });
        const covered = (event_id: string): boolean => {
            const before = book.fold;
            const undo = { id: uuid(), type: 'EVENT_UNDONE', aggregate_id: debt, data: { event_id }, comment: null, made_at: '' } as const;
            return is_covered(before.event(event_id)!, before, before.with(pending_events([undo], before)));
        };
        expect([more, less, renamed].map(covered)).toEqual([true, false, false]);
        book.event('TRANSACTION_UPDATED', debt, { description: 'rent' });
        expect([more, less, renamed].map(covered), 'whatever it was meanwhile').toEqual([true, false, true]);
        book.event('EVENT_UNDONE', debt, { event_id: less });
        expect(covered(more)).toBe(false);
    });

    it('looks at a day by today’s knowledge', () => {
        const book = new Book();
        const ada = book.contact();
        const debt = book.debt(ada, 100);
        book.debt(ada, 60, { direction: 'owed', settles: [debt], transaction_date: '2026-02-01' });
        const then = book.fold.on('2026-01-31');
        expect(then.transactions.get(debt)).toMatchObject({ outstanding: 100, status: 'open' });
        expect(then.contacts.get(ada)!.balances).toEqual([{ currency: 'EUR', amount: 100 }]);
        expect(history({ dated: new Dated().of(book.fold.rows) }, 'EUR').map(({ date, net }) => [date, net])).toEqual([
            ['2026-01-01', 100],
            ['2026-02-01', 40],
        ]);
    });

    it('tells what is overdue and due soon', () => {
        const book = new Book();
        const ada = book.contact();
        const [late, soon] = ['2026-03-01', '2026-03-17'].map((due_date) => book.debt(ada, 1, { due_date }));
        book.debt(ada, 1, { due_date: '2026-03-18' });
        const { overdue, due_soon, totals } = summary(book.fold, '2026-03-10');
        expect([overdue.map(({ id }) => id), due_soon.map(({ id }) => id)]).toEqual([[late], [soon]]);
        expect(totals).toEqual([{ currency: 'EUR', owed_to_me: 3, owed_by_me: 0, net: 3 }]);
    });
});

describe('what is refused', () => {
    it('is what the server refuses', () => {
        const book = new Book();
        const [ada, bob] = [book.contact(), book.contact('Bob')];
        const debt = book.debt(ada, 100);
        const repaid = book.debt(ada, 100, { direction: 'owed', settles: [debt] });
        for (const [code, step] of [
            ['blank', () => book.contact('\u200b ')],
            ['too_long', () => book.contact('x'.repeat(201))],
            ['format', () => book.contact('a\nb')],
            ['range', () => book.debt(ada, 0)],
            ['type', () => book.debt(ada, 1.5)],
            ['not_found', () => book.debt(uuid(), 1)],
            ['required', () => book.debt(ada, 1, { type: 'item', currency: null })],
            ['not_allowed', () => book.debt(ada, 1, { type: 'item', description: 'x' })],
            ['format', () => book.debt(ada, 1, { due_date: '2026-02-29' })],
            ['not_open', () => book.debt(ada, 1, { direction: 'owed', settles: [debt] })],
            ['other_contact', () => book.debt(bob, 1, { direction: 'owed', settles: [debt] })],
            ['sum_too_large', () => book.debt(ada, Number.MAX_SAFE_INTEGER)],
            ['linked', () => book.event('TRANSACTION_UPDATED', debt, { direction: 'owed' })],
            ['later', () => book.event('TRANSACTION_UPDATED', debt, { settles: [repaid] })],
        ] as const) {
            expect([code, code_of(step as () => unknown)]).toEqual([code, code]);
        }
        book.debt(ada, 1);
        expect(code_of(() => book.event('CONTACT_DELETED', ada, {}))).toBe('contact_not_settled');
    });
});

describe('settling', () => {
    it('closes each currency and direction, oldest first', () => {
        const book = new Book();
        const ada = book.contact();
        const late = book.debt(ada, 10, { due_date: '2026-05-01' });
        const undated = book.debt(ada, 20);
        const early = book.debt(ada, 30, { due_date: '2026-04-01', transaction_date: '2026-03-01' });
        book.debt(ada, 2, { type: 'item', currency: null, description: 'book' });
        const all = repayments(book.fold, ada, {}, '2026-06-01');
        expect(all.map(({ type, amount, direction }) => [type, amount, direction])).toEqual([
            ['money', 60, 'owed'],
            ['item', 2, 'owed'],
        ]);
        expect(all[0]!.settles).toEqual([early, late, undated]);
        const part = repayments(book.fold, ada, { currency: 'EUR', amount: 35 }, '2026-06-01');
        expect(part.map(({ amount }) => amount)).toEqual([35]);
        expect(code_of(() => repayments(book.fold, ada, { currency: 'EUR', amount: 61 }, 'x'))).toBe('range');
        for (const data of all) book.event('TRANSACTION_CREATED', uuid(), data);
        expect(book.balances(ada)).toEqual([]);
    });

    it('says of both directions what of them is netted and what is paid, of money only', () => {
        const book = new Book();
        const ada = book.contact();
        const netted = (...said: unknown[]): string => said.join(' ');
        const descriptions = (settling: object = {}) => repayments(book.fold, ada, { ...settling, netted }, '2026-06-01').map(({ description }) => description);
        for (let i = 0; i < 101; i++) book.debt(ada, 10);
        expect(descriptions(), 'one direction').toEqual([undefined, undefined]);
        book.debt(ada, 1380, { direction: 'owed' });
        book.debt(ada, 7, { currency: 'JPY' });
        book.debt(ada, 7, { currency: 'JPY', direction: 'owed' });
        book.debt(ada, 9, { currency: 'USD' });
        for (const direction of ['lent', 'owed'] as const) book.debt(ada, 2, { type: 'item', currency: null, direction, description: 'book' });
        const [euro, yen] = ['1010 370 EUR', '7 0 JPY'];
        expect(descriptions()).toEqual([euro, euro, euro, yen, yen, undefined, 'book', 'book']);
        expect(descriptions({ currency: 'EUR' })).toEqual([euro, euro, euro]);
        expect(descriptions({ currency: 'EUR', amount: 370 }), 'in part, one direction is closed').toEqual([undefined]);
        expect(repayments(book.fold, ada, {}, 'x').every(({ currency, description }) => currency === undefined || description === undefined)).toBe(true);
        for (const data of repayments(book.fold, ada, { netted }, '2026-06-01')) book.event('TRANSACTION_CREATED', uuid(), data);
        expect([...book.fold.transactions.values()].every(({ outstanding }) => outstanding === 0)).toBe(true);
    });
});
