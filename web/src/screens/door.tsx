// Signing up and signing in: for who was here before, in; for who was not, up.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AddIcon } from '../design/icons.tsx';
import { Field, faulty } from '../design/parts.tsx';
import { prefer, preferences } from '../preferences.ts';
import { go } from '../router.ts';
import { Problem } from '../server/http.ts';
import { PASSWORD_MIN, begin_as_guest, is_guest, leaving, login, login_with_passkey, register, session } from '../server/session.ts';
import { say } from '../toast.ts';
import { languages, words } from '../words/words.ts';
import type { Language } from '../words/words.ts';
import { fault_text } from './faults.ts';

const WAS_HERE = 'debt-tracker.was_here';
const USERNAME = /^[A-Za-z0-9._@+-]+$/; // cgi/fields.c

type Faults = Partial<Record<'username' | 'password' | 'other', string | undefined>>;

// "Next" on a phone's keyboard goes on to the password, as long as there is none.
function next_field(event: KeyboardEvent): void {
    const password = document.getElementById('password') as HTMLInputElement | null;
    if (event.key !== 'Enter' || password === null || password.value !== '') return;
    event.preventDefault();
    password.focus();
}

// Where the reply to a sign-up was lost, the name is taken by the same person: the password shows it.
async function sign_up(username: string, password: string): Promise<void> {
    try {
        await register({ username, password });
    } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'username_taken') throw error;
        await login(username, password).catch(() => {
            throw error;
        });
    }
}

export function Door() {
    const w = words.value;
    const again = is_guest.value ? undefined : session.value?.account.username; // whose session has ended: what is here stays
    const known = useSignal(again !== undefined || localStorage.getItem(WAS_HERE) !== null);
    const busy = useSignal(false);
    const seen = useSignal(false);
    const faults = useSignal<Faults>({}); // each is told beside its field
    useEffect(() => {
        document.title = w.app;
    }, [w]);
    // What is to be answered first, also of the other form.
    const is_stranger = session.value === null && !known.value && isSecureContext;
    useEffect(() => document.getElementById(is_stranger ? 'start' : again === undefined ? 'username' : 'password')?.focus(), [known.value]);
    const tell = (found: Faults): void => {
        faults.value = found;
        document.getElementById(found.username ? 'username' : found.password ? 'password' : '')?.focus();
    };
    const try_to = async (step: () => Promise<unknown>, then = '/'): Promise<void> => {
        if (busy.value) return;
        busy.value = true;
        faults.value = {};
        const was_guest = is_guest.peek();
        try {
            await step();
            if (!is_guest.peek()) localStorage.setItem(WAS_HERE, '1');
            go(then, { replace: true });
            if (was_guest && !is_guest.peek()) say(w.guest_came_along);
        } catch (error) {
            // A person who closes the browser's question has changed their mind, no more.
            if (!(error instanceof Error && error.name === 'NotAllowedError')) tell({ [fault_field(error)]: fault_text(error, own_faults()) });
        }
        busy.value = false;
    };
    const name_fault = (name: string): string | undefined => (known.value || USERNAME.test(name) ? undefined : w.d_invalid_username);
    // Not left to the browser, which says it in its own language, over the button.
    const enter = (event: SubmitEvent): void => {
        event.preventDefault();
        const form = new FormData(event.target as HTMLFormElement);
        const [username, password] = [String(form.get('username')).trim(), String(form.get('password'))];
        const found = known.value
            ? { username: undefined, password: username === '' || password === '' ? w.d_invalid_credentials : undefined }
            : { username: name_fault(username), password: [...password].length < PASSWORD_MIN ? w.password_hint(PASSWORD_MIN) : undefined };
        if (found.username ?? found.password) tell(found);
        else void (known.value ? try_to(() => login(username, password)) : try_to(() => sign_up(username, password), is_guest.peek() ? '/' : '/add'));
    };
    const typed_name = (name: string): void => void (faults.value = { ...faults.value, username: name === '' ? undefined : name_fault(name) });
    const { username, password, other } = faults.value;
    const other_form = (
        <button
            type="button"
            class="button bare"
            onClick={() => {
                known.value = !known.value;
                faults.value = {};
            }}
        >
            {known.value ? w.need_account : w.have_account}
        </button>
    );
    return (
        <main class="door" id="content">
            <header class="form">
                <p class="brand">{w.app}</p>
                <h1>{w.door_title}</h1>
                <p class="quiet">{is_guest.value ? w.guest_comes_along : again !== undefined ? w.sync_signed_out : known.value || is_stranger ? w.door_hint : w.door_begin}</p>
                {leaving.value && (
                    <p class="alert" role="status">
                        {w.leaving}
                    </p>
                )}
                {!isSecureContext && (
                    <p class="alert" role="alert">
                        {w.d_insecure}
                    </p>
                )}
            </header>
            {is_stranger && (
                <div class="form">
                    <button type="button" id="start" class="button primary wide" aria-describedby="start-hint" onClick={() => try_to(begin_as_guest, '/add')}>
                        <AddIcon />
                        {w.guest_start}
                    </button>
                    <small id="start-hint" class="quiet">
                        {w.guest_hint}
                    </small>
                    {other_form}
                    <h2>{w.guest_or}</h2>
                </div>
            )}
            <form class="form" noValidate onSubmit={enter}>
                <Field id="username" label={w.username} error={username}>
                    <input id="username" name="username" required {...faulty('username', username, known.value || username ? '' : 'username-hint')} defaultValue={again ?? ''} autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={64} enterkeyhint="next" onInput={(event) => typed_name(event.currentTarget.value.trim())} onKeyDown={next_field} />
                    {!known.value && !username && <small id="username-hint">{w.d_invalid_username}</small>}
                </Field>
                <Field id="password" label={w.password} error={password}>
                    <div class="with-button">
                        <input
                            id="password"
                            name="password"
                            type={seen.value ? 'text' : 'password'}
                            required
                            maxLength={256}
                            autocomplete={known.value ? 'current-password' : 'new-password'}
                            autocapitalize="none"
                            spellcheck={false}
                            {...faulty('password', password, known.value || password ? '' : 'password-hint')}
                            onInput={() => void (faults.value = { ...faults.value, password: undefined })}
                        />
                        <button type="button" class="button bare" onClick={() => (seen.value = !seen.value)}>
                            {seen.value ? w.hide : w.show}
                        </button>
                    </div>
                    {!known.value && !password && <small id="password-hint">{w.password_hint(PASSWORD_MIN)}</small>}
                </Field>
                <p class="error" role="alert">
                    {other}
                </p>
                <button class={is_stranger ? 'button wide' : 'button primary wide'} aria-disabled={busy.value}>
                    {busy.value ? w.working : known.value ? w.sign_in : w.create_account}
                </button>
                {known.value && 'PublicKeyCredential' in window && (
                    <button type="button" class="button wide" onClick={() => try_to(login_with_passkey)}>
                        {w.with_passkey}
                    </button>
                )}
                {known.value && <small>{w.d_forgotten}</small>}
                {again === undefined && !is_stranger && other_form}
                {session.value !== null && (
                    <a class="button bare" href="/">
                        {w.back}
                    </a>
                )}
            </form>
            <footer>
                <select class="small" aria-label={w.tongue} value={preferences.value.language} onChange={(event) => prefer({ language: event.currentTarget.value as Language })}>
                    {Object.entries(languages).map(([code, name]) => (
                        <option value={code} selected={code === preferences.value.language}>
                            {name}
                        </option>
                    ))}
                </select>
            </footer>
        </main>
    );
}

// Where it can be put right.
function fault_field(error: unknown): keyof Faults {
    if (!(error instanceof Problem)) return 'other';
    if (error.code === 'username_taken') return 'username';
    if (error.code === 'invalid_credentials') return 'password';
    const field = error.errors[0]?.field;
    return field === 'username' || field === 'password' ? field : 'other';
}

function own_faults(): Record<string, string> {
    const w = words.value;
    return { invalid_credentials: w.d_invalid_credentials, username_taken: w.d_username_taken, registration_closed: w.d_registration_closed };
}
