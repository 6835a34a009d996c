// Whether what is here is on the server, what waits, and what needs a person.
import { useSignal } from '@preact/signals';
import { Dialog } from '../design/parts.tsx';
import { dismiss, retry } from '../store/commands.ts';
import { ledger, sync } from '../store/ledger.ts';
import type { LedgerEvent, Problem } from '../store/ledger.ts';
import { event_sentence } from '../views/sentences.ts';
import { moment_text, words } from '../words/words.ts';

export function SyncButton() {
    const w = words.value;
    const open = useSignal(false);
    const { state, unsent, problems } = sync.value;
    const bad = problems.length > 0 || state === 'signed_out' || state === 'storage_full';
    const on = state === 'live' || state === 'polling';
    return (
        <>
            <button type="button" class="button bare sync quiet" onClick={() => (open.value = true)}>
                <span class={bad ? 'dot bad' : on ? 'dot' : 'dot off'} />
                {w[`s_${state}`]}
                {unsent > 0 && ` (${unsent})`}
            </button>
            {open.value && (
                <Dialog title={w.sync_title} close={() => (open.value = false)}>
                    <SyncState />
                    <button type="button" class="button" onClick={() => (open.value = false)}>
                        {w.close}
                    </button>
                </Dialog>
            )}
        </>
    );
}

export function SyncState() {
    const w = words.value;
    const { state, unsent, last_contact, problems } = sync.value;
    const said = { offline: w.sync_offline, signed_out: w.sync_signed_out, storage_full: w.sync_full, connecting: w.s_connecting, live: w.sync_live, polling: w.sync_live }[state];
    const waiting = ledger.value.events.filter((event) => event.seq === undefined);
    return (
        <div class="form">
            <p>
                {unsent > 0 && (state === 'live' || state === 'polling') ? w.unsent(unsent) : said}
                {last_contact && <small> {moment_text(new Date(last_contact).toISOString())}</small>}
            </p>
            {state === 'signed_out' && (
                <a class="button primary" href="/sign-in">
                    {w.sign_in}
                </a>
            )}
            {problems.length > 0 && (
                <div class="form">
                    <h3>{w.problems}</h3>
                    {problems.map((problem) => <ProblemCard key={problem.event.id} problem={problem} />)}
                </div>
            )}
            {unsent > 0 && <p class="quiet">{w.unsent(unsent)}</p>}
            <ol class="list">
                {waiting.slice(0, 50).map((event) => (
                    <li class="row" key={event.id}>
                        <span class="text">{event_sentence(event, ledger.value)}</span>
                    </li>
                ))}
            </ol>
        </div>
    );
}

function ProblemCard({ problem }: { problem: Problem }) {
    const w = words.value;
    return (
        <div class="card">
            <strong>{event_sentence(problem.event as unknown as LedgerEvent, ledger.value)}</strong>
            <p>{w[`p_${problem.status}`]}</p>
            <div class="buttons">
                <button type="button" class="button" onClick={() => retry(problem.event.id)}>
                    {w.keep_mine}
                </button>
                <button type="button" class="button danger" onClick={() => dismiss(problem.event.id)}>
                    {w.drop_mine}
                </button>
            </div>
        </div>
    );
}
