// What there is to do where there is nothing yet.
import { AddIcon } from '../design/icons.tsx';
import { words } from '../words/words.ts';

export function FirstRun() {
    const w = words.value;
    return (
        <div class="empty">
            <h2>{w.first_title}</h2>
            <p>{w.first_hint}</p>
            <a class="button primary" href="/add">
                <AddIcon />
                {w.first_action}
            </a>
        </div>
    );
}
