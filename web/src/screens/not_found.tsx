import { Top } from '../design/parts.tsx';
import { route } from '../router.ts';
import { events_about, ledger } from '../store/ledger.ts';
import { words } from '../words/words.ts';

// What was deleted still has its history, and there the deletion can be undone.
export function NotFound() {
    const w = words.value;
    const { screen, id } = route.value;
    const was_here = id !== '' && events_about(ledger.value, id).length > 0;
    return (
        <>
            <Top title={w.not_found} back="/" />
            <p class="quiet">{was_here ? w.not_found_hint : w.not_found_address}</p>
            <div class="buttons section">
                <a class="button primary" href={was_here ? `/${screen}/${id}/history` : '/'}>
                    {was_here ? w.history : w.overview}
                </a>
            </div>
        </>
    );
}
