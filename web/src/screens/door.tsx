// Signing up and signing in: for who was here before, in; for who was not, up.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Field } from '../design/parts.tsx';
import { go } from '../router.ts';
import { Problem, Unreachable } from '../server/http.ts';
import { login, login_with_passkey, register } from '../server/session.ts';
import { words } from '../words/words.ts';

const WAS_HERE = 'debt-tracker.was_here';

export function Door() {
    const w = words.value;
    const known = useSignal(localStorage.getItem(WAS_HERE) !== null);
    const busy = useSignal(false);
    const fault = useSignal('');
    useEffect(() => {
        document.title = w.app;
    }, [w]);
    const enter = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        if (busy.value) return;
        const form = new FormData(event.target as HTMLFormElement);
        const [username, password] = [String(form.get('username')).trim(), String(form.get('password'))];
        busy.value = true;
        fault.value = '';
        try {
            if (known.value) await login(username, password);
            else await register({ username, password });
            localStorage.setItem(WAS_HERE, '1');
            go(known.value ? '/' : '/add', { replace: true });
        } catch (error) {
            fault.value = fault_text(error);
        }
        busy.value = false;
    };
    const enter_by_passkey = async (): Promise<void> => {
        fault.value = '';
        try {
            await login_with_passkey();
            localStorage.setItem(WAS_HERE, '1');
            go('/', { replace: true });
        } catch (error) {
            // A person who closes the browser's question has changed their mind, no more.
            fault.value = error instanceof Error && error.name === 'NotAllowedError' ? '' : fault_text(error);
        }
    };
    return (
        <main class="door" id="content">
            <header class="form">
                <h1>{w.door_title}</h1>
                <p class="quiet">{w.door_hint}</p>
            </header>
            <form class="form" onSubmit={enter}>
                <Field id="username" label={w.username}>
                    <input id="username" name="username" required autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={64} />
                </Field>
                <Field id="password" label={w.password}>
                    <input id="password" name="password" type="password" required minLength={known.value ? 1 : 10} maxLength={256} autocomplete={known.value ? 'current-password' : 'new-password'} />
                </Field>
                <small>{known.value ? ' ' : w.password_hint}</small>
                <p class="error" role="alert">
                    {fault.value}
                </p>
                <button class="button primary wide" aria-disabled={busy.value}>
                    {busy.value ? w.working : known.value ? w.sign_in : w.create_account}
                </button>
                {known.value && 'PublicKeyCredential' in window && (
                    <button type="button" class="button wide" onClick={enter_by_passkey}>
                        {w.with_passkey}
                    </button>
                )}
                <button
                    type="button"
                    class="button bare"
                    onClick={() => {
                        known.value = !known.value;
                        fault.value = '';
                    }}
                >
                    {known.value ? w.need_account : w.have_account}
                </button>
            </form>
        </main>
    );
}

function fault_text(error: unknown): string {
    const w = words.value;
    if (error instanceof Unreachable) return w.d_offline;
    if (!(error instanceof Problem)) return w.d_other;
    const known: Record<string, string> = {
        invalid_credentials: w.d_invalid_credentials,
        username_taken: w.d_username_taken,
        registration_closed: w.d_registration_closed,
        rate_limited: w.d_rate_limited,
        invalid_field: w.d_invalid_field,
        unavailable: w.d_offline,
    };
    return known[error.code] ?? w.d_other;
}
