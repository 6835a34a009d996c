// How this device shows the ledger. Kept beside the account's data, read before the first picture.
import { effect, signal } from '@preact/signals';
import { isCurrency } from './money/currency.ts';
import { languages, preferred_language, speak } from './words/words.ts';
import type { Language } from './words/words.ts';

export type Theme = 'system' | 'light' | 'dark';
export type Colours = 'default' | 'blue_orange' | 'red_green' | 'plain';

interface Preferences {
    theme: Theme;
    colours: Colours;
    language: Language;
    currency: string;
    single_keys: boolean; // WCAG 2.2, 2.1.4: shortcuts of one character can be turned off
}

const PLACE = 'debt-tracker.preferences';

// The currency of where the browser says it is; where it does not say, the one of most people who read this language.
const OF_REGION: Record<string, string> = { US: 'USD', GB: 'GBP', CH: 'CHF', JP: 'JPY', CA: 'CAD', AU: 'AUD', IN: 'INR', MX: 'MXN', BR: 'BRL', EG: 'EGP', SA: 'SAR', AE: 'AED', KW: 'KWD', PL: 'PLN', SE: 'SEK', NO: 'NOK', DK: 'DKK', CZ: 'CZK' };

function usual_currency(): string {
    const { region } = new Intl.Locale(navigator.language).maximize();
    return OF_REGION[region ?? ''] ?? 'EUR';
}

function kept(): Preferences {
    const usual: Preferences = { theme: 'system', colours: 'default', language: preferred_language(), currency: usual_currency(), single_keys: true };
    try {
        const found = { ...usual, ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>) };
        if (!(found.language in languages)) found.language = usual.language;
        if (!isCurrency(found.currency)) found.currency = usual.currency;
        return found;
    } catch {
        return usual;
    }
}

export const preferences = signal<Preferences>(kept());

export async function prefer(changed: Partial<Preferences>): Promise<void> {
    const next = { ...preferences.value, ...changed };
    await speak(next.language);
    preferences.value = next;
    localStorage.setItem(PLACE, JSON.stringify(next));
}

export async function apply_preferences(): Promise<void> {
    effect(() => {
        const { theme, colours } = preferences.value;
        document.documentElement.dataset['theme'] = theme;
        document.documentElement.dataset['colors'] = colours;
    });
    await speak(preferences.value.language);
}
