// Who is signed in to this account, and by what: devices, passkeys, the password. All of it needs the server.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Field } from '../design/parts.tsx';
import { Problem } from '../server/http.ts';
import { add_passkey, change_password, end_session, passkeys, remove_passkey, sessions } from '../server/session.ts';
import type { Device, Passkey } from '../server/session.ts';
import { say } from '../toast.ts';
import { device_name } from '../views/device_name.ts';
import { moment_text, words } from '../words/words.ts';

export default function Security() {
    const w = words.value;
    const devices = useSignal<readonly Device[] | null>(null);
    const keys = useSignal<readonly Passkey[] | null>(null);
    const failed = useSignal(false);
    const load = async (): Promise<void> => {
        try {
            devices.value = await sessions();
            keys.value = await passkeys();
        } catch {
            failed.value = true;
        }
    };
    useEffect(() => void load(), []);
    const then_load = (step: Promise<unknown>): Promise<void> => step.then(load, () => say(w.d_other));
    const own = navigator.userAgent.split(/[(;)]/, 3)[1]?.trim() ?? '';
    return (
        <>
            {failed.value && <p class="quiet">{w.needs_connection}</p>}
            {devices.value && (
                <section class="section">
                    <h2>{w.devices}</h2>
                    <ul class="list">
                        {devices.value.map((d) => (
                            <li class="row" key={d.id}>
                                <span class="text">
                                    <span>{device_name(d.device ?? '?')}</span>
                                    <small>{d.current ? w.this_device : w.last_used(moment_text(d.last_used_at))}</small>
                                </span>
                                {!d.current && (
                                    <button type="button" class="button bare" onClick={() => then_load(end_session(d.id))}>
                                        {w.end_session}
                                    </button>
                                )}
                            </li>
                        ))}
                    </ul>
                </section>
            )}
            {keys.value && (
                <section class="section form">
                    <h2>{w.passkeys}</h2>
                    {keys.value.length === 0 && <p class="quiet">{w.no_passkeys}</p>}
                    <ul class="list">
                        {keys.value.map((key) => (
                            <li class="row" key={key.id}>
                                <span class="text">
                                    <span dir="auto">{key.name}</span>
                                    <small>{key.last_used_at && w.last_used(moment_text(key.last_used_at))}</small>
                                </span>
                                <button type="button" class="button bare" onClick={() => then_load(remove_passkey(key.id))}>
                                    {w.remove}
                                </button>
                            </li>
                        ))}
                    </ul>
                    <div>
                        <button type="button" class="button" onClick={() => then_load(add_passkey(own || device_name(navigator.userAgent)))}>
                            {w.add_passkey}
                        </button>
                    </div>
                </section>
            )}
            <ChangePassword />
        </>
    );
}

function ChangePassword() {
    const w = words.value;
    const fault = useSignal('');
    const change = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const [current, next] = ['current', 'new'].map((name) => String(new FormData(form).get(name)));
        fault.value = '';
        try {
            await change_password(current!, next!);
            form.reset();
            say(w.password_changed);
        } catch (error) {
            fault.value = !(error instanceof Problem) ? w.needs_connection : error.code === 'invalid_credentials' ? w.d_invalid_credentials : w.d_other;
        }
    };
    return (
        <section class="section">
            <details>
                <summary>{w.change_password}</summary>
                <form class="form" onSubmit={change}>
                    <Field id="current" label={w.current_password}>
                        <input id="current" name="current" type="password" required autocomplete="current-password" />
                    </Field>
                    <Field id="new" label={w.new_password}>
                        <input id="new" name="new" type="password" required minLength={10} autocomplete="new-password" />
                    </Field>
                    <p class="error" role="alert">
                        {fault.value}
                    </p>
                    <button class="button">{w.save}</button>
                </form>
            </details>
        </section>
    );
}
