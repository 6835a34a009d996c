import { Top } from '../design/parts.tsx';
import { words } from '../words/words.ts';

export function NotFound() {
    const w = words.value;
    return (
        <>
            <Top title={w.not_found} back="/" />
            <p class="quiet">{w.not_found_hint}</p>
        </>
    );
}
