// Who is signed in to this account, and by what: devices, passkeys, the password, and what happened to them. All of it
// needs the server.
import { batch, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog, Sure } from '../design/dialog.tsx';
import { Field, faulty } from '../design/parts.tsx';
import { Problem } from '../server/http.ts';
import {
    PASSWORD_MIN,
    activity,
    add_passkey,
    change_password,
    end_other_sessions,
    end_session,
    passkeys,
    remove_passkey,
    rename_passkey,
    sessions,
} from '../server/session.ts';
import type { Activity, Device, Passkey } from '../server/session.ts';
import { current_account } from '../store/current.ts';
import { turn } from '../store/turns.ts';
import { say } from '../toast.ts';
import { device_name } from '../views/device_name.ts';
import { isolated, moment_text, words } from '../words/words.ts';
import { DraftFound, SaveOrCancel, useDraft } from './draft.tsx';
import { fault_text, server_text } from './faults.ts';

const ACTIVITY = 20;

type Asked = { title: string; text: string; action: string; step: () => Promise<unknown> };

export function Security() {
    const w = words.value;
    const devices = useSignal<readonly Device[] | null>(null);
    const keys = useSignal<readonly Passkey[] | null>(null);
    const happened = useSignal<readonly Activity[] | null>(null);
    const failed = useSignal(''); // why
    const asked = useSignal<Asked | null>(null);
    const load = async (): Promise<void> => {
        try {
            const found = await Promise.all([sessions(), turn().then(passkeys), turn().then(turn).then(() => activity(ACTIVITY))]); // to ask takes a while, too
            batch(() => {
                [devices.value, keys.value, happened.value] = found;
                failed.value = '';
            });
        } catch (error) {
            failed.value = server_text(error);
        }
    };
    useEffect(() => {
        void load();
        const again = (): void => void load();
        addEventListener('online', again);
        return () => removeEventListener('online', again);
    }, []);
    const then_load = async (step: () => Promise<unknown>): Promise<void> => {
        try {
            await step();
        } catch (error) {
            // A person who closes the browser's question has changed their mind, no more.
            if (!(error instanceof Error) || error.name !== 'NotAllowedError') say(!(error instanceof Problem) || error.status === 401 ? server_text(error) : error.body['sign_in_again'] ? w.d_sign_in_again : w.d_other);
        }
        await load();
    };
    const ask = (question: Asked): void => void (asked.value = question);
    return (
        <>
            {failed.value && <p class="quiet section">{failed}</p>}
            {devices.value && <Devices devices={devices.value} ask={ask} />}
            {keys.value && <Passkeys keys={keys.value} ask={ask} then_load={then_load} />}
            {(failed.value || devices.value) && <ChangePassword done={load} />}
            {happened.value && <Happened activity={happened.value} />}
            {asked.value && (
                <Sure
                    {...asked.value}
                    close={() => (asked.value = null)}
                    act={() => {
                        void then_load(asked.value!.step);
                        asked.value = null;
                    }}
                />
            )}
        </>
    );
}

function Devices({ devices, ask }: { devices: readonly Device[]; ask: (question: Asked) => void }) {
    const w = words.value;
    return (
        <section class="section">
            <h2>{w.devices}</h2>
            <ul class="list">
                {devices.map((d) => (
                    <li class="row" key={d.id}>
                        <span class="text">
                            <span>{device_name(d.device ?? '?')}</span>
                            <small>{d.current ? w.this_device : w.last_used(moment_text(d.last_used_at))}</small>
                        </span>
                        {!d.current && (
                            <button
                                type="button"
                                class="button bare"
                                aria-label={w.about(w.end_session, device_name(d.device ?? '?'))}
                                onClick={() => ask({ title: w.end_session, text: w.end_session_sure(isolated(device_name(d.device ?? '?'))), action: w.end_session, step: () => end_session(d.id) })}
                            >
                                {w.end_session}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
            {devices.length > 2 && (
                <div class="buttons section">
                    <button type="button" class="button" onClick={() => ask({ title: w.end_others, text: w.end_others_sure, action: w.end_others, step: end_other_sessions })}>
                        {w.end_others}
                    </button>
                </div>
            )}
        </section>
    );
}

function Passkeys({ keys, ask, then_load }: { keys: readonly Passkey[]; ask: (question: Asked) => void; then_load: (step: () => Promise<unknown>) => Promise<void> }) {
    const w = words.value;
    const renaming = useSignal<Passkey | null>(null);
    const can_add = 'PublicKeyCredential' in window;
    if (!can_add && keys.length === 0) return null;
    return (
        <section class="section form">
            <h2>{w.passkeys}</h2>
            {keys.length === 0 && <p class="quiet">{w.no_passkeys}</p>}
            {keys.length > 0 && (
                <ul class="list">
                    {keys.map((key) => (
                        <li class="row" key={key.id}>
                            <span class="text">
                                <bdi>{key.name}</bdi>
                                {key.last_used_at && <small>{w.last_used(moment_text(key.last_used_at))}</small>}
                            </span>
                            <button type="button" class="button bare" aria-label={w.about(w.rename, key.name)} onClick={() => (renaming.value = key)}>
                                {w.rename}
                            </button>
                            <button
                                type="button"
                                class="button bare"
                                aria-label={w.about(w.remove, key.name)}
                                onClick={() => ask({ title: w.remove, text: w.remove_passkey_sure(isolated(key.name)), action: w.remove, step: () => remove_passkey(key.id).then(() => current_account().drafts.keep(`passkeys/${key.id}`, null)) })}
                            >
                                {w.remove}
                            </button>
                        </li>
                    ))}
                </ul>
            )}
            {can_add && (
                <div>
                    <button type="button" class="button" onClick={() => then_load(() => add_passkey(device_name(navigator.userAgent)))}>
                        {w.add_passkey}
                    </button>
                </div>
            )}
            {renaming.value && <Rename passkey={renaming.value} close={() => (renaming.value = null)} then_load={then_load} />}
        </section>
    );
}

function Rename({ passkey, close, then_load }: { passkey: Passkey; close: () => void; then_load: (step: () => Promise<unknown>) => Promise<void> }) {
    const w = words.value;
    const draft = useDraft(`passkeys/${passkey.id}`, { name: passkey.name });
    const tried = useSignal(false);
    const fault = tried.value && draft.fields.value.name.trim() === '' ? w.e_name : undefined;
    const save = (event: SubmitEvent): void => {
        event.preventDefault();
        const name = draft.fields.value.name.trim();
        tried.value = true;
        if (name === '') return document.getElementById('passkey')?.focus();
        void then_load(() => rename_passkey(passkey.id, name).then(draft.saved));
        close();
    };
    return (
        <Dialog title={w.rename} close={close}>
            <DraftFound of={draft} />
            <form class="form" noValidate onSubmit={save}>
                <Field id="passkey" label={w.name} error={fault}>
                    <input id="passkey" required {...faulty('passkey', fault)} maxLength={100} value={draft.fields.value.name} dir="auto" autocomplete="off" onInput={(event) => draft.put({ name: event.currentTarget.value })} />
                </Field>
                <SaveOrCancel of={draft} close={close} />
            </form>
        </Dialog>
    );
}

type PasswordFaults = Partial<Record<'current' | 'next' | 'other', string | undefined>>;

// Where it can be put right.
function fault_field(error: unknown): keyof PasswordFaults {
    if (!(error instanceof Problem)) return 'other';
    return error.code === 'invalid_credentials' ? 'current' : error.code === 'invalid_field' ? 'next' : 'other';
}

function ChangePassword({ done }: { done: () => Promise<void> }) {
    const w = words.value;
    const faults = useSignal<PasswordFaults>({});
    const seen = useSignal(false);
    const tell = (found: PasswordFaults): void => {
        faults.value = found;
        document.getElementById(found.current ? 'current' : found.next ? 'new' : '')?.focus();
    };
    const change = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const [current = '', next = ''] = ['current', 'new'].map((name) => String(new FormData(form).get(name)));
        const found = { current: current === '' ? w.d_wrong_password : undefined, next: [...next].length < PASSWORD_MIN ? w.password_hint(PASSWORD_MIN) : undefined };
        tell(found);
        if (found.current ?? found.next) return;
        try {
            await change_password(current, next);
            form.reset();
            say(w.password_changed);
            await done();
        } catch (error) {
            tell({ [fault_field(error)]: fault_text(error, { invalid_credentials: w.d_wrong_password }) });
        }
    };
    const { current, next, other } = faults.value;
    const type = seen.value ? 'text' : 'password';
    return (
        <section class="section">
            <details>
                <summary>{w.change_password}</summary>
                <form class="form" noValidate onSubmit={change}>
                    <Field id="current" label={w.current_password} error={current}>
                        <input id="current" name="current" type={type} required maxLength={256} autocomplete="current-password" {...faulty('current', current)} />
                    </Field>
                    <Field id="new" label={w.new_password} error={next}>
                        <div class="with-button">
                            <input id="new" name="new" type={type} required maxLength={256} autocomplete="new-password" {...faulty('new', next, next ? '' : 'new-hint')} />
                            <button type="button" class="button bare" onClick={() => (seen.value = !seen.value)}>
                                {seen.value ? w.hide : w.show}
                            </button>
                        </div>
                        {!next && <small id="new-hint">{w.password_hint(PASSWORD_MIN)}</small>}
                    </Field>
                    <p id="signs-out">{w.end_others_sure}</p>
                    <p class="error" role="alert">
                        {other}
                    </p>
                    <button class="button" aria-describedby="signs-out">
                        {w.save}
                    </button>
                </form>
            </details>
        </section>
    );
}

function Happened({ activity }: { activity: readonly Activity[] }) {
    const w = words.value;
    return (
        <section class="section">
            <details>
                <summary>{w.activity}</summary>
                <p class="quiet">{w.activity_hint}</p>
                <ul class="list">
                    {activity.map((one) => (
                        <li class="row" key={`${one.happened_at} ${one.kind}`}>
                            <span class="text whole">
                                <span class={one.kind.endsWith('failed') || one.kind === 'token_reused' ? 'minus' : ''}>{w[`a_${one.kind}`]}</span>
                                <small>
                                    {[moment_text(one.happened_at), one.device && device_name(one.device), one.address, one.detail && isolated(device_name(one.detail))]
                                        .filter(Boolean)
                                        .join(' · ')}
                                </small>
                            </span>
                        </li>
                    ))}
                </ul>
            </details>
        </section>
    );
}
