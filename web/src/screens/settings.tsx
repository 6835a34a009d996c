// How this device shows the ledger, what is stored on it, and the account.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Sure } from '../design/dialog.tsx';
import { Choice, Top, useAfterPicture } from '../design/parts.tsx';
import { can_install, install, is_shared_to_install } from '../install.ts';
import { currencies } from '../money/currency.ts';
import { prefer, preferences } from '../preferences.ts';
import { came_back, go } from '../router.ts';
import { is_guest, logout, session } from '../server/session.ts';
import type { Answer } from '../server/session.ts';
import { sync, unreadable } from '../store/ledger.ts';
import { currency_name, languages, words } from '../words/words.ts';
import { Export } from './export.tsx';
import { Security } from './security.tsx';
import { ShortcutList } from './shortcuts.tsx';
import { Storage, SyncState } from './sync.tsx';

const AT_A_TIME = 40;

export function Settings() {
    const w = words.value;
    const { theme, colours, language } = preferences.value;
    const below = useAfterPicture(came_back.peek());
    return (
        <>
            <Top title={w.settings} />
            <section class="form">
                <div class="pair even roomy">
                    <Choice id="language" label={w.tongue} value={language} options={languages} pick={(value) => prefer({ language: value })} />
                    <UsualCurrency />
                </div>
                <div class="pair even roomy">
                    <Choice id="theme" label={w.theme} value={theme} options={{ system: w.theme_system, light: w.theme_light, dark: w.theme_dark }} pick={(value) => prefer({ theme: value })} />
                    <Choice
                        id="colours"
                        label={w.colours}
                        value={colours}
                        options={{ default: w.c_default, colour_blind_safe: w.c_colour_blind_safe, red_green: w.c_red_green, plain: w.c_plain }}
                        pick={(value) => prefer({ colours: value })}
                    />
                </div>
            </section>
            <section class="section storage">
                <div class="head">
                    <h2>{w.sync_title}</h2>
                    <button type="button" class="button bare" style={{ visibility: can_install.value ? 'visible' : 'hidden' }} onClick={install}>
                        {w.install}
                    </button>
                </div>
                <SyncState />
                <Storage />
                {is_shared_to_install && !is_guest.value && <p class="quiet">{w.install_by_share}</p>}
            </section>
            {below && <Below />}
        </>
    );
}

// What a phone has below its window, and a wide screen has a moment later.
function Below() {
    const w = words.value;
    return (
        <>
            <Export />
            <section class="section keyboard">
                <details>
                    <summary>{w.shortcuts}</summary>
                    <label class="check">
                        <input type="checkbox" checked={preferences.value.single_keys} onChange={(event) => prefer({ single_keys: event.currentTarget.checked })} />
                        {w.shortcuts_on}
                    </label>
                    <ShortcutList />
                </details>
            </section>
            <section class="section form">
                <h2>{w.account}</h2>
                <p>{is_guest.value ? w.guest_hint : <bdi>{session.value?.account.username}</bdi>}</p>
                <SignOut />
            </section>
            {!is_guest.value && <Security />}
        </>
    );
}

// The list is filled after the picture, some at a time.
function UsualCurrency() {
    const { currency } = preferences.value;
    const begun = useAfterPicture();
    const there = useSignal(0);
    useEffect(() => {
        if (!begun || there.value >= currencies.length) return;
        const later = self.setTimeout(() => (there.value += AT_A_TIME));
        return () => clearTimeout(later);
    }, [begun, there.value]);
    const codes = currencies.filter((code, i) => i < there.value || code === currency);
    const options = Object.fromEntries(codes.map((code) => [code, `${code} · ${currency_name(code)}`]));
    return <Choice id="currency" label={words.value.default_currency} value={currency} options={options} pick={(value) => prefer({ currency: value })} />;
}

function SignOut() {
    const w = words.value;
    const question = useSignal<{ events: number; reply: (answer: Answer) => void } | null>(null);
    const ask = (events: number): Promise<Answer> =>
        new Promise((resolve) => {
            question.value = {
                events,
                reply: (answer) => {
                    question.value = null;
                    resolve(answer);
                },
            };
        });
    const leave = async (): Promise<void> => {
        if (await logout(ask)) go('/');
    };
    const sure = (title: string, text: string, action: string, answer: Answer) => (
        <Sure title={title} text={text} action={action} act={() => question.value?.reply(answer)} close={() => question.value?.reply('stay')} />
    );
    const is_sent = sync.value.unsent === 0 && !unreadable.value; // since it was asked about
    return (
        <div>
            <button type="button" class="button" onClick={leave}>
                {is_guest.value ? w.guest_delete : w.sign_out}
            </button>
            {question.value && (is_guest.value ? sure(w.guest_delete, w.guest_delete_sure, w.guest_delete, 'lose')
                : is_sent ? sure(w.sign_out, w.sync_live, w.sign_out, 'look_again')
                : sure(w.sign_out, w.sign_out_sure(sync.value.unsent || question.value.events), w.sign_out_anyway, 'lose'))}
        </div>
    );
}
