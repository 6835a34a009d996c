// Who changed what, and when; each change can be undone, and each undo.
import { useSignal } from '@preact/signals';
import { Top, Unsent } from '../design/parts.tsx';
import { undo_event } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { device_name } from '../views/device_name.ts';
import { event_sentence } from '../views/sentences.ts';
import { moment_text, words } from '../words/words.ts';

const PAGE = 50;

export function History() {
    const w = words.value;
    const of = ledger.value;
    const many = useSignal(PAGE);
    const shown = of.events.slice(-many.value).reverse();
    return (
        <>
            <Top title={w.history} back="/transactions" />
            <ol class="list">
                {shown.map((event) => {
                    const undone = of.undone.has(event.id);
                    const at = event.recorded_at ?? event.made_at;
                    const sentence = event_sentence(event, of);
                    return (
                        <li class="row" key={event.id}>
                            <span class="text">
                                <span class={undone ? 'struck' : ''} style={{ whiteSpace: 'normal' }}>
                                    {sentence}
                                </span>
                                <small style={{ whiteSpace: 'normal' }}>
                                    {at && moment_text(at)}
                                    {event.actor?.device && ` · ${w.by_device(device_name(event.actor.device))}`}
                                    {event.comment && ` · ${event.comment}`}
                                    {undone && ` · ${w.h_is_undone}`}
                                    {event.seq === undefined && <Unsent />}
                                </small>
                            </span>
                            {!undone && (
                                <button
                                    type="button"
                                    class="button bare"
                                    aria-label={`${event.type === 'EVENT_UNDONE' ? w.redo : w.undo}: ${sentence}`}
                                    onClick={() => carry_out(() => undo_event(event.id), w.t_undone)}
                                >
                                    {event.type === 'EVENT_UNDONE' ? w.redo : w.undo}
                                </button>
                            )}
                        </li>
                    );
                })}
            </ol>
            {of.events.length > many.value && (
                <div class="empty">
                    <button type="button" class="button" onClick={() => (many.value += PAGE)}>
                        {w.any}: {of.events.length}
                    </button>
                </div>
            )}
        </>
    );
}
