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
    of: string; // the account whose choices these are; '': nobody's yet, and whoever signs in takes them
    unsent: readonly (keyof Choices)[]; // chosen here, and the account does not know it yet
    waiting: Readonly<Record<string, Partial<Choices>>>; // of accounts that were here before: what they do not know yet
}

const PLACE = 'debt-tracker.preferences';

// The currency of where the browser says it is; where it does not say, the one of most people who read this language.
const OF_REGION: Record<string, string> = { US: 'USD', GB: 'GBP', CH: 'CHF', JP: 'JPY', CA: 'CAD', AU: 'AUD', IN: 'INR', MX: 'MXN', BR: 'BRL', EG: 'EGP', SA: 'SAR', AE: 'AED', KW: 'KWD', PL: 'PLN', SE: 'SEK', NO: 'NOK', DK: 'DKK', CZ: 'CZK' };

function usual_currency(): string {
    try {
        const said = new Intl.Locale(navigator.language);
        return OF_REGION[said.region ?? said.maximize().region ?? ''] ?? 'EUR'; // most say it: then the tables of all languages need not be read
    } catch {
        return 'EUR'; // what it says is no language (BCP 47): "C", for one, by WebKitGTK
    }
}

const USUAL: Omit<Preferences, 'currency'> = { theme: 'system', colours: 'default', language: preferred_language(), single_keys: true, of: '', unsent: [], waiting: {} };

function kept(): Preferences {
    try {
        const found = { ...USUAL, currency: '', ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>) };
        if (!(found.language in languages)) found.language = USUAL.language;
        if (!isCurrency(found.currency)) found.currency = usual_currency();
        return found;
    } catch {
        return { ...USUAL, currency: usual_currency() };
    }
}

export const preferences = signal<Preferences>(kept());

let is_kept = true;
let owner = preferences.value.of; // in this tab

function store(next: Preferences): void {
    preferences.value = next;
    try {
        localStorage.setItem(PLACE, JSON.stringify(next));
        is_kept = true;
    } catch {
        is_kept = false; // a full disk: it holds for as long as the page is open
    }
}

// Other tabs choose, too.
const now = (): Preferences => (is_kept ? kept() : preferences.value);

// change: what is to be kept of an account, of what is kept then: another choice may come in while a language is loaded. Another account, too: then nothing is.
async function keep(account: string, change: (now: Preferences) => Preferences): Promise<void> {
    await with_language(() => (now().of === account ? change(now()) : now()), store);
}

// Takes what there is to take when its language is there, as it is by then.
async function with_language(next: () => Preferences, take: (next: Preferences) => void): Promise<void> {
    const { language } = next();
    await speak(language);
    take(next());
    if (preferences.value.language !== language) await speak(preferences.value.language);
}

const CHOICES: readonly (keyof Choices)[] = ['theme', 'colours', 'language', 'currency'];

// What a person chooses.
export const prefer = (changed: Partial<Omit<Preferences, 'of' | 'unsent' | 'waiting'>>): Promise<void> =>
    keep(owner, (now) => ({ ...now, ...changed, unsent: CHOICES.filter((name) => name in changed || now.unsent.includes(name)) }));

const unsent_of = (of: Preferences): Partial<Choices> => Object.fromEntries(of.unsent.map((name) => [name, of[name]]));

// What was chosen here and the account does not know yet.
export const unsent_choices = (account = preferences.value.of): Partial<Choices> => (preferences.value.of === account ? unsent_of(preferences.value) : {});

// What the account says, after it was told `sent`. What was chosen meanwhile stands, and is sent the next time.
export const take_choices = (account: string, of_account: Partial<Choices>, sent: Partial<Choices> = {}): Promise<void> =>
    keep(account, (now) => {
        const unsent = now.unsent.filter((name) => now[name] !== sent[name]);
        const taken = Object.entries(of_account).filter(([name]) => !unsent.includes(name as keyof Choices));
        return { ...now, ...Object.fromEntries(taken), unsent };
    });

// What stays on the device: its language and its theme; what else an account had chosen goes with it.
const of_nobody = ({ language, theme, single_keys, waiting }: Preferences): Preferences => ({ ...USUAL, currency: usual_currency(), language, theme, single_keys, waiting });

// An account is opened. What was nobody's choice yet is its; what another had chosen waits for that one. is_new: what it counts in, its other devices do, too.
export function own_choices(account: string, is_new: boolean): void {
    owner = account;
    const before = now();
    if (before.of === account) return;
    const { [account]: own = {}, ...others } = before.waiting;
    const waiting = before.unsent.length > 0 && before.of !== '' ? { ...others, [before.of]: unsent_of(before) } : others;
    const from = before.of === '' ? before : of_nobody(before);
    store({ ...from, ...own, of: account, unsent: CHOICES.filter((name) => name in own || from.unsent.includes(name) || (is_new && name === 'currency')), waiting });
    if (own.language) void speak(own.language);
}

// They are nobody's again: whoever signs in takes them.
export function give_choices(account: string): void {
    if (now().of === account) store({ ...now(), of: '' });
}

// The end of a session.
export function leave_choices(account: string): void {
    if (owner === account) owner = '';
    const { [account]: _, ...waiting } = now().waiting;
    store({ ...(now().of === account ? of_nobody(now()) : now()), waiting });
}

export async function apply_preferences(): Promise<void> {
    effect(() => {
        const { theme, colours } = preferences.value;
        document.documentElement.dataset['theme'] = theme;
        document.documentElement.dataset['colors'] = colours;
    });
    // Another tab has chosen; this one may do so, too, before the language is there.
    self.addEventListener('storage', ({ key }) => {
        if (key === PLACE) void with_language(now, (next) => (preferences.value = next));
    });
    await speak(preferences.value.language);
}
