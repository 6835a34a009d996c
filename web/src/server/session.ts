// Who is signed in on this device. The tokens are in cookies that scripts cannot read; what is kept here is only whose
// data is to be shown, so that it can be shown without the server.
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Insecure, Problem, call, exchange, one_by_one, renewing, request } from './http.ts';
import type { Method } from './http.ts';

export interface AccountName {
    id: string;
    username: string;
    display_name: string;
}

export interface Session {
    account: AccountName;
}

export interface Device {
    id: string;
    device: string | null;
    started_at: string;
    last_used_at: string;
    current: boolean;
}

export interface Passkey {
    id: string;
    name: string;
    created_at: string;
    last_used_at: string | null;
}

export interface Activity {
    kind:
        | 'registered'
        | 'signed_in'
        | 'sign_in_failed'
        | 'signed_out'
        | 'session_ended'
        | 'token_reused'
        | 'password_changed'
        | 'password_failed'
        | 'passkey_added'
        | 'passkey_renamed'
        | 'passkey_removed'
        | 'account_disabled'
        | 'account_enabled';
    device: string | null;
    address: string | null;
    detail: string | null; // which other device ended, or the name of the passkey
    happened_at: string;
}

// What the session needs of the store; screens do not see it.
export interface Keeper {
    open_account(id: string, is_new?: boolean): Promise<boolean>; // false: somebody has signed out of it
    // Nothing is added to the open one any more. Unless more waits than was agreed to be lost: all of that is returned, and it goes on.
    leave(agreed: readonly string[]): Promise<readonly string[]>;
    send_choices(id: string): Promise<void>; // rejects where they cannot be sent now
    take_along(from: string, to: string, is_new: boolean): Promise<void>; // what one holds, the other does: nothing is added to the first one any more
    forget_account(id: string): Promise<void>;
}

export const PASSWORD_MIN = 10; // characters (site/password.h)

const LAST_ACCOUNT = 'debt-tracker.account';

function last_account(): Session | null {
    try {
        const account = JSON.parse(localStorage.getItem(LAST_ACCOUNT) ?? 'null') as AccountName | null;
        return account === null || is_being_forgotten(account.id) ? null : { account };
    } catch {
        return null;
    }
}

// Whether an account is still this device's.
export const is_signed_in = (id: string): boolean => last_account()?.account.id === id;

const current = signal<Session | null>(null);
export const session: ReadonlySignal<Session | null> = current;

// Somebody who has no account yet: what they write down stays on this device, and goes into the account that they create or sign in to.
export const is_of_guest = (id: string): boolean => id.startsWith('guest-');
export const is_guest = computed(() => is_of_guest(current.value?.account.id ?? ''));

export async function begin_as_guest(): Promise<void> {
    await forgotten;
    await forget();
    await open_as_last({ id: `guest-${crypto.randomUUID()}`, username: '', display_name: '' }, true);
}

// The last account's data are being read.
const opening_signal = signal(false);
export const opening: ReadonlySignal<boolean> = opening_signal;

let keeper: Keeper | null = null;

// Shows the last account's data, without asking the server. Called once, when the client starts.
export async function restore(of: Keeper): Promise<void> {
    keeper = of;
    // Another tab signs in or out, from now on: what is opened here meanwhile is the account's that was.
    self.addEventListener('storage', (event) => {
        if (event.key === LAST_ACCOUNT) void follow().finally(() => location.reload());
    });
    const last = last_account();
    opening_signal.value = last !== null;
    finish_leaving();
    watch_left_session();
    try {
        await forgotten;
        if (last !== null) await enter(last.account);
    } finally {
        opening_signal.value = false;
    }
}

// Where another tab has taken along what a guest had, this one may have stored it anew before it heard of that.
async function follow(): Promise<void> {
    const [here, there] = [current.value?.account.id ?? '', last_account()?.account.id];
    if (!is_of_guest(here) || here === there) return;
    if (there !== undefined && !is_of_guest(there)) await keeper!.take_along(here, there, false);
    await keeper!.forget_account(here);
}

async function enter(account: AccountName, is_new = false): Promise<void> {
    if (!(await keeper!.open_account(account.id, is_new))) return leave(account); // the page was closed just then
    current.value = { account };
}

// Cookies that begin with __Host- are for secure connections (RFC 6265bis §4.1.3.2): to http://localhost not every browser sends them.
async function expect_cookies(account: string): Promise<void> {
    try {
        await exchange('GET', '/api/auth/sessions', { account });
    } catch (error) {
        throw error instanceof Problem && error.status === 401 ? new Insecure() : error;
    }
}

async function begin(path: string, body: object, is_new = false): Promise<void> {
    await end_left_session();
    const { account } = await one_by_one(async () => {
        const answer = await request('POST', path, { ...body, cookies: true });
        forget_left_session(); // its cookies are gone: what would be ended is this one
        return answer as { account: AccountName };
    });
    if (location.protocol === 'http:') await expect_cookies(account.id);
    await forgotten;
    await forget(); // another tab's, too: what comes now would go with it
    const guest = last_account()?.account.id;
    if (guest !== undefined && is_of_guest(guest)) {
        await keeper!.take_along(guest, account.id, is_new);
        localStorage.setItem(FORGETTING, guest);
    }
    await open_as_last(account, is_new);
    forgotten = forget();
}

async function open_as_last(account: AccountName, is_new: boolean): Promise<void> {
    localStorage.setItem(LAST_ACCOUNT, JSON.stringify(account));
    await enter(account, is_new);
}

export const register = (fields: { username: string; password: string; display_name?: string }): Promise<void> =>
    begin('/api/auth/register', fields, true);

export const login = (username: string, password: string): Promise<void> =>
    begin('/api/auth/login', { username, password });

export async function login_with_passkey(): Promise<void> {
    const { startAuthentication } = await import('@simplewebauthn/browser');
    const options = (await request('POST', '/api/auth/passkey-login/challenge', {})) as never;
    return begin('/api/auth/passkey-login', { credential: await startAuthentication({ optionsJSON: options }) });
}

// --- the end of a session ---

// Signed out here, and the server could not be told yet. Scripts cannot delete the session's cookies: so it is told as soon
// as it can be reached, before anybody else signs in here.
const LEAVING = 'debt-tracker.leaving';
const left = signal(localStorage.getItem(LEAVING) !== null);
export const leaving: ReadonlySignal<boolean> = left;

const TELL_AGAIN_MS = 5000;
const PATIENCE_MS = 3000; // nobody waits longer for a server that does not answer

const or_patience_ends = (answer: Promise<void>): Promise<unknown> => Promise.race([answer.catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);

let telling: Promise<void> | null = null;

async function tell_server(account: string): Promise<void> {
    // Another tab may have begun one meanwhile.
    const tell = async (): Promise<unknown> => is_left(account) && exchange('POST', '/api/auth/logout', { account, body: {} });
    try {
        await renewing(() => one_by_one(tell));
    } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) return; // 401: it has ended already, or another has begun
    }
    if (is_left(account)) forget_left_session();
}

const is_left = (account: string): boolean => localStorage.getItem(LEAVING) === account;

function forget_left_session(): void {
    localStorage.removeItem(LEAVING);
    left.value = false;
}

// Ends the session that was left here, if there is one. Several calls are one. first: what needs the session still.
function end_left_session(first: Promise<unknown> = Promise.resolve()): Promise<void> {
    const account = localStorage.getItem(LEAVING);
    if (account === null) return Promise.resolve();
    return (telling ??= first.then(() => tell_server(account)).finally(() => {
        telling = null;
    }));
}

function watch_left_session(): void {
    const look = (): void => {
        if (current.value === null || is_guest.value) void end_left_session();
    };
    look();
    self.addEventListener('online', look);
    setInterval(look, TELL_AGAIN_MS);
}

// Whose data are being deleted here: should the page be closed meanwhile, the next start goes on.
const FORGETTING = 'debt-tracker.forgetting';
let forgotten: Promise<void> = Promise.resolve();

const is_being_forgotten = (id: string): boolean => localStorage.getItem(FORGETTING) === id;

async function forget(): Promise<void> {
    const id = localStorage.getItem(FORGETTING);
    if (id === null) return;
    try {
        await keeper!.forget_account(id);
        if (is_being_forgotten(id)) localStorage.removeItem(FORGETTING);
    } catch {
        // The next start tries again.
    }
}

// It is decided, whatever happens to this page from here on: what is left to do, the next start does. The other tabs go, too.
function leave({ id }: AccountName): void {
    localStorage.setItem(FORGETTING, id);
    if (!is_of_guest(id)) localStorage.setItem(LEAVING, id);
    localStorage.removeItem(LAST_ACCOUNT);
    current.value = null;
    finish_leaving();
}

// What was chosen is sent while the session lasts, and deleted with the rest.
function finish_leaving(): void {
    const id = localStorage.getItem(FORGETTING);
    const sent = id === null || is_of_guest(id) ? Promise.resolve() : or_patience_ends(keeper!.send_choices(id));
    forgotten = sent.then(forget);
    void or_patience_ends(end_left_session(sent)).then(() => (left.value = localStorage.getItem(LEAVING) !== null));
}

// What somebody says who is asked whether what was not uploaded may be lost. look_again: it may not, but has it not been uploaded meanwhile?
export type Answer = 'lose' | 'look_again' | 'stay';

// Signs out and deletes what is stored here of the account. confirm_unsent is asked where that holds what was not uploaded. What is added while it is asked,
// it is asked about, too.
export async function logout(confirm_unsent: (events: number) => Promise<Answer>): Promise<boolean> {
    const account = current.value?.account;
    if (account === undefined) return true;
    for (let agreed: readonly string[] = []; ; ) {
        const waiting = await keeper!.leave(agreed);
        if (waiting.length === 0) break;
        const answer = await confirm_unsent(waiting.length);
        if (answer === 'stay') return false;
        if (answer === 'lose') agreed = waiting;
    }
    if (current.value?.account === account) leave(account);
    return true;
}

// In the session of whose data are shown, or not at all.
const mine = <T>(method: Method, path: string, body?: unknown): Promise<T> => call(current.value!.account.id, method, path, body);

export const sessions = (): Promise<Device[]> => mine('GET', '/api/auth/sessions');
export const end_session = (id: string): Promise<void> => mine('DELETE', `/api/auth/sessions/${id}`);
export const end_other_sessions = (): Promise<void> => mine('DELETE', '/api/auth/sessions');

export const passkeys = (): Promise<Passkey[]> => mine('GET', '/api/auth/passkeys');
export const rename_passkey = (id: string, name: string): Promise<Passkey> =>
    mine('PATCH', `/api/auth/passkeys/${encodeURIComponent(id)}`, { name });
export const remove_passkey = (id: string): Promise<void> =>
    mine('DELETE', `/api/auth/passkeys/${encodeURIComponent(id)}`);

export async function add_passkey(name: string): Promise<Passkey> {
    const { startRegistration } = await import('@simplewebauthn/browser');
    const options = await mine<never>('POST', '/api/auth/passkeys/challenge', {});
    return mine('POST', '/api/auth/passkeys', { name, credential: await startRegistration({ optionsJSON: options }) });
}

export const activity = (limit: number): Promise<Activity[]> => mine('GET', `/api/auth/activity?limit=${limit}`);
export const change_password = (current_password: string, new_password: string): Promise<void> =>
    mine('PUT', '/api/auth/password', { current_password, new_password });

// A link's download cannot refresh the session: this does it before.
export const renew = (): Promise<unknown> => mine('GET', '/api/auth/session');
export const export_url = (): string => `/api/export?format=json&account=${current.value!.account.id}`;
