import { afterEach, expect, test, vi } from 'vitest';
import { in_order, used_currencies } from '../src/store/ledger.ts';
import type { Ledger, LedgerEvent, Transaction } from '../src/store/ledger.ts';
import { pending_events } from '../src/decide/offline_event.ts';
import type { OwnEvent } from '../src/events/event.ts';
import { Dated } from '../src/fold/dated.ts';
import { Fold } from '../src/fold/fold.ts';
import { Snapshot } from '../src/store/snapshot.ts';
import { change_lines } from '../src/views/changes.ts';
import { device_name } from '../src/views/device_name.ts';
import { by_day, entries, near_people, people, person_named, statement, sums_of } from '../src/views/lists.ts';
import { question } from '../src/views/problems.ts';
import { amount_text, due_text, entry_sentence, event_sentence, net_room, net_sentence } from '../src/views/sentences.ts';
import { spreadsheet } from '../src/views/spreadsheet.ts';
import ar from '../src/words/ar.ts';
import de from '../src/words/de.ts';
import en from '../src/words/en.ts';
import es from '../src/words/es.ts';
import fr from '../src/words/fr.ts';
import ja from '../src/words/ja.ts';
import { language, number_text, words } from '../src/words/words.ts';
import type { Language } from '../src/words/words.ts';

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

type Step = [type: string, of: string, data: object];

function ledger_of(...steps: Step[]): Ledger {
    const own = steps.map(([type, aggregate_id, data], i) => ({ id: `e-${i}`, type, aggregate_id, data, comment: null, made_at: `${i}` }) as unknown as OwnEvent);
    const events = pending_events(own, Fold.empty());
    return new Snapshot(Fold.empty().with(events), new Dated(), { log: [], logged: 0, pending: events, head: 0, unsent: new Set() });
}

function told(...steps: Step[]): string[] {
    const ledger = ledger_of(...steps);
    return ledger.events.map((event) => event_sentence(event, ledger));
}

test('an event says what was just after it, or what was deleted, whatever has become of it since', () => {
    vi.stubGlobal('navigator', { languages: ['en-GB'] });
    const lunch = { contact_id: 'mia', type: 'money', direction: 'owed', amount: 700, currency: 'EUR', transaction_date: '2026-01-01' };
    const said = told(
        ['CONTACT_CREATED', 'mia', { name: 'M' }],
        ['CONTACT_UPDATED', 'mia', { name: 'Mia' }],
        ['TRANSACTION_CREATED', 'lunch', lunch],
        ['TRANSACTION_UPDATED', 'lunch', { amount: 800 }],
        ['TRANSACTION_UPDATED', 'lunch', { amount: 900, description: 'x' }],
        ['TRANSACTION_DELETED', 'lunch', {}],
        ['EVENT_UNDONE', 'lunch', { event_id: 'e-5' }],
        ['EVENT_UNDONE', 'lunch', { event_id: 'e-6' }],
        ['EVENT_UNDONE', 'lunch', { event_id: 'e-7' }],
        ['CONTACT_UPDATED', 'mia', { name: 'Mo' }],
        ['EVENT_UNDONE', 'mia', { event_id: 'e-9' }],
        ['CONTACT_DELETED', 'mia', { with_transactions: true }],
    );
    expect(said.slice(2, 9)).toEqual([
        'You owe Mia €7.00',
        'An entry was changed: You owe Mia €8.00',
        'An entry was changed: You owe Mia €9.00',
        'Deleted: You owe Mia €9.00',
        'A change was undone: Deleted: You owe Mia €9.00',
        'Done again: Deleted: You owe Mia €9.00',
        'A change was undone: Deleted: You owe Mia €9.00',
    ]);
    expect(said.at(-1), 'by the last name').toBe('Mia was deleted');
});

test('of a change nothing is told where it is not known what it has changed', () => {
    const ledger = ledger_of(['CONTACT_CREATED', 'mia', { name: 'Mia' }], ['CONTACT_UPDATED', 'mia', { name: 'Mo' }], ['TRANSACTION_UPDATED', 'lunch', { amount: 800 }]);
    expect(ledger.events.map((event) => change_lines(event, ledger))).toEqual([[], ['Name: Mia → Mo'], []]);
});

test('what the server did not take is asked about by name, with both values, and the answers say what happens', () => {
    vi.stubGlobal('navigator', { languages: ['en-GB'] });
    const rent = { contact_id: 'mia', type: 'money', direction: 'owed', amount: 56000, currency: 'EUR', transaction_date: '2026-01-01' };
    const mia: Step = ['CONTACT_CREATED', 'mia', { name: 'Mia' }];
    const [there, mia_gone, rent_gone]: Step[][] = [[], [['CONTACT_DELETED', 'mia', { with_transactions: true }]], [['TRANSACTION_DELETED', 'rent', {}]]];
    const asked = (since: Step[], [type, aggregate_id, data]: Step, status: 'conflict' | 'rejected' = 'conflict') => {
        const event = { id: 'own', type, aggregate_id, data, comment: null, made_at: '9' } as unknown as OwnEvent;
        const { title, lines, again, drop } = question({ event, status, code: 'not_found', detail: '', errors: [] }, ledger_of(mia, ['TRANSACTION_CREATED', 'rent', rent], ...since));
        return [title, lines[0], again, drop];
    };
    const changed = (more: object = {}): Step => ['TRANSACTION_UPDATED', 'rent', { amount: 54000, ...more }];
    const lunch: Step = ['TRANSACTION_CREATED', 'lunch', { ...rent, amount: 500 }];
    const mine = 'An entry was changed: You owe Mia €540.00';
    const [save, discard] = ['Bring Mia back and save', 'Discard'];
    expect(asked(there!, changed())).toEqual([mine, 'Amount: €560.00 → €540.00', 'Take €540.00 (this device)', 'Leave €560.00']);
    expect(asked(there!, changed({ description: 'x' }))).toEqual([mine, 'Amount: €560.00 → €540.00', 'Keep my change', 'Drop my change']);
    expect(asked(there!, ['TRANSACTION_DELETED', 'rent', {}]).slice(2)).toEqual(['Delete all the same', 'Leave €560.00']);
    expect(asked(there!, ['CONTACT_DELETED', 'mia', {}]).slice(2)).toEqual(['Delete all the same', 'Keep Mia']);
    expect(asked(mia_gone!, changed())).toEqual([mine, 'Mia was deleted meanwhile.', save, discard]);
    expect(asked(mia_gone!, lunch, 'rejected')).toEqual(['You owe Mia €5.00', 'Mia was deleted meanwhile.', save, discard]);
    expect(asked(mia_gone!, ['CONTACT_UPDATED', 'mia', { name: 'Mo' }]).slice(1)).toEqual(['Mia was deleted meanwhile.', save, discard]);
    expect(asked(mia_gone!, ['CONTACT_DELETED', 'mia', {}]).slice(1)).toEqual(['Mia was deleted meanwhile.', null, discard]);
    expect(asked(rent_gone!, changed())).toEqual([mine, 'This was deleted meanwhile.', 'Bring it back and save', discard]);
    expect(asked(rent_gone!, ['TRANSACTION_DELETED', 'rent', {}])).toEqual(['Deleted: You owe Mia €560.00', 'This was deleted meanwhile.', null, discard]);
    expect(asked([...mia_gone!, ['EVENT_UNDONE', 'mia', { event_id: 'e-2' }]], lunch, 'rejected')[2], 'Mia is back').toBe('Try again');
});

test('of the people that a name may mean, who is called so comes first, then whose name begins so, then with whom there was something last', () => {
    const names = ['Schillingsfürst', 'Anna Becker', 'Urs', 'Anna', 'Ursula'];
    const contacts = new Map(names.map((name) => [name, { ...contact, id: name, name }]));
    const latest = ['Ursula', 'Anna Becker', 'Anna'].map((contact_id) => entry(contact_id, { contact_id }));
    const near = (typed: string): string[] => near_people({ ...of, contacts, dated: latest } as unknown as Ledger, typed, 'de').map(({ name }) => name);
    expect(near('urs')).toEqual(['Urs', 'Ursula', 'Schillingsfürst']);
    expect(near('anna')).toEqual(['Anna', 'Anna Becker']);
    expect(near('').slice(0, 3)).toEqual(['Ursula', 'Anna Becker', 'Anna']);
});

test('people are put in order by what there is in the usual currency, then in those that are used most; things come last', () => {
    const owes = (name: string, ...balances: [string, number][]) => ({ ...contact, id: name, name, balances: balances.map(([currency, amount]) => ({ currency, amount })) });
    const some = [owes('Yuki', ['JPY', -320000]), owes('Ada', ['CHF', 100], ['EUR', 500]), owes('Papa', ['EUR', -59300]), owes('Quits'), { ...owes('Bo'), items: { lent: 9, owed: 0 } }, owes('Cleo', ['CHF', 7])];
    const contacts = new Map(some.map((one) => [one.id, one]));
    const of_unit = (entries: number) => ({ net: 0, gross: entries, entries });
    const units = new Map([['JPY', of_unit(1)], ['item', of_unit(9)], ['CHF', of_unit(2)], ['EUR', of_unit(1)]]);
    const currencies = in_order(used_currencies({ units }), 'EUR');
    expect(currencies).toEqual(['EUR', 'CHF', 'JPY']);
    expect(people({ contacts } as unknown as Ledger, { order: 'balance', currencies }, 'en').map(({ name }) => name)).toEqual(['Papa', 'Ada', 'Cleo', 'Yuki', 'Bo', 'Quits']);
});

test('entries are filtered by what is asked, whatever case and accents', () => {
    const ids = (wanted: Partial<typeof all>): string[] => entries(of, { ...all, ...wanted }, '2026-02-01', 'de').map(({ id }) => id);
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

test('all words that are looked for are found, in any order and field; an amount as it is printed and as it is typed', () => {
    const some = [
        entry('tickets', { description: 'Konzertkarten', amount: 55000 }),
        entry('loan', { amount: 123450, currency: 'CHF', direction: 'owed', description: 'Auto 550' }),
        entry('ramen', { amount: 3200, currency: 'JPY', description: null }),
        entry('drill', { type: 'item', currency: null, amount: 550, description: 'Bohrer' }),
    ];
    const ledger = { contacts: new Map([['ada', contact]]), dated: some } as unknown as Ledger;
    const found = (search: string, locale = 'de'): string => entries(ledger, { ...all, search }, '2026-02-01', locale).map(({ id }) => id).join();
    expect(found('zoë kon')).toBe('tickets');
    expect(found('KON mull')).toBe('tickets');
    expect(found('kon ramen')).toBe('');
    expect(found('550')).toBe('tickets,loan');
    for (const typed of ['550,00', '550.00', '550,0', '€550.00', '+550,00 €', 'eur 550,00']) expect(found(typed), typed).toBe('tickets');
    for (const typed of ['−1.234,50 CHF', '1234,5', '1 234,50', 'chf auto']) expect(found(typed), typed).toBe('loan');
    for (const typed of ['¥3,200', '-JP¥3,200', '3200', '٣٬٢٠٠']) expect(found(typed, typed.startsWith('٣') ? 'ar' : 'en'), typed).toBe('ramen');
    for (const typed of ['1234', '1 234', '−1234']) expect(found(typed), typed).toBe('loan');
    for (const typed of ['1234,0', '1235', '123', '54', '32']) expect(found(typed), typed).toBe('');
    expect(found(' € ')).toBe('tickets,loan,ramen,drill');
    expect(sums_of(some)).toEqual([['EUR', 55000], ['CHF', -123450], ['JPY', 3200]]);
    const of_names = (search: string): number => people(ledger, { search }, 'de').length;
    expect([of_names('müller z'), of_names('zoe x')]).toEqual([1, 0]);
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

const messages = { en, de, es, fr, ar, ja };
const languages = Object.keys(messages) as Language[];
function speak(wanted: Language): void {
    language.value = wanted;
    words.value = messages[wanted];
}
afterEach(() => {
    vi.unstubAllGlobals();
    speak('en');
});

test.each<[Language, RegExp, RegExp, RegExp]>([
    ['en', /^was due 3 days ago$/, /^due today$/, /^was due on /],
    ['de', /^war vor 3 Tagen fällig$/, /^fällig heute$/, /^war am .* fällig$/],
    ['es', /^venció hace 3 días$/, /^vence hoy$/, /^venció el /],
    ['fr', /^échue il y a 3.jours$/, /^échéance aujourd.hui$/, /^échue le /],
    ['ar', /^استحق قبل ./, /^يستحق اليوم$/, /^استحق في /],
    ['ja', /^期限切れ：3.?日前$/, /^期限：今日$/, /^期限切れ：2026/],
])('what was due on a day that has passed is said of the past: %s', (tongue, passed, now, long_ago) => {
    vi.stubGlobal('navigator', { languages: [] });
    speak(tongue);
    expect(due_text('2026-02-07', '2026-02-10')).toMatch(passed);
    expect(due_text('2026-02-10', '2026-02-10')).toMatch(now);
    expect(due_text('2026-01-10', '2026-02-10')).toMatch(long_ago);
});

test.each(languages)('what a currency comes to names it, and has room for each way: %s', (tongue) => {
    speak(tongue);
    const said = [[1, 2], [0, 2], [0, 0], [-1, 0]].map(([net, owed_to_me]) => net_sentence({ net: net!, owed_to_me: owed_to_me! }, 'KWD'));
    expect(new Set(said).size).toBe(said.length);
    expect(said.every((one) => one.includes('KWD'))).toBe(true);
    expect(said).toContain(net_room('KWD'));
    expect(net_room('KWD').length).toBe(Math.max(...said.map((one) => one.length)));
});

test.each(languages)('to undo is not to cancel, nor edit: %s', (tongue) => {
    const { undo, cancel, edit } = messages[tongue];
    expect(new Set([undo, cancel, edit]).size).toBe(3);
});

test('devices are told by browser and system', () => {
    expect(device_name('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36')).toBe('Chrome, Linux');
    expect(device_name('curl/8')).toBe('curl/8');
});

test.each<[Language, string, string]>([
    ['en', 'en-GB', '4,000 entries'],
    ['de', 'de-DE', '4.000 Einträge'],
    ['fr', 'fr-FR', '4\u202f000 écritures'],
    ['ar', 'ar-EG', '٤٬٠٠٠ قيد'],
    ['ja', 'ja-JP', '4,000件'],
])('numbers of things are written as amounts are: %s, %s', (tongue, tag, said) => {
    vi.stubGlobal('navigator', { languages: [tag] });
    speak(tongue);
    expect(words.value.entries_count(4000)).toBe(said);
    expect(amount_text(4000, null, 'X')).toContain(said.replace(/[^\d٠-٩,٬.\u202f]/g, ''));
});

test('in French nothing is torn from the mark after it', () => {
    vi.stubGlobal('navigator', { languages: [] });
    const said = Object.values(fr).map((message) => (typeof message === 'string' ? message : (message as (...args: unknown[]) => string)('1', '2', '3')));
    expect(said.filter((text) => / [?;:!»]|« /.test(text))).toEqual([]);
});

test('Arabic has six forms after numbers', () => {
    vi.stubGlobal('navigator', { languages: ['ar-MA'] });
    speak('ar');
    const { entries_count, unsent, sign_out_sure } = words.value;
    expect([0, 1, 2, 3, 11, 100].map(entries_count)).toEqual(['لا قيود', 'قيد واحد', 'قيدان', '3 قيود', '11 قيدًا', '100 قيد']);
    for (const said of [unsent, sign_out_sure]) expect(new Set([1, 2, 3, 11, 100].map((n) => said(n).replace(/\d+/, ''))).size).toBe(5);
});

test.each<[Language, string, RegExp]>([
    ['en', 'Chrome, Linux', /Drill, Tent$/],
    ['ar', 'Chrome، Linux', /Drill\u2069، \u2068Tent\u2069$/],
    ['ja', 'Chrome、Linux', /Drill、Tent$/],
])('lists have the commas of the language: %s', (tongue, device, things) => {
    speak(tongue);
    expect(device_name('Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36')).toBe(device);
    vi.stubGlobal('navigator', { languages: [] });
    const back = { direction: 'owed', amount: 3, currency: null, description: 'Drill, Tent' } as const;
    expect(entry_sentence({ ...back, settles: ['a', 'b'] }, 'Ada')).toMatch(things);
    expect(entry_sentence({ ...back, settles: ['a'] }, 'Ada'), 'one thing, called so').toContain(`${number_text(3)} × `); // of Arabic itself, engines differ in the digits
});

// What a spreadsheet makes of a file (RFC 4180).
function cells_of(file: string, between: string): string[][] {
    const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${between}\r\n]*))(${between}|\r\n)`, 'y');
    const rows: string[][] = [[]];
    for (let found; (found = cell.exec(file)) !== null; ) {
        rows.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
        if (found[3] === '\r\n') rows.push([]);
    }
    expect(rows.pop()).toEqual([]);
    return rows;
}

test.each<[Language, string, string, string[]]>([
    ['en', 'en-GB', ',', ['1234.50', '-12.125', '-800', '2']],
    ['de', 'de-DE', ';', ['1234,50', '-12,125', '-800', '2']],
    ['fr', 'fr-FR', ';', ['1234,50', '-12,125', '-800', '2']],
    ['ar', 'ar-EG', ',', ['1234.50', '-12.125', '-800', '2']],
    ['ja', 'ja-JP', ',', ['1234.50', '-12.125', '-800', '2']],
])('a spreadsheet of %s, %s, finds each amount in a cell of its own, as a number', (tongue, tag, between, amounts) => {
    vi.stubGlobal('navigator', { languages: [tag] });
    speak(tongue);
    const of = {
        contacts: new Map([['ada', { name: 'Ada; "Countess", of Lovelace' }]]),
        dated: [
            entry('4', { currency: null, type: 'item', amount: 2, outstanding: 0, description: 'Drill' }),
            entry('3', { currency: 'JPY', direction: 'owed', amount: 800, outstanding: 300 }),
            entry('2', { currency: 'KWD', direction: 'owed', amount: 12_125, outstanding: 12_125, due_date: '2026-12-24' }),
            entry('1', { amount: 123_450, outstanding: 123_450, description: '=HYPERLINK("https://example.org")\nlunch' }),
        ],
    } as unknown as Ledger;
    const file = spreadsheet(of);
    expect(file.codePointAt(0), 'that it is UTF-8').toBe(0xfeff);
    const [heading, ...rows] = cells_of(file.slice(1), between);
    expect(rows.map(({ length }) => length)).toEqual(rows.map(() => heading!.length));
    expect(heading).toContain(words.value.amount);
    const column = (word: string): (string | undefined)[] => rows.map((row) => row[heading!.indexOf(word)]);
    expect(column(words.value.amount), 'the oldest first').toEqual(amounts);
    expect(column(words.value.open)[2]).toBe('-300');
    expect(column(words.value.currency)).toEqual(['EUR', 'KWD', 'JPY', '']);
    expect(column(words.value.due_date)).toEqual(['', '2026-12-24', '', '']);
    expect(column(words.value.person)[0]).toBe('Ada; "Countess", of Lovelace');
    expect(column(words.value.what_for)[0], 'nothing to be run').toBe(`'=HYPERLINK("https://example.org")\nlunch`);
    expect(column(words.value.transactions)[0]).not.toMatch(/[\u2066-\u2069]/);
});
