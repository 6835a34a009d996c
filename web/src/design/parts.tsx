// The few parts that every screen is made of.
import { signal, useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { format_signed } from '../money/amount.ts';
import { came_back } from '../router.ts';
import { sync } from '../store/ledger.ts';
import type { Contact, Ledger, Transaction } from '../store/ledger.ts';
import { amount_text, due_text, entry_sentence, person_sentences, short_name } from '../views/sentences.ts';
import { day_text, locale, words } from '../words/words.ts';
import { BackIcon, CheckIcon, InIcon, OutIcon, WaitIcon } from './icons.tsx';

export function Top({ title, back, children }: { title: string; back?: string; children?: ComponentChildren }) {
    useEffect(() => {
        document.title = `${title} · ${words.value.app}`;
    }, [title]);
    return (
        <header class="top">
            {back !== undefined && (
                <a class="button bare no-print" rel="prev" href={back} aria-label={words.value.back}>
                    <BackIcon />
                </a>
            )}
            <h1>{title}</h1>
            {children}
        </header>
    );
}

export function Field({ label, error, children, id }: { id: string; label: string; error?: string | undefined; children: ComponentChildren }) {
    return (
        <div class="field">
            <label for={id}>{label}</label>
            {children}
            {error && (
                <p class="error" role="alert" id={`${id}-error`}>
                    {error}
                </p>
            )}
        </div>
    );
}

// What a field with that id says of its fault, and of what stands beside it, to those who do not see them.
export const faulty = (id: string, error: string | undefined, beside = ''): { 'aria-invalid': boolean; 'aria-describedby': string | undefined } => ({
    'aria-invalid': !!error,
    'aria-describedby': [error && `${id}-error`, beside].filter(Boolean).join(' ') || undefined,
});

// Words that change, or come late, with the room that they may need: nothing below them moves.
export function Steady({ children, room, quiet = false }: { children: ComponentChildren; room: string; quiet?: boolean }) {
    return (
        <p class={quiet ? 'steady quiet' : 'steady'} data-room={room}>
            <span>{children}</span>
        </p>
    );
}

// False for the first picture of a screen. at_once: no, true for that, too.
export function useAfterPicture(at_once = false): boolean {
    const there = useSignal(at_once);
    useEffect(() => {
        const later = self.setTimeout(() => (there.value = true), PICTURE_MS);
        return () => clearTimeout(later);
    }, []);
    return there.value;
}

// What is mostly below the window: it comes, and changes, after the picture of what is in it. On the way back to a screen it is there at once, for the
// browser goes to where the person was.
export function AfterPicture({ children }: { children: ComponentChildren }) {
    const shown = useSignal<ComponentChildren>(came_back.peek() ? children : null);
    useEffect(() => {
        const later = self.setTimeout(() => (shown.value = children), PICTURE_MS);
        return () => clearTimeout(later);
    }, [children]);
    return <>{shown.value}</>;
}

// A choice of some words, as a list that opens.
export function Choice<T extends string>({ id, label, value, options, pick }: { id: string; label: string; value: T; options: Readonly<Partial<Record<T, string>>>; pick: (value: T) => void }) {
    return (
        <Field id={id} label={label}>
            <select id={id} value={value} onChange={(event) => pick(event.currentTarget.value as T)}>
                {Object.entries(options).map(([key, text]) => (
                    <option value={key} selected={key === value}>
                        {text as string}
                    </option>
                ))}
            </select>
        </Field>
    );
}

// A balance: sign and icon, beside words; colour only besides.
export function Balance({ amount, currency, icon = false }: { amount: number; currency: string; icon?: boolean }) {
    const plus = amount > 0;
    if (amount === 0) return <span class="amount">{amount_text(0, currency)}</span>;
    const text = format_signed(amount, currency, locale.value);
    return (
        <span class={`amount ${plus ? 'plus' : 'minus'}`} style={{ '--letters': text.length }}>
            {icon && (plus ? <InIcon /> : <OutIcon />)}
            {text}
        </span>
    );
}

function Way({ plus, item = false }: { plus: boolean; item?: boolean }) {
    const w = words.value;
    const text = item ? (plus ? w.way_in_item : w.way_out_item) : plus ? w.way_in : w.way_out;
    return (
        <span class={`way ${plus ? 'plus' : 'minus'}`}>
            {plus ? <InIcon /> : <OutIcon />}
            {text}
        </span>
    );
}

const FIGURES = 2; // beside a name; more would not fit on its row

export function PersonRow({ contact, unsent, late = false }: { contact: Contact; unsent: boolean; late?: boolean }) {
    const w = words.value;
    const { balances, items } = contact;
    const first = balances[0];
    const things = items.lent + items.owed;
    const plus = items.lent > 0 || balances.some(({ amount }) => amount > 0);
    const both = plus && (items.owed > 0 || balances.some(({ amount }) => amount < 0));
    const rest = [balances.length > FIGURES && w.and_more(balances.length - FIGURES), things > 0 && w.things(things)].filter(Boolean);
    const said = [...person_sentences(contact), late && w.overdue, unsent && is_sent() && w.not_sent].filter(Boolean);
    return (
        <a class="row" href={`/people/${contact.id}`}>
            <span class="visually-hidden">{said.join(w.stop)}</span>
            <span class="initial" aria-hidden="true">
                {[...contact.name.trim()][0]?.toLocaleUpperCase(locale.value)}
            </span>
            <span class="text" aria-hidden="true">
                <strong><bdi>{contact.name}</bdi></strong>
                <small>
                    {late && <span class="badge late">{w.overdue}</span>}
                    {both ? w.way_both : first || things ? <Way plus={plus} item={!first} /> : w.even}
                    {unsent && <Unsent />}
                </small>
            </span>
            <span class="figures" aria-hidden="true">
                {balances.slice(0, FIGURES).map((b) => <Balance amount={b.amount} currency={b.currency} icon={both} />)}
                {rest.length > 0 && <small>{rest.join(' · ')}</small>}
                {!first && !things && <CheckIcon />}
            </span>
        </a>
    );
}

// Of what a guest has nothing is, so that nothing waits for it.
const is_sent = (): boolean => sync.value.state !== 'guest';

// What waits for a moment only is a sign; what waits for a connection, or for a person, is said.
export function Unsent() {
    if (!is_sent()) return null;
    const is_on_its_way = ['live', 'polling', 'connecting'].includes(sync.value.state);
    return (
        <span class="way quiet">
            {' '}
            <WaitIcon />
            <span class={is_on_its_way ? 'visually-hidden' : ''}>{words.value.not_sent}</span>
        </span>
    );
}

const IN_A_ROW = 28; // letters of a name; what comes after it is to be read

// A row is drawn again only where one of its own values is another.
export function EntryRow({ entry, of, today, balance = null }: { entry: Transaction; of: Pick<Ledger, 'contacts' | 'unsent'>; today: string; balance?: number | null }) {
    const name = of.contacts.get(entry.contact_id)?.name ?? '…';
    return <EntryLine entry={entry} name={name} unsent={of.unsent.has(entry.id)} today={today} balance={balance} />;
}

function EntryLine({ entry, name, unsent, today, balance }: { entry: Transaction; name: string; unsent: boolean; today: string; balance: number | null }) {
    const w = words.value;
    const open = entry.outstanding > 0;
    const signed = entry.direction === 'lent' ? entry.amount : -entry.amount;
    const late = open && entry.due_date !== null && entry.due_date < today;
    return (
        <a class="row entry" href={`/transactions/${entry.id}`}>
            <span class="text">
                <strong>{entry_sentence(entry, short_name(name, IN_A_ROW))}</strong>
                <small>
                    {open && entry.due_date && <span class={late ? 'badge late' : 'badge'}>{due_text(entry.due_date, today)}</span>}
                    {day_text(entry.transaction_date)}
                    {entry.currency !== null && entry.description && (
                        <>
                            {' · '}
                            <bdi>{entry.description}</bdi>
                        </>
                    )}
                    {unsent && <Unsent />}
                </small>
            </span>
            <span class="figures">
                {entry.currency === null || entry.settles.length > 0 ? (
                    <span class="amount">{entry.currency === null ? w.things(entry.amount) : format_signed(signed, entry.currency, locale.value)}</span>
                ) : (
                    <Balance amount={signed} currency={entry.currency} icon />
                )}
                {balance !== null && entry.currency !== null ? (
                    <small>
                        {w.balance} {format_signed(balance, entry.currency, locale.value)}
                    </small>
                ) : entry.status === 'partly_settled' ? (
                    <small>{w.still_open(amount_text(entry.outstanding, entry.currency))}</small>
                ) : (
                    !open && <small>{w.settled}</small>
                )}
            </span>
        </a>
    );
}

const WHOLE = 20; // so many rows are simply there
const FEWEST_PX = 86; // of a row: to begin with, for what is asked of the layout now would have to be waited for, and so would innerHeight
const AROUND = 6; // rows beyond the window, on either side; they come after the first picture, and after one of a place further away, or of other rows
const PICTURE_MS = 50;
const BAR_PX = 64; // at the foot, as in design.css: it covers rows

const WIDE_PX = 900; // as in design.css
let [window_px, width_px] = [innerHeight, innerWidth];
addEventListener('resize', () => ([window_px, width_px] = [innerHeight, innerWidth]), { capture: true }); // before those who ask for it

export const is_wide = (): boolean => width_px >= WIDE_PX;

const printing = signal(false);
for (const type of ['beforeprint', 'afterprint']) addEventListener(type, () => (printing.value = type === 'beforeprint'));

interface Range {
    from: number;
    to: number; // the first that is not in it; of a list that is further down below 0
}

const at_first = (from_px: number, above: number): Range => ({ from: 0, to: Math.max(0, Math.ceil((window_px - from_px - (is_wide() ? 0 : BAR_PX)) / FEWEST_PX) - above) });

// Of a list that may have become shorter.
const within = ({ from, to }: Range, rows: number): Range => (from < rows ? { from, to } : { from: 0, to: to - from });

// Whether so many of the rows in the range are others that those in the window are to be drawn before the rest.
function are_others(before: readonly { id: string }[], items: readonly { id: string }[], { from, to }: Range): boolean {
    const were = new Set(before.slice(from, to).map(({ id }) => id));
    return items.slice(from, to).filter(({ id }) => !were.has(id)).length > AROUND;
}

// Which rows are in the window.
function in_window(box: HTMLElement, rows: number): Range {
    const { top, height } = box.getBoundingClientRect();
    const row_px = height / rows;
    return { from: Math.max(0, Math.floor(-top / row_px)), to: Math.ceil((window_px - top) / row_px) };
}

// Those near it, too; in steps, so that not every pixel draws anew.
function near({ from, to }: Range): Range {
    const step = (row: number): number => Math.floor(row / AROUND) * AROUND;
    return { from: Math.max(0, step(from) - AROUND), to: Math.max(0, step(to) + 2 * AROUND) };
}

// A list of any length: of a long one only the rows near the window are there, so ten thousand cost what thirty do. Printed, it is whole.
// from_px: about where it begins on the screen. above: so many rows are above it there, so that to begin with fewer of its own are in the window.
export function LongList<Item extends { id: string }>({ items, from_px, above = 0, children }: { items: readonly Item[]; from_px: number; above?: number; children: (item: Item) => ComponentChildren }) {
    const box = useRef<HTMLDivElement>(null);
    const seen = useRef<Range>(at_first(from_px, above)); // what is in the window
    const there = useRef(seen.current);
    const before = useRef(items);
    const drawn = useSignal(0);
    void drawn.value;
    if (before.current !== items) {
        if (are_others(before.current, items, there.current)) there.current = seen.current = within(seen.current, items.length);
        before.current = items;
    }
    const whole = printing.value || items.length <= WHOLE;
    useEffect(() => {
        if (whole) return;
        let later = 0;
        const show = (range: Range): void => {
            if (range.from === there.current.from && range.to === there.current.to) return;
            there.current = range;
            drawn.value++;
        };
        const look = (at_once = true): void => {
            clearTimeout(later);
            box.current!.classList.toggle('spaced', parseFloat(getComputedStyle(box.current!).letterSpacing) > 0); // by whoever reads it (WCAG 2.2, 1.4.12)
            seen.current = in_window(box.current!, items.length);
            const are_there = there.current.from <= seen.current.from && seen.current.to <= there.current.to;
            if (!are_there) show(seen.current);
            else if (at_once) return show(near(seen.current));
            later = self.setTimeout(look, PICTURE_MS);
        };
        const moved = (): void => look();
        look(false);
        for (const type of ['scroll', 'resize']) addEventListener(type, moved, { passive: true });
        return () => {
            clearTimeout(later);
            ['scroll', 'resize'].forEach((type) => removeEventListener(type, moved));
        };
    }, [whole, items]);
    if (whole) return <div class="list">{items.map((item) => <Fragment key={item.id}>{children(item)}</Fragment>)}</div>;
    const { from, to } = there.current;
    return (
        <div ref={box} class="list window" role="list" style={{ '--rows': items.length }}>
            {items.slice(from, to).map((item, i) => (
                <div role="listitem" key={item.id} aria-setsize={items.length} aria-posinset={from + i + 1} style={{ insetBlockStart: `calc(${from + i} * var(--row))` }}>
                    {children(item)}
                </div>
            ))}
        </div>
    );
}
