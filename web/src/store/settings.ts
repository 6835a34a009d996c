// The account's settings and what is chosen on this device are kept the same. A choice made without a network waits and is
// sent when the server can be reached; of each setting the choice that was sent last counts, and none takes another with it.
import { computed, effect } from '@preact/signals';
import { take_choices, unsent_choices } from '../preferences.ts';
import type { Choices, Colours, Theme } from '../preferences.ts';
import { Problem, Unreachable, exchange, renewing } from '../server/http.ts';
import type { Answer } from '../server/http.ts';
import { languages } from '../words/words.ts';
import type { Language } from '../words/words.ts';
import { current_account } from './current.ts';
import { sync } from './ledger.ts';

// As the server has them; null: nothing was chosen, and each device goes by its own.
interface Settings {
    default_currency: string | null;
    locale: string | null;
    theme: Theme;
    direction_colors: Colours;
}

const PATH = '/api/settings';
const TRIES_MAX = 5;
const AGAIN_MS = 15_000;

// What a proxy says in JSON is none.
function settings_of({ body }: Answer): Settings {
    if (typeof (body as Settings | null)?.theme !== 'string') throw new Unreachable('Something else has answered.');
    return body as Settings;
}

function choices_of({ default_currency, locale, theme, direction_colors }: Settings): Partial<Choices> {
    return {
        ...{ theme, colours: direction_colors },
        ...(default_currency === null ? {} : { currency: default_currency }),
        ...(locale !== null && locale in languages ? { language: locale as Language } : {}),
    };
}

function with_choices(settings: Settings, { currency, language, theme, colours }: Partial<Choices>): Settings {
    return {
        default_currency: currency ?? settings.default_currency,
        locale: language ?? settings.locale,
        theme: theme ?? settings.theme,
        direction_colors: colours ?? settings.direction_colors,
    };
}

// False: another device was faster, so look again.
async function settle(account: string): Promise<boolean> {
    const answer = await renewing(() => exchange('GET', PATH, { account }));
    const { etag } = answer;
    const current = settings_of(answer);
    const sent = unsent_choices(account);
    if (Object.keys(sent).length === 0) {
        await take_choices(account, choices_of(current));
        return true;
    }
    try {
        const wanted = with_choices(current, sent);
        const taken = await renewing(() => exchange('PUT', PATH, { account, body: wanted, ...(etag === null ? {} : { if_match: etag }) }));
        await take_choices(account, choices_of(settings_of(taken)), sent);
        return true;
    } catch (error) {
        if (error instanceof Problem && error.code === 'version_mismatch') return false;
        throw error;
    }
}

async function look(id: string): Promise<void> {
    await navigator.locks.request('debt-tracker-settings', async () => {
        for (let tries = 0; tries < TRIES_MAX; tries++) if (await settle(id)) return;
    });
}

export const send_choices = (account: string): Promise<void> => (Object.keys(unsent_choices(account)).length > 0 ? look(account) : Promise.resolve());

// Called once, when the client starts.
export function follow_settings(): void {
    const connected = computed(() => sync.value.state === 'live' || sync.value.state === 'polling');
    const waiting = computed(() => JSON.stringify(unsent_choices())); // by what they are: one may be chosen anew while it is sent
    let timer = 0;
    const look_now = (): void => {
        clearTimeout(timer);
        if (!connected.value) return;
        look(current_account().id).catch(() => {
            timer = self.setTimeout(look_now, AGAIN_MS); // the connection may be lost, and nobody has said so yet
        });
    };
    effect(() => {
        void waiting.value; // each new choice, and each new connection
        look_now();
    });
    for (const type of ['focus', 'online']) addEventListener(type, look_now);
}
