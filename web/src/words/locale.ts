// In whose way of writing numbers and days are shown.
import { computed, signal } from '@preact/signals';

export type Language = 'en' | 'de' | 'es' | 'fr' | 'ar' | 'ja';

export const language = signal<Language>('en');

// With the region that the browser names for this language: de-CH writes 1’234.50.
export const locale = computed(() => navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value);

// Making one of Intl's formats takes longer than drawing the row that it is for.
const formats = new Map<string, unknown>();
export function format_for<Format>(kind: string, make: (locale: string) => Format): Format {
    const key = `${kind} ${locale.value}`;
    let format = formats.get(key) as Format | undefined;
    if (format === undefined) formats.set(key, (format = make(locale.value)));
    return format;
}

// 4,000
export const number_text = (n: number): string => format_for('number', (tag) => new Intl.NumberFormat(tag)).format(n);
