// What opens above the page, and what is said at the foot of whatever is topmost: below a dialog nothing can be reached.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { hold_toast, release_toast, toast, toast_text, undo_last } from '../toast.ts';
import type { Toasted } from '../toast.ts';
import { words } from '../words/words.ts';
import { take_update, update_waits } from '../worker/register.ts';

const open = signal<readonly symbol[]>([]); // the dialogs, the topmost last

// When it goes, the focus returns to where it was. is_read: there is nothing to be filled in; it is read from its title on.
export function Dialog({ title, close, is_read = false, children }: { title: string; close: () => void; is_read?: boolean; children: ComponentChildren }) {
    const ref = useRef<HTMLDialogElement>(null);
    const pressed = useRef<EventTarget | null>(null); // text that is marked from inside to outside closes nothing
    const self = useRef(Symbol(title)).current;
    const gone = useRef(false); // its screen has taken it away: nobody has closed it
    useLayoutEffect(() => {
        const dialog = ref.current; // opened before the next picture, not after it
        const before = document.activeElement;
        const { pathname } = location;
        if (dialog && !dialog.open) dialog.showModal();
        open.value = [...open.value, self];
        addEventListener('popstate', close); // what it stands above goes
        return () => {
            removeEventListener('popstate', close);
            gone.current = true;
            open.value = open.value.filter((other) => other !== self);
            if (location.pathname !== pathname) return; // its screen goes, too: closed, it would give the focus to what is about to go
            dialog?.close();
            const lost = document.activeElement === document.body || dialog?.contains(document.activeElement);
            if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
        };
    }, []);
    return (
        <dialog ref={ref} aria-label={title} onClose={() => gone.current || close()} onPointerDown={(event) => (pressed.current = event.target)} onClick={(event) => event.target === ref.current && pressed.current === ref.current && close()}>
            <div class="form">
                <h2 {...(is_read ? { tabIndex: -1, autofocus: true } : {})}>{title}</h2>
                {children}
            </div>
            <Toasts above={self} />
        </dialog>
    );
}

// Asks before something that cannot be undone, or that takes much away.
export function Sure({ title, text, action, act, close }: { title: string; text: string; action: string; act: () => unknown; close: () => void }) {
    const acting = useRef(false);
    const act_once = async (): Promise<void> => {
        if (acting.current) return; // who taps again while it takes long means the same
        acting.current = true;
        await act();
        acting.current = false; // refused, it may be tried again
    };
    return (
        <Dialog title={title} close={close}>
            <p>{text}</p>
            <div class="buttons">
                <button type="button" class="button" onClick={close}>
                    {words.value.cancel}
                </button>
                <button type="button" class="button danger" onClick={act_once}>
                    {action}
                </button>
            </div>
        </Dialog>
    );
}

// above: the dialog that they belong to; left out: the page. at_top: of a form, whose button to save by is at the foot.
export function Toasts({ above, at_top = false }: { above?: symbol; at_top?: boolean }) {
    const here = open.value.at(-1) === above;
    return (
        <div class={at_top && toast.value ? 'toasts at-top' : 'toasts'}>
            <div role="status">{here && update_waits.value && <Update />}</div>
            <div role="status">{here && toast.value && <Toast said={toast.value} />}</div>
        </div>
    );
}

function Toast({ said }: { said: Toasted }) {
    const w = words.value;
    const box = useRef<HTMLDivElement>(null);
    const before = useRef<EventTarget | null>(null); // where the focus came from: there it goes again
    useLayoutEffect(
        () => () => {
            if (!box.current?.contains(document.activeElement)) return;
            const { current: from } = before;
            (from instanceof HTMLElement && from.isConnected ? from : document.getElementById('content'))?.focus({ preventScroll: true });
        },
        [],
    );
    const enter = ({ relatedTarget: from }: FocusEvent): void => {
        hold_toast();
        if (!box.current?.contains(from as Node | null)) before.current = from;
    };
    return (
        <div ref={box} class="toast" onMouseEnter={hold_toast} onMouseLeave={release_toast} onFocusIn={enter} onFocusOut={release_toast}>
            <p>{toast_text(said)}</p>
            <span class="acts">
                {said.undo && (
                    <button type="button" class="button" onClick={undo_last}>
                        {said.is_undone ? w.redo : w.undo}
                    </button>
                )}
                <button type="button" class="button" aria-label={w.close} onClick={() => (toast.value = null)}>
                    ×
                </button>
            </span>
        </div>
    );
}

// A new version is used when the person says so: nothing changes under their hands.
function Update() {
    const w = words.value;
    return (
        <div class="toast">
            <p>{w.update_ready}</p>
            <button type="button" class="button" onClick={take_update}>
                {w.update_now}
            </button>
        </div>
    );
}
