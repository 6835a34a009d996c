// What the data of each type of event may hold: the table of cgi/offline_event.c, checked as cgi/fields.c does.
import type { EventType } from '../events/event.ts';
import { isCurrency } from '../money/currency.ts';
import type { InvalidField } from './refusal.ts';

export const AMOUNT_MAX = Number.MAX_SAFE_INTEGER; // 2^53 - 1: the largest sum that is exact everywhere

interface Field {
    type: 'text' | 'lines' | 'uuid' | 'uuid_list' | 'integer' | 'date' | 'currency' | 'choice' | 'boolean';
    min?: number;
    max?: number;
    choices?: readonly string[];
    required?: boolean;
    nullable?: boolean;
}

type Table = Readonly<Record<string, Field>>;

const contact_created: Table = {
    name: { type: 'text', min: 1, max: 200, required: true },
    phone: { type: 'text', max: 64, nullable: true },
    email: { type: 'text', max: 254, nullable: true },
    notes: { type: 'lines', max: 10000, nullable: true },
};

const transaction_created: Table = {
    contact_id: { type: 'uuid', required: true },
    type: { type: 'choice', choices: ['money', 'item'] },
    direction: { type: 'choice', choices: ['lent', 'owed'], required: true },
    amount: { type: 'integer', min: 1, max: AMOUNT_MAX, required: true },
    currency: { type: 'currency', nullable: true },
    description: { type: 'lines', max: 1000, nullable: true },
    transaction_date: { type: 'date', nullable: true },
    due_date: { type: 'date', nullable: true },
    settles: { type: 'uuid_list', max: 100, nullable: true },
};

const optional = (table: Table): Table =>
    Object.fromEntries(Object.entries(table).map(([name, field]) => [name, { ...field, required: false }]));

const data_of: Record<EventType, Table> = {
    CONTACT_CREATED: contact_created,
    CONTACT_UPDATED: optional(contact_created),
    CONTACT_DELETED: { with_transactions: { type: 'boolean' } },
    TRANSACTION_CREATED: transaction_created,
    TRANSACTION_UPDATED: { ...optional(transaction_created), transaction_date: { type: 'date' } },
    TRANSACTION_DELETED: {},
    EVENT_UNDONE: { event_id: { type: 'uuid', required: true } },
};

type Fault = [code: string, message: string] | null;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// White_Space of Unicode and the characters that show nothing (cgi/utf8.c): a name of them would be an empty line.
const INVISIBLE =
    /^[\s\u0085\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*$/u;
// Control characters, and halves of surrogate pairs; `lines` may hold tabs and ends of lines.
const CONTROL = {
    text: /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u,
    lines: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}]/u,
};

const characters = (text: string): number => [...text].length;

export function is_day(text: string): boolean {
    const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
    if (year === undefined || month === undefined || day === undefined || year < 1) return false;
    const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
    return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

function check_text(text: string, { type, min = 0, max = 0 }: Field): Fault {
    const length = characters(text);
    if (length < min) return ['too_short', `Must have at least ${min} characters.`];
    if (length > max) return ['too_long', `Must have at most ${max} characters.`];
    if (min > 0 && INVISIBLE.test(text)) return ['blank', 'Must not be blank.'];
    return CONTROL[type as 'text' | 'lines'].test(text) ? ['format', 'Must not have control characters.'] : null;
}

function check_list(list: readonly unknown[], { max = 0 }: Field): Fault {
    if (list.length > max) return ['too_long', `Must have at most ${max} elements.`];
    if (!list.every((id) => typeof id === 'string' && UUID.test(id))) return ['format', 'Must be UUIDs in lower case.'];
    return new Set(list).size < list.length ? ['duplicate', 'An element is in the list twice.'] : null;
}

function check_string(text: string, field: Field): Fault {
    switch (field.type) {
        case 'uuid':
            return UUID.test(text) ? null : ['format', 'Must be a UUID in lower case.'];
        case 'date':
            return is_day(text) ? null : ['format', 'Must be a day of the calendar, YYYY-MM-DD.'];
        case 'currency':
            return isCurrency(text) ? null : ['choice', 'Must be a currency of ISO 4217 in use, like EUR.'];
        case 'choice':
            return field.choices!.includes(text) ? null : ['choice', `Must be one of: ${field.choices!.join(', ')}.`];
        default:
            return check_text(text, field);
    }
}

function check_value(value: unknown, field: Field): Fault {
    if (field.type === 'boolean') return typeof value === 'boolean' ? null : ['type', 'Must be true or false.'];
    if (field.type === 'uuid_list') return Array.isArray(value) ? check_list(value, field) : ['type', 'Must be an array.'];
    if (field.type === 'integer') {
        if (!Number.isInteger(value)) return ['type', 'Must be an integer.'];
        return (value as number) < field.min! || (value as number) > field.max!
            ? ['range', `Must be from ${field.min} to ${field.max}.`]
            : null;
    }
    return typeof value === 'string' ? check_string(value, field) : ['type', 'Must be a string.'];
}

function check_table(table: Table, data: Readonly<Record<string, unknown>>): InvalidField[] {
    const errors: InvalidField[] = [];
    for (const [name, field] of Object.entries(table)) {
        const value = data[name];
        if (value === undefined || (value === null && field.nullable)) {
            if (field.required) errors.push({ field: name, code: 'required', message: 'Must be given.' });
            continue;
        }
        const fault = check_value(value, field);
        if (fault !== null) errors.push({ field: name, code: fault[0], message: fault[1] });
    }
    for (const name of Object.keys(data)) {
        if (!(name in table)) errors.push({ field: name, code: 'unknown', message: 'There is no such field.' });
    }
    return errors;
}

const envelope: Table = { comment: { type: 'lines', max: 1000, nullable: true } };

// What is wrong with the form of an event; empty: nothing.
export function invalid_fields(type: EventType, data: object, comment: string | null): InvalidField[] {
    return [...check_table(data_of[type], data as Record<string, unknown>), ...check_table(envelope, { comment })];
}
