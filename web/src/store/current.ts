// Which account is open in this tab. Accounts never mix: each has a database of its own.
import { give_choices, leave_choices, own_choices } from '../preferences.ts';
import { is_of_guest } from '../server/session.ts';
import type { Keeper } from '../server/session.ts';
import { Account, forget, take_along } from './account.ts';
import { send_choices } from './settings.ts';
import { glance_signal, is_read_signal, ledger_signal, no_ledger, sync_signal, unreadable_signal } from './ledger.ts';

declare const CLIENT_VERSION: string; // of the sources (version.ts)

let current: Account | null = null;

export function current_account(): Account {
    if (current === null) throw new Error('no account is open');
    return current;
}

// False: somebody has signed out of it.
export async function open_account(id: string, is_new = false): Promise<boolean> {
    if (current?.id === id) {
        current.wake();
        return true;
    }
    close_account();
    own_choices(id, is_new && !is_of_guest(id));
    current = new Account(id, CLIENT_VERSION);
    return current.open(is_new);
}

export function close_account(): void {
    current?.close();
    current = null;
    glance_signal.value = null;
    is_read_signal.value = false;
    unreadable_signal.value = false;
    ledger_signal.value = no_ledger();
    sync_signal.value = { state: 'connecting', unsent: 0, last_contact: null, fetching: false, problems: [] };
}

// What cannot be read here is fetched from the server anew; what was made here and is not there yet is kept. To be followed by a new start of the client.
export const forget_log = (): Promise<void> => current_account().database.forget_log();

// Closes an account and deletes what is stored here of it.
export async function forget_account(id: string): Promise<void> {
    if (current?.id === id) close_account();
    leave_choices(id);
    await forget(id);
}

// What the session needs of the store (server/session.ts: restore).
export const keeper: Keeper = {
    open_account,
    forget_account,
    send_choices,
    take_along: async (from, to, is_new) => {
        await take_along(from, to, is_new);
        give_choices(from);
    },
    leave: async (agreed) => current?.leave(agreed) ?? [],
};
