import { Dialog } from '../design/dialog.tsx';
import { words } from '../words/words.ts';

export function ShortcutList() {
    const w = words.value;
    const keys: [string, string][] = [
        ['Ctrl K', w.k_palette],
        ['N', w.k_add],
        ['/', w.k_search],
        ['U', w.k_undo],
        ['?', w.k_help],
        ['G O', w.overview],
        ['G P', w.people],
        ['G T', w.transactions],
        ['G H', w.history],
        ['G S', w.settings],
    ];
    return (
        <ul class="list">
            {keys.map(([key, text]) => (
                <li class="row">
                    <span class="text">{text}</span>
                    <kbd dir="ltr">{key}</kbd>
                </li>
            ))}
        </ul>
    );
}

export function Shortcuts({ close }: { close: () => void }) {
    return (
        <Dialog title={words.value.shortcuts} close={close} is_read>
            <ShortcutList />
            <button type="button" class="button" onClick={close}>
                {words.value.close}
            </button>
        </Dialog>
    );
}
