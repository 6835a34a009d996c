// How the ledger is shown. Kept on this device, where it is read before the first picture; what a person chooses here goes
// with the account to its other devices (store/settings.ts).
import { effect, signal } from '@preact/signals';
import { isCurrency } from './money/currency.ts';
import { languages, preferred_language, speak } from './words/words.ts';
import type { Language } from './words/words.ts';

export type Theme = 'system' | 'light' | 'dark';
export type Colours = 'default' | 'colour_blind_safe' | 'red_green' | 'plain';

// What follows the account.
export interface Choices {
    theme: Theme;
    colours: Colours;
    language: Language;
    currency: string;
}

interface Preferences extends Choices {
    single_keys: boolean; // of this device's keyboard; WCAG 2.2, 2.1.4: shortcuts of one character can be turned off
    unsent: readonly (keyof Choices)[]; // chosen here, and the account does not know it yet
}

const PLACE = 'debt-tracker.preferences';

// The currency of where the browser says it is; where it does not say, the one of most people who read this language.
const OF_REGION: Record<string, string> = { US: 'USD', GB: 'GBP', CH: 'CHF', JP: 'JPY', CA: 'CAD', AU: 'AUD', IN: 'INR', MX: 'MXN', BR: 'BRL', EG: 'EGP', SA: 'SAR', AE: 'AED', KW: 'KWD', PL: 'PLN', SE: 'SEK', NO: 'NOK', DK: 'DKK', CZ: 'CZK' };

function usual_currency(): string {
    const { region } = new Intl.Locale(navigator.language).maximize();
    return OF_REGION[region ?? ''] ?? 'EUR';
}

function kept(): Preferences {
    const usual: Preferences = { theme: 'system', colours: 'default', language: preferred_language(), currency: usual_currency(), single_keys: true, unsent: [] };
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

// change: what is to be kept, of what is kept then: another choice may come in while a language is loaded.
async function keep(change: (now: Preferences) => Preferences): Promise<void> {
    const { language } = change(preferences.value);
    await speak(language);
    const next = change(preferences.value);
    preferences.value = next;
    try {
        localStorage.setItem(PLACE, JSON.stringify(next));
    } catch {
        // A full disk: it holds for as long as the page is open.
    }
    if (next.language !== language) await speak(next.language);
}

const CHOICES: readonly (keyof Choices)[] = ['theme', 'colours', 'language', 'currency'];

// What a person chooses.
export const prefer = (changed: Partial<Omit<Preferences, 'unsent'>>): Promise<void> =>
    keep((now) => ({ ...now, ...changed, unsent: CHOICES.filter((name) => name in changed || now.unsent.includes(name)) }));

// What was chosen here and the account does not know yet.
export const unsent_choices = (): Partial<Choices> =>
    Object.fromEntries(preferences.value.unsent.map((name) => [name, preferences.value[name]]));

// What the account says, after it was told `sent`. What was chosen meanwhile stands, and is sent the next time.
export const take_choices = (of_account: Partial<Choices>, sent: Partial<Choices> = {}): Promise<void> =>
    keep((now) => {
        const unsent = now.unsent.filter((name) => now[name] !== sent[name]);
        const taken = Object.entries(of_account).filter(([name]) => !unsent.includes(name as keyof Choices));
        return { ...now, ...Object.fromEntries(taken), unsent };
    });

// At the end of a session: the device keeps its language and its theme; what else the account had chosen goes with it.
export function leave_choices(): void {
    const { language, theme, single_keys } = preferences.value;
    localStorage.setItem(PLACE, JSON.stringify({ language, theme, single_keys }));
    preferences.value = kept();
}

export async function apply_preferences(): Promise<void> {
    effect(() => {
        const { theme, colours } = preferences.value;
        document.documentElement.dataset['theme'] = theme;
        document.documentElement.dataset['colors'] = colours;
    });
    // Another tab has chosen.
    self.addEventListener('storage', ({ key }) => {
        if (key !== PLACE) return;
        const next = kept();
        void speak(next.language).then(() => (preferences.value = next));
    });
    await speak(preferences.value.language);
}
