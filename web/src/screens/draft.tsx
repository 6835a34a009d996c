// What is typed into a form outlives it: left, closed or reloaded, it is as it was when one comes back.
import { useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { rehearse } from '../store/commands.ts';
import type { Made } from '../store/commands.ts';
import { current_account } from '../store/current.ts';
import { carry_out, toast } from '../toast.ts';
import { words } from '../words/words.ts';

export interface Drafted<Fields> {
    form: string; // for the command that makes an entry of it (store/commands.ts: Along)
    fields: ReadonlySignal<Fields>;
    found: ReadonlySignal<boolean>; // they are from an earlier time
    is_typed: boolean; // something in them is not saved
    put(changed: Partial<Fields>): void;
    saved(): void; // what was typed is an entry now, or nobody wants it any more
    discard(): void; // begins afresh, where something was typed; can be undone
}

// form: which one it is, of all that the account has. begun: what is in it where nothing was typed.
export function useDraft<Fields extends object>(form: string, begun: Fields): Drafted<Fields> {
    const { drafts } = current_account();
    const first = useRef(begun).current;
    const known = useRef(drafts.known(form)).current;
    const opened = useRef<Fields>({ ...first, ...known }).current;
    const fields = useSignal(opened);
    const found = useSignal(known !== null);
    const typed_in = (of: Fields) => Object.entries(of).filter(([name, value]) => value !== first[name as keyof Fields]);
    const show = (next: Fields, is_found: boolean): void => {
        const typed = typed_in(next);
        drafts.keep(form, typed.length === 0 ? null : Object.fromEntries(typed));
        fields.value = next;
        found.value = is_found;
    };
    useEffect(() => {
        void rehearse();
        void drafts.of(form).then((draft) => {
            if (fields.value === opened && JSON.stringify(draft) !== JSON.stringify(known)) show({ ...first, ...draft }, draft !== null);
        }, () => {});
    }, []);
    // Like a command (store/commands.ts), but no event is made of it.
    const drop = async (dropped: Fields): Promise<Made> => {
        show(first, false);
        return { events: [], undo: () => take_back(dropped) };
    };
    const take_back = async (dropped: Fields): Promise<Made> => {
        show(dropped, true);
        return { events: [], undo: () => drop(dropped) };
    };
    return {
        ...{ form, fields, found, is_typed: typed_in(fields.value).length > 0 },
        put: (changed) => {
            toast.value = null; // whoever types has gone on, and it would stand above what they save by
            show({ ...fields.value, ...changed }, found.value);
        },
        saved: () => drafts.keep(form, null),
        discard: () => {
            if (typed_in(fields.value).length > 0) void carry_out(() => drop(fields.value), { done: words.value.t_discarded });
        },
    };
}

// Below the fields of a dialog. Cancelled, what was typed is given up. children: what else can be done there.
export function SaveOrCancel<Fields>({ of, close, disabled = false, children }: { of: Drafted<Fields>; close: () => void; disabled?: boolean; children?: ComponentChildren }) {
    const w = words.value;
    const give_up = (): void => {
        of.discard();
        close();
    };
    return (
        <div class="buttons">
            <button class="button primary" disabled={disabled}>
                {w.save}
            </button>
            <button type="button" class="button" onClick={give_up}>
                {w.cancel}
            </button>
            {children}
        </div>
    );
}

// Stands before the form that it is of.
export function DraftFound<Fields>({ of: { found, discard } }: { of: Drafted<Fields> }) {
    const w = words.value;
    const box = useRef<HTMLDivElement>(null);
    const begin_afresh = (): void => {
        discard();
        box.current?.nextElementSibling?.querySelector<HTMLElement>('input, select')?.focus(); // for the button goes
    };
    return (
        <div role="status" ref={box}>
            {found.value && (
                <div class="note">
                    <p>{w.draft_found}</p>
                    <button type="button" class="button bare" onClick={begin_afresh}>
                        {w.draft_discard}
                    </button>
                </div>
            )}
        </div>
    );
}
