// The language of the interface, and how it writes days. Amounts: money/amount.ts.
import { signal } from '@preact/signals';
import en from './en.ts';
import type { Messages } from './en.ts';
import { format_for, language, locale } from './locale.ts';
import type { Language } from './locale.ts';

export { language, locale, number_text } from './locale.ts';
export type { Language } from './locale.ts';

const files: Record<Language, () => Promise<{ default: Messages }>> = {
    en: () => Promise.resolve({ default: en }),
    de: () => import('./de.ts'),
    es: () => import('./es.ts'),
    fr: () => import('./fr.ts'),
    ar: () => import('./ar.ts'),
    ja: () => import('./ja.ts'),
};

// Each by its own name.
export const languages: Readonly<Record<Language, string>> = {
    en: 'English',
    de: 'Deutsch',
    es: 'Español',
    fr: 'Français',
    ar: 'العربية',
    ja: '日本語',
};

export const words = signal<Messages>(en);

export function preferred_language(): Language {
    for (const tag of navigator.languages) {
        const one = tag.split('-')[0] as Language;
        if (one in files) return one;
    }
    return 'en';
}

// Set anew to what it is, it would have the whole page's styles made anew.
function put(name: 'lang' | 'dir', value: string): void {
    const page = document.documentElement;
    if (page[name] !== value) page[name] = value;
}

// Where its words do not come, it goes on as it is: the next start tries again.
export async function speak(wanted: Language): Promise<void> {
    const file = await files[wanted]().catch(() => null);
    if (file === null) return;
    words.value = file.default;
    language.value = wanted;
    put('lang', locale.value);
    put('dir', wanted === 'ar' ? 'rtl' : 'ltr');
}

// A name keeps its own direction of writing, whatever stands around it (Unicode, UAX #9: isolates).
const RTL = /[\u0590-\u08ff\ufb1d-\ufefc]/;
export const isolated = (name: string): string =>
    RTL.test(name) !== (language.value === 'ar') ? `\u2068${name}\u2069` : name;

const at_noon = (day: string): Date => new Date(`${day}T12:00:00`);

// 25 Nov 2026
export const day_text = (day: string): string =>
    format_for('day', (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' })).format(at_noon(day));

export const moment_text = (instant: string): string =>
    format_for('moment', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })).format(new Date(instant));

export const time_text = (instant: string): string =>
    format_for('time', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' })).format(new Date(instant));

export const currency_name = (code: string): string =>
    format_for('currency', (tag) => new Intl.DisplayNames(tag, { type: 'currency' })).of(code) ?? code;

// 1.2 MB
export const size_text = (bytes: number): string =>
    new Intl.NumberFormat(locale.value, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 1e6);

// in 40 seconds; in 15 minutes
export function wait_text(ms: number): string {
    const format = format_for('wait', (tag) => new Intl.RelativeTimeFormat(tag));
    return ms < 90_000 ? format.format(Math.ceil(ms / 1000), 'second') : format.format(Math.ceil(ms / 60_000), 'minute');
}

// today, tomorrow, 3 days ago; beyond two weeks on the day itself.
export function relative_day(day: string, today: string): string {
    const days = Math.round((at_noon(day).getTime() - at_noon(today).getTime()) / 86_400_000);
    if (Math.abs(days) > 14) return words.value.on_day(day_text(day));
    return format_for('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })).format(days, 'day');
}
