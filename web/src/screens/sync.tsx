// Whether what is here is on the server, what waits, and what needs a person.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../design/dialog.tsx';
import { Steady, Top } from '../design/parts.tsx';
import { address, is_form } from '../router.ts';
import { acts, ledger, sync } from '../store/ledger.ts';
import type { Sync } from '../store/ledger.ts';
import { space } from '../store/space.ts';
import type { Space } from '../store/space.ts';
import { change_lines } from '../views/changes.ts';
import { event_sentence } from '../views/sentences.ts';
import { moment_text, number_text, size_text, words } from '../words/words.ts';
import { Coming, later } from './coming.tsx';

const SHOWN = 50; // of what waits

const needs_person = ({ state, problems }: Sync): boolean => problems.length > 0 || state === 'signed_out' || state === 'storage_full';

const is_here_only = ({ state, unsent }: Sync): boolean => state === 'guest' && unsent > 0;

function short_state({ state, problems }: Sync): string {
    return problems.length > 0 ? words.value.problems : words.value[`s_${state}`];
}

export function SyncButton() {
    const open = useSignal(false);
    const { state, unsent } = sync.value;
    const on = state === 'live' || state === 'polling';
    return (
        <>
            <button type="button" class="button bare sync quiet" onClick={() => (open.value = true)}>
                <span class={needs_person(sync.value) ? 'dot bad' : on ? 'dot' : 'dot off'} />
                {short_state(sync.value)}
                {unsent > 0 && state !== 'guest' && ` (${number_text(unsent)})`}
            </button>
            {open.value && <SyncDialog close={() => (open.value = false)} />}
        </>
    );
}

// On every screen, where a person must do something before what is here can reach the server; that a guest may do so takes no room from a form.
export function SyncAlert() {
    const open = useSignal(false);
    const is_calm = !needs_person(sync.value);
    return (
        <>
            <div role="status">
                {(!is_calm || (is_here_only(sync.value) && !is_form(address.value))) && (
                    <button type="button" class={is_calm ? 'alert calm no-print' : 'alert no-print'} onClick={() => (open.value = true)}>
                        <span class={is_calm ? 'dot off' : 'dot bad'} />
                        {short_state(sync.value)}
                    </button>
                )}
            </div>
            {open.value && <SyncDialog close={() => (open.value = false)} />}
        </>
    );
}

function SyncDialog({ close }: { close: () => void }) {
    const w = words.value;
    return (
        <Dialog title={w.sync_title} close={close} is_read>
            <SyncState />
            <button type="button" class="button" onClick={close}>
                {w.close}
            </button>
        </Dialog>
    );
}

export function SyncState() {
    const w = words.value;
    const { state, unsent, last_contact, problems } = sync.value;
    const said = { guest: w.sync_guest, offline: w.sync_offline, signed_out: w.sync_signed_out, storage_full: w.sync_full, connecting: w.s_connecting, live: w.sync_live, polling: w.sync_live }[state];
    const { ProblemCard = Coming } = later.value ?? {};
    const sending = unsent > 0 && (state === 'live' || state === 'polling');
    return (
        <div class="form">
            {!sending && <Steady room={w.sync_live}>{said}</Steady>}
            {state === 'signed_out' && (
                <a class="button primary" href="/sign-in">
                    {w.sign_in}
                </a>
            )}
            {state === 'guest' && (
                <a class="button primary" href="/sign-in">
                    {w.guest_account}
                </a>
            )}
            {problems.length > 0 && (
                <div class="form">
                    <h3>{w.problems}</h3>
                    {problems.map((problem) => <ProblemCard key={problem.event.id} problem={problem} />)}
                </div>
            )}
            {unsent > 0 && state !== 'guest' && <p class={sending ? '' : 'quiet'}>{w.unsent(unsent)}</p>}
            <Waiting />
            <Steady quiet room={w.last_contact(moment_text(new Date().toISOString()))}>
                {last_contact && w.last_contact(moment_text(new Date(last_contact).toISOString()))}
            </Steady>
        </div>
    );
}

// What was made here and is not on the server yet.
function Waiting() {
    const { pending } = ledger.value;
    if (pending.length === 0) return null;
    return (
        <ol class="list">
            {acts(pending).slice(0, SHOWN).map((events) => (
                <li class="row" key={events[0]!.id}>
                    <span class="text whole">
                        {events.map((event) => <span key={event.id}>{event_sentence(event, ledger.value)}</span>)}
                        {events.flatMap((event) => change_lines(event, ledger.value)).map((line) => <small key={line}>{line}</small>)}
                    </span>
                </li>
            ))}
        </ol>
    );
}

// On a new device, before all of the ledger is there: lists and sums of a part would be wrong ones.
export function Fetching() {
    const w = words.value;
    return (
        <>
            <Top title={w.fetching}>
                <SyncButton />
            </Top>
            {sync.value.state === 'offline' && <p class="quiet">{w.fetching_offline}</p>}
            <Waiting />
        </>
    );
}

// What the browser does with what is stored here.
export function Storage() {
    const w = words.value;
    const found = useSignal<Space | null | undefined>(undefined); // null: the browser does not say
    useEffect(() => {
        space().then(
            (one) => (found.value = one),
            () => {},
        );
    }, []);
    const used = (bytes: number): string => w.storage_used(size_text(bytes));
    if (found.value === null) return null;
    return (
        <>
            <Steady quiet room={w.storage_may_go}>{found.value && (found.value.kept ? w.storage_kept : w.storage_may_go)}</Steady>
            <Steady quiet room={used(1e7)}>{found.value && used(found.value.used_bytes)}</Steady>
        </>
    );
}
