// Who changed what, and when; each change can be undone, and each undo. Of the whole ledger, or of one person or entry.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Top, Unsent, useAfterPicture } from '../design/parts.tsx';
import { came_back, keep_step, route, step } from '../router.ts';
import { undo_event } from '../store/commands.ts';
import { events_about, ledger } from '../store/ledger.ts';
import type { LedgerEvent } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { change_lines } from '../views/changes.ts';
import { device_name } from '../views/device_name.ts';
import { by_day } from '../views/lists.ts';
import { entry_sentence, event_sentence, undoing } from '../views/sentences.ts';
import { day_text, isolated, moment_text, time_text, words } from '../words/words.ts';
import { FirstRun } from './first_run.tsx';

const PAGE = 50;
const IN_WINDOW = 12; // and some more

export function History() {
    return (
        <>
            <Top title={words.value.history} back="/transactions" />
            {ledger.value.events.length > 0 ? <Changes events={ledger.value.events} /> : <FirstRun />}
        </>
    );
}

// Of the person or the entry in the address, whether or not they are still there.
export function HistoryOf() {
    const w = words.value;
    const of = ledger.value;
    const { screen, id } = route.value;
    const events = events_about(of, id);
    const entry = of.transactions.get(id);
    const name = of.contacts.get(entry?.contact_id ?? id)?.name;
    return (
        <>
            <Top title={entry || name === undefined ? w.history : w.history_of(name)} back={name === undefined ? '/history' : `/${screen}/${id}`} />
            {entry && name && <p class="lead">{entry_sentence(entry, name)}</p>}
            {events.length ? <Changes events={events} /> : <p class="quiet">{w.not_found}</p>}
        </>
    );
}

function Changes({ events }: { events: readonly LedgerEvent[] }): ComponentChildren {
    const w = words.value;
    const many = useSignal(step().many ?? PAGE);
    const all = useAfterPicture(came_back.peek());
    const show_older = (): void => {
        many.value += PAGE;
        keep_step({ many: many.value });
    };
    const shown = events.slice(-(all ? many.value : IN_WINDOW)).reverse();
    return (
        <>
            {by_day(shown).map(([day, of_day]) => (
                <section class="day" key={day}>
                    <h2>{day === '' ? w.today : day_text(day)}</h2>
                    <ol class="list">{of_day.map((event) => <Change key={event.id} event={event} />)}</ol>
                </section>
            ))}
            {all && events.length > many.value && (
                <div class="empty">
                    <button type="button" class="button" onClick={show_older}>
                        {w.show_older}
                    </button>
                </div>
            )}
        </>
    );
}

function Change({ event }: { event: LedgerEvent }) {
    const w = words.value;
    const of = ledger.value;
    const undone = of.undone.has(event.id);
    const sentence = event_sentence(event, of);
    const said = [
        time_of(event),
        w.by_device(event.actor?.device ? device_name(event.actor.device) : w.this_device),
        event.comment && isolated(event.comment),
        undone && w.h_is_undone,
    ].filter(Boolean);
    const undoes = event.type === 'EVENT_UNDONE' ? undoing(event, of) : null;
    const redoes = undoes !== null && !undoes.again;
    const what = undoes?.target ? event_sentence(undoes.target, of) : sentence;
    const action = redoes ? w.redo : w.undo;
    const row = useRef<HTMLLIElement>(null);
    const was_undone = useRef(undone);
    useLayoutEffect(() => {
        // The button that has the focus goes with what it did.
        if (undone && !was_undone.current && document.activeElement === document.body) row.current?.focus({ preventScroll: true });
        was_undone.current = undone;
    }, [undone]);
    const at_work = useRef(false); // who taps twice undoes once
    const undo = async (): Promise<void> => {
        if (at_work.current) return;
        at_work.current = true;
        await carry_out((early) => undo_event(event.id, early), { done: redoes ? w.t_redone : w.t_undone, what, is_undone: !redoes });
        at_work.current = false;
    };
    const is_needed = event.type === 'CONTACT_CREATED' && of.transactions_of(event.aggregate_id).length > 0; // there are entries with them
    return (
        <li class="row" ref={row} tabIndex={-1}>
            <span class="text whole">
                <span class={undone ? 'struck' : ''}>{sentence}</span>
                {change_lines(event, of).map((line) => <small key={line}>{line}</small>)}
                <small>
                    {said.join(' · ')}
                    {event.seq === undefined && <Unsent />}
                </small>
            </span>
            {!undone && !is_needed && (
                <button type="button" class="button bare" aria-label={w.about(action, sentence)} onClick={undo}>
                    {action}
                </button>
            )}
        </li>
    );
}

// When it was done, which may be a day or more before the server heard of it.
function time_of({ made_at, recorded_at }: LedgerEvent): string {
    const at = made_at ?? recorded_at ?? '';
    return recorded_at != null && at.slice(0, 10) !== recorded_at.slice(0, 10) ? moment_text(at) : at && time_text(at);
}
