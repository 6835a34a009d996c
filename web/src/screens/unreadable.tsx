// What is stored here of the ledger cannot be read: what to do about it.
import { useSignal } from '@preact/signals';
import { Top } from '../design/parts.tsx';
import { forget_log } from '../store/current.ts';
import { say } from '../toast.ts';
import { words } from '../words/words.ts';

export function Unreadable() {
    const w = words.value;
    const busy = useSignal(false);
    const fetch_anew = async (): Promise<void> => {
        if (busy.value) return;
        busy.value = true;
        try {
            await forget_log();
            location.reload();
        } catch {
            busy.value = false;
            say(w.d_other); // not even that can be stored
        }
    };
    return (
        <div role="alert">
            <Top title={w.unreadable} />
            <p>{w.unreadable_hint}</p>
            <div class="buttons section">
                <button type="button" class="button primary" onClick={() => location.reload()}>
                    {w.try_again}
                </button>
                <button type="button" class="button" aria-disabled={busy.value} onClick={fetch_anew}>
                    {w.fetch_anew}
                </button>
            </div>
        </div>
    );
}
