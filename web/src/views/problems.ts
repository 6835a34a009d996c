// What a person is asked about an event that the server did not take.
import type { EventData } from '../events/event.ts';
import { data_before, deletions_before, name_of } from '../store/ledger.ts';
import type { LedgerEvent, Ledger, Problem } from '../store/ledger.ts';
import { isolated, words } from '../words/words.ts';
import { change_lines, changes } from './changes.ts';
import { refusal_words } from './refusals.ts';
import { amount_text, created_sentence, entry_sentence, event_sentence } from './sentences.ts';

export interface Question {
    title: string;
    lines: readonly string[];
    again: string | null; // what it is to send it once more; null: that is of no use
    needs_back?: boolean; // after what it is about has been brought back
    deletes?: boolean; // and the other is what takes nothing away
    drop: string;
}

const LISTED = 3;

// What an entry was that is gone, as the event would have it.
function gone_entry(event: LedgerEvent, of: Ledger, deletion: LedgerEvent): string {
    const w = words.value;
    const entry = { ...data_before(of, deletion), ...event.data } as EventData['TRANSACTION_CREATED'];
    const what = event.type === 'TRANSACTION_DELETED' ? w.t_deleted : w.h_transaction_updated;
    return w.about(what, created_sentence(entry, name_of(of, entry.contact_id) ?? '…'));
}

// Its person or its entry is gone.
function of_gone(event: LedgerEvent, of: Ledger): Question | null {
    const w = words.value;
    const [deletion] = deletions_before(of, event);
    if (deletion === undefined || event.type === 'EVENT_UNDONE') return null;
    const is_person = deletion.type === 'CONTACT_DELETED';
    const n = isolated(name_of(of, deletion.aggregate_id) ?? '…');
    const is_deletion = event.type.endsWith('DELETED');
    return {
        title: is_person ? event_sentence(event, of) : gone_entry(event, of, deletion),
        lines: [is_person ? w.gone_meanwhile(n) : w.r_gone],
        again: is_deletion ? null : is_person ? w.bring_back(n) : w.bring_it_back,
        needs_back: true,
        drop: w.draft_discard,
    };
}

// A deletion would take along what its maker has not seen.
function of_deletion(event: LedgerEvent, of: Ledger): Question | null {
    const w = words.value;
    const t = of.transactions.get(event.aggregate_id);
    if (event.type === 'TRANSACTION_DELETED' && t !== undefined) {
        return { title: event_sentence(event, of), lines: [w.p_conflict], again: w.delete_anyway, deletes: true, drop: w.leave_that(amount_text(t.amount, t.currency, t.description)) };
    }
    const contact = of.contacts.get(event.aggregate_id);
    if (event.type !== 'CONTACT_DELETED' || contact === undefined) return null;
    const n = isolated(contact.name);
    const since = of.transactions_of(contact.id).filter(({ updated_at }) => updated_at > (event.made_at ?? '')).reverse();
    const lines = since.slice(0, LISTED).map((one) => entry_sentence(one, contact.name));
    const more = since.length > LISTED ? [w.and_more(since.length - LISTED)] : [];
    return { title: w.delete_person_sure(n), lines: [w.p_since(n), ...lines, ...more], again: w.delete_anyway, deletes: true, drop: w.keep_person(n) };
}

// Two devices have changed the same.
function of_change(event: LedgerEvent, of: Ledger): Question {
    const w = words.value;
    const [only, ...others] = changes(event, of);
    const one = others.length === 0 ? only : undefined;
    return {
        title: event_sentence(event, of),
        lines: [...change_lines(event, of), w.p_conflict],
        again: one === undefined ? w.keep_mine : w.take_this(one.now),
        drop: one === undefined ? w.drop_mine : w.leave_that(one.before),
    };
}

export function question({ event: own, status, code }: Problem, of: Ledger): Question {
    const w = words.value;
    const event = own as unknown as LedgerEvent;
    const gone = of_gone(event, of);
    if (gone !== null) return gone;
    if (status === 'conflict') return of_deletion(event, of) ?? of_change(event, of);
    const reason = status === 'rejected' ? refusal_words(code) : null;
    return {
        title: event_sentence(event, of),
        lines: [...change_lines(event, of), ...(reason === null ? [] : [reason]), w[`p_${status}`]],
        again: w.try_again,
        drop: w.drop_mine,
    };
}
