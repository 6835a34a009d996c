// What a person is asked about a change that the server did not take.
import { bring_back, dismiss, retry } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import type { Problem } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { question } from '../views/problems.ts';
import { words } from '../words/words.ts';

export function ProblemCard({ problem }: { problem: Problem }) {
    const { title, lines, again, needs_back, deletes, drop } = question(problem, ledger.value);
    const { id } = problem.event;
    const send_again = (): unknown => carry_out(() => (needs_back ? bring_back : retry)(id).then(() => ({ events: [] })), { done: '' }); // to be seen in the list
    const give_up = (): unknown => carry_out(() => dismiss(id), { done: words.value.t_dropped });
    return (
        <div class="card">
            <strong>{title}</strong>
            {lines.map((line) => <p key={line}>{line}</p>)}
            <div class="buttons">
                {again !== null && (
                    <button type="button" class={deletes ? 'button danger' : 'button primary'} onClick={send_again}>
                        {again}
                    </button>
                )}
                <button type="button" class={deletes ? 'button primary' : 'button danger'} onClick={give_up}>
                    {drop}
                </button>
            </div>
        </div>
    );
}
