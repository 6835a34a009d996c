// What a person is asked about an event that the server did not take.
import type { LedgerEvent, Ledger, Problem } from '../store/ledger.ts';
import { refusal_words } from '../toast.ts';
import { isolated, words } from '../words/words.ts';
import { change_lines } from './changes.ts';
import { entry_sentence, event_sentence } from './sentences.ts';

export interface Question {
    title: string;
    lines: readonly string[];
    again: string; // what it is to send it once more
    drop: string;
}

const LISTED = 3;

// A deletion would take along what its maker has not seen.
function of_deletion({ event }: Problem, of: Ledger): Question | null {
    const contact = of.contacts.get(event.aggregate_id);
    if (event.type !== 'CONTACT_DELETED' || contact === undefined) return null;
    const w = words.value;
    const n = isolated(contact.name);
    const since = of.transactions_of(contact.id).filter(({ updated_at }) => updated_at > event.made_at).reverse();
    const lines = since.slice(0, LISTED).map((t) => entry_sentence(t, contact.name));
    const more = since.length > LISTED ? [w.and_more(since.length - LISTED)] : [];
    return { title: w.delete_person_sure(n), lines: [w.p_since(n), ...lines, ...more], again: w.delete_anyway, drop: w.keep_person(n) };
}

export function question(problem: Problem, of: Ledger): Question {
    const w = words.value;
    const event = problem.event as unknown as LedgerEvent;
    const rejected = problem.status === 'rejected';
    const reason = rejected ? refusal_words(problem.code) : null;
    return (
        (rejected ? null : of_deletion(problem, of)) ?? {
            title: event_sentence(event, of),
            lines: [...change_lines(event, of), ...(reason === null ? [] : [reason]), w[`p_${problem.status}`]],
            again: rejected ? w.try_again : w.keep_mine,
            drop: w.drop_mine,
        }
    );
}
