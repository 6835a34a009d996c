// Find and do anything: screens, actions, people, by typing.
import { useSignal } from '@preact/signals';
import { Dialog } from '../design/parts.tsx';
import { go } from '../router.ts';
import { ledger } from '../store/ledger.ts';
import { people, plain } from '../views/lists.ts';
import { person_sentences } from '../views/sentences.ts';
import { locale, words } from '../words/words.ts';

export default function Palette({ close }: { close: () => void }) {
    const w = words.value;
    const typed = useSignal('');
    const chosen = useSignal(0);
    const places: { text: string; to: string; hint?: string }[] = [
        { text: w.new_entry, to: '/add' },
        { text: w.overview, to: '/' },
        { text: w.people, to: '/people' },
        { text: w.transactions, to: '/transactions' },
        { text: w.history, to: '/history' },
        { text: w.settings, to: '/settings' },
    ];
    const search = typed.value.trim();
    const found = [
        ...places.filter(({ text }) => plain(text).includes(plain(search))),
        ...(search ? people(ledger.value, { search }, locale.value) : [])
            .slice(0, 8)
            .map((c) => ({ text: c.name, to: `/people/${c.id}`, hint: person_sentences(c)[0] ?? '' })),
        ...(search ? [{ text: `${w.search_entries}: ${search}`, to: `/transactions?search=${encodeURIComponent(search)}` }] : []),
    ];
    const at = Math.min(chosen.value, found.length - 1);
    const pick = (index: number): void => {
        close();
        const to = found[index]?.to;
        if (to !== undefined) go(to);
    };
    return (
        <Dialog title={w.k_palette} close={close}>
            <input
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="found"
                aria-activedescendant={`found-${at}`}
                aria-label={w.palette_hint}
                placeholder={w.palette_hint}
                autofocus
                value={typed.value}
                onInput={(event) => {
                    typed.value = event.currentTarget.value;
                    chosen.value = 0;
                }}
                onKeyDown={(event) => {
                    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                    if (step) chosen.value = (at + step + found.length) % found.length;
                    else if (event.key === 'Enter') pick(at);
                    else return;
                    event.preventDefault();
                }}
            />
            <div class="list" role="listbox" id="found" aria-label={w.k_palette}>
                {found.map(({ text, hint }, i) => (
                    <div class="row" role="option" id={`found-${i}`} aria-selected={i === at} style={{ background: i === at ? 'var(--sunken)' : '' }} onClick={() => pick(i)}>
                        <span class="text">
                            <span dir="auto">{text}</span>
                            {hint && <small>{hint}</small>}
                        </span>
                    </div>
                ))}
            </div>
        </Dialog>
    );
}
