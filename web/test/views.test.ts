import { expect, test } from 'vitest';
import type { Ledger, LedgerEvent, Transaction } from '../src/store/ledger.ts';
import { device_name } from '../src/views/device_name.ts';
import { by_day, entries, person_named, statement } from '../src/views/lists.ts';

const entry = (id: string, fields: Partial<Transaction>): Transaction => ({
    id,
    contact_id: 'ada',
    type: 'money',
    direction: 'lent',
    amount: 1000,
    currency: 'EUR',
    description: null,
    transaction_date: '2026-01-01',
    due_date: null,
    settles: [],
    outstanding: 1000,
    status: 'open',
    version: 1,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...fields,
});

const contact = { id: 'ada', name: 'Zoë Müller', phone: null, email: null, notes: null, balances: [], items: { lent: 0, owed: 0 }, version: 1, created_at: '', updated_at: '' };
const dated = [
    entry('b', { transaction_date: '2026-01-03', direction: 'owed', amount: 300, outstanding: 0 }),
    entry('c', { transaction_date: '2026-01-02', due_date: '2026-01-31', currency: 'JPY', amount: 5 }),
    entry('a', { transaction_date: '2026-01-01' }),
];
const of = { contacts: new Map([['ada', contact]]), dated, transactions_of: () => dated } as unknown as Ledger;
const all = { search: '', direction: '', status: '', currency: '', person: '', from: '', to: '', sort: '' };

test('a statement is newest first, each line with the balance of its currency after it', () => {
    expect(statement(of, 'ada').map(({ transaction, balance }) => [transaction.id, balance])).toEqual([
        ['b', 700],
        ['c', 5],
        ['a', 1000],
    ]);
});

test('entries are filtered by what is asked, whatever case and accents', () => {
    const ids = (wanted: Partial<typeof all>): string[] => entries(of, { ...all, ...wanted }, '2026-02-01').map(({ id }) => id);
    expect(ids({})).toEqual(['b', 'c', 'a']);
    expect(ids({ search: 'zoe mull' })).toEqual(['b', 'c', 'a']);
    expect(ids({ search: 'nobody' })).toEqual([]);
    expect(ids({ direction: 'owed' })).toEqual(['b']);
    expect(ids({ status: 'open', currency: 'EUR' })).toEqual(['a']);
    expect(ids({ status: 'overdue' })).toEqual(['c']);
    expect(ids({ from: '2026-01-02' })).toEqual(['b', 'c']);
    expect(ids({ to: '2026-01-02' })).toEqual(['c', 'a']);
    expect(ids({ from: '2026-01-02', to: '2026-01-02', search: 'zoe' })).toEqual(['c']);
    expect(ids({ from: '2026-01-03', to: '2026-01-02' })).toEqual([]);
    expect(ids({ sort: 'amount' })).toEqual(['a', 'b', 'c']);
    expect(ids({ sort: 'due_date' })).toEqual(['c', 'b', 'a']);
});

test('events are told by the day on which they happened', () => {
    const at = (recorded_at: string | undefined, made_at: string | null = null): LedgerEvent => ({ recorded_at, made_at }) as LedgerEvent;
    const events = [at('2026-01-02T12:00:00Z'), at(undefined, '2026-01-02T11:00:00Z'), at('2026-01-01T12:00:00Z')];
    expect(by_day(events).map(([day, of_day]) => [day, of_day.length])).toEqual([
        ['2026-01-02', 2],
        ['2026-01-01', 1],
    ]);
});

test('a typed name is a person who has just that name', () => {
    expect(person_named(of, ' zoe müller ')?.id).toBe('ada');
    expect(person_named(of, 'Zoë')).toBeUndefined();
});

test('devices are told by browser and system', () => {
    expect(device_name('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36')).toBe('Chrome, Linux');
    expect(device_name('curl/8')).toBe('curl/8');
});
