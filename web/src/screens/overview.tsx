// Everything at a glance, today or on any day before.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { AfterPicture, Balance, EntryRow, PersonRow, Steady, Top, useAfterPicture } from '../design/parts.tsx';
import { format_signed } from '../money/amount.ts';
import { came_back } from '../router.ts';
import { SHOWN, due, early_glance, first_currency, glance_at, history, in_order, ledger } from '../store/ledger.ts';
import type { Course, Glance, Transaction } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { day_before, days_since_oldest, people, total_of } from '../views/lists.ts';
import { amount_text, net_room, net_sentence } from '../views/sentences.ts';
import { day_text, locale, number_text, words } from '../words/words.ts';
import { Chart } from './chart.tsx';
import { FirstRun } from './first_run.tsx';
import { preferences } from '../preferences.ts';
import { SyncButton } from './sync.tsx';

export function Overview() {
    const w = words.value;
    const now = today();
    const days_back = useSignal(0);
    const chosen = useSignal('');
    const below = useAfterPicture(came_back.peek()); // what a phone has below its window
    const usual = preferences.value.currency;
    const early = early_glance.value;
    const of = early === null ? ledger.value : null; // it is not asked for before: to draw what it comes to takes a while
    const day = day_before(now, days_back.value);
    const of_today = useMemo(() => (of === null ? early! : glance_at(of, now, usual)), [of, early, now, usual]);
    const shown = useMemo(() => (day === now || of === null ? of_today : glance_at(of.on(day), day, usual)), [of, of_today, day, now, usual]);
    const { overdue, due_soon } = useMemo(() => due(shown, day), [shown, day]);
    if (of_today.transactions === 0) return <Empty />;
    const { currencies } = of_today;
    const span = days_since_oldest(of_today, now);
    const currency = first_currency(currencies, currencies.includes(chosen.value) ? chosen.value : usual);
    return (
        <>
            <Top title={w.overview}>{day === now ? <SyncButton /> : <span class="as-of">{w.as_of(day_text(day))}</span>}</Top>
            <div class={days_back.value === 0 ? 'glance' : 'glance past'}>
                <div>
                    {currency !== undefined && (
                        <Net of={shown} currency={currency}>
                            {currencies.length > 1 && (
                                <select class="small" aria-label={w.currency} value={currency} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                                    {currencies.map((code) => <option selected={code === currency}>{code}</option>)}
                                </select>
                            )}
                        </Net>
                    )}
                    <Late many={overdue.length} />
                </div>
                <Who of={shown} overdue={overdue} usual={usual} />
                <Others of={shown} currency={currency} />
                {below && currency !== undefined && span > 0 && <Travel currency={currency} day={day} now={now} span={span} days_back={days_back.value} travel={(days) => (days_back.value = days)} />}
                {below && <Lists of={shown} day={day} overdue={overdue} due_soon={due_soon} />}
            </div>
        </>
    );
}

function Empty() {
    return (
        <>
            <Top title={words.value.overview}>
                <SyncButton />
            </Top>
            <FirstRun />
        </>
    );
}

// What a currency comes to: as a sentence, and as a figure.
function Net({ of, currency, children }: { of: Glance; currency: string; children?: ComponentChildren }) {
    const w = words.value;
    const total = total_of(of, currency);
    const { net, owed_to_me, owed_by_me } = total;
    return (
        <section class="hero" aria-label={w.balance}>
            <div class="head">
                <Steady quiet room={net_room(currency)}>{net_sentence(total, currency)}</Steady>
                {children}
            </div>
            <p class="net" style={{ '--letters': format_signed(net, currency, locale.value).length }}>
                <Balance amount={net} currency={currency} icon />
            </p>
            <dl class="both">
                <div>
                    <dt>{w.all_owe_you}</dt>
                    <dd>{amount_text(owed_to_me, currency)}</dd>
                </div>
                <div>
                    <dt>{w.all_you_owe}</dt>
                    <dd>{amount_text(owed_by_me, currency)}</dd>
                </div>
            </dl>
        </section>
    );
}

// On a narrow window what is above it and below changes its height with the day. It stays where it is all the same, under the finger: what goes leaves its room,
// and by what comes the page is scrolled.
function useSteadyPlace(days_back: number) {
    const box = useRef<HTMLElement>(null);
    const top = useRef<number | null>(null); // where it was on the page before it travelled
    useLayoutEffect(() => {
        if (top.current === null) return;
        const { style } = box.current!;
        style.setProperty('--gone', '0px');
        const moved = box.current!.offsetTop - top.current;
        if (moved < 0 && days_back !== 0) style.setProperty('--gone', `${-moved}px`);
        else scrollBy(0, moved);
    }, [days_back]);
    const keep = (): void => {
        const { offsetTop, parentElement } = box.current!;
        top.current = offsetTop;
        parentElement!.style.minBlockSize = `${parentElement!.offsetHeight}px`;
    };
    return { box, keep };
}

// The one before, where the new one is like it: it need not be drawn anew.
function useCourse(points: Course): Course {
    const last = useRef(points);
    const are_same = last.current.length === points.length && points.every(({ date, net }, i) => date === last.current[i]!.date && net === last.current[i]!.net);
    return are_same ? last.current : (last.current = points);
}

function Travel({ currency, day, now, span, days_back, travel }: { currency: string; day: string; now: string; span: number; days_back: number; travel: (days: number) => void }) {
    const w = words.value;
    const course = early_glance.value?.course;
    const of = course?.currency === currency ? null : ledger.value;
    const points = useCourse(useMemo(() => (of === null ? course!.points : history(of, currency)), [of, course, currency]));
    const axis = useSignal<number | null>(null); // px; until it is known, nothing is drawn that would have to move
    const { box, keep } = useSteadyPlace(days_back);
    const go_to = (days: number): void => {
        keep();
        travel(days);
    };
    return (
        <section ref={box} class="hero course" aria-label={w.balance_over_time}>
            <p class="quiet">{w.about(w.balance_over_time, currency)}</p>
            <Chart points={points} currency={currency} first={day_before(now, span)} day={day} today={now} measured={(px) => (axis.value = px)} />
            <input
                id="day"
                type="range"
                style={{ '--axis': `${axis.value ?? 0}px`, opacity: axis.value === null ? 0 : 1 }}
                aria-label={w.travel}
                min={-span}
                max={0}
                value={-days_back}
                aria-valuetext={day_text(day)}
                onInput={(event) => go_to(-Number(event.currentTarget.value))}
            />
            <div class="head">
                <label for="day" class={days_back === 0 ? 'quiet' : 'as-of'}>
                    {days_back === 0 ? w.travel : w.as_of(day_text(day))}
                </label>
                <button type="button" class="button bare" style={{ visibility: days_back === 0 ? 'hidden' : 'visible' }} onClick={() => go_to(0)}>
                    {w.today}
                </button>
            </div>
        </section>
    );
}

// How much is late.
function Late({ many }: { many: number }) {
    if (many === 0) return null;
    return (
        <div class="list others overdue">
            <a class="row" href="/transactions?status=overdue&sort=due_date">
                <span class="text quiet">{words.value.overdue}</span>
                <span class="badge late">{number_text(many)}</span>
            </a>
        </div>
    );
}

// The other currencies, and things.
function Others({ of, currency }: { of: Glance; currency: string | undefined }) {
    const w = words.value;
    const others = of.totals.filter((total) => total.currency !== currency);
    const { lent, owed } = of.items;
    if (others.length + lent + owed === 0) return null;
    return (
        <ul class="list others rest">
            {others.map((total) => (
                <li class="row" key={total.currency}>
                    <span class="text quiet">{net_sentence(total, total.currency)}</span>
                    <Balance amount={total.net} currency={total.currency} icon />
                </li>
            ))}
            {lent > 0 && (
                <li class="row">
                    <span class="text quiet">{w.lent_things}</span>
                    <span class="amount">{number_text(lent)}</span>
                </li>
            )}
            {owed > 0 && (
                <li class="row">
                    <span class="text quiet">{w.borrowed_things}</span>
                    <span class="amount">{number_text(owed)}</span>
                </li>
            )}
        </ul>
    );
}

function Lists({ of, day, overdue, due_soon }: { of: Glance; day: string; overdue: readonly Transaction[]; due_soon: readonly Transaction[] }) {
    const w = words.value;
    return (
        <div class="later">
            <AfterPicture>
                {overdue.length > 0 && <Section title={w.overdue} list={overdue} of={of} day={day} more="/transactions?status=overdue&sort=due_date" />}
                {due_soon.length > 0 && <Section title={w.due_soon} list={due_soon} of={of} day={day} more="/transactions?status=open&sort=due_date" />}
                {of.recent.length > 0 && <Section title={w.recent} list={of.recent} of={of} day={day} more="/transactions" />}
            </AfterPicture>
        </div>
    );
}

// People with whom something is open: first those with whom something is overdue.
function Who({ of, overdue, usual }: { of: Glance; overdue: readonly Transaction[]; usual: string }) {
    const w = words.value;
    const late = new Set(overdue.map(({ contact_id }) => contact_id));
    const open = people(of, { settled: false, order: 'balance', currencies: in_order(of.currencies, usual) }, locale.value).sort((a, b) => Number(late.has(b.id)) - Number(late.has(a.id)));
    return (
        <section class="section who">
            <div class="head">
                <h2>{w.people}</h2>
                {open.length > SHOWN && (
                    <a class="button bare" href="/people?sort=balance">
                        {w.show_all}
                    </a>
                )}
            </div>
            {open.length === 0 ? (
                <p class="quiet">{w.all_even}</p>
            ) : (
                <div class="list">{open.slice(0, SHOWN).map((c) => <PersonRow key={c.id} contact={c} unsent={of.unsent.has(c.id)} late={late.has(c.id)} />)}</div>
            )}
        </section>
    );
}

function Section({ title, list, of, day, more }: { title: string; list: readonly Transaction[]; of: Glance; day: string; more: string }) {
    return (
        <section class="section">
            <div class="head">
                <h2>{title}</h2>
                {list.length > SHOWN && (
                    <a class="button bare" href={more}>
                        {words.value.show_all}
                    </a>
                )}
            </div>
            <div class="list">{list.slice(0, SHOWN).map((t) => <EntryRow key={t.id} entry={t} of={of} today={day} />)}</div>
        </section>
    );
}

