// Everything at a glance, today or on any day before.
import { useComputed, useSignal } from '@preact/signals';
import { Balance, EntryRow, PersonRow, Top } from '../design/parts.tsx';
import { AddIcon } from '../design/icons.tsx';
import { history, ledger, summary } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { entries, people } from '../views/lists.ts';
import { amount_text } from '../views/sentences.ts';
import { day_text, locale, words } from '../words/words.ts';
import { Chart } from './chart.tsx';
import { preferences } from '../preferences.ts';
import { SyncButton } from './sync.tsx';

const DAY_MS = 86_400_000;
const NO_FILTER = { search: '', direction: '', status: '', currency: '', person: '' };

export function Overview() {
    const w = words.value;
    const now = today();
    const days_back = useSignal(0);
    const chosen = useSignal('');
    const day = new Date(Date.parse(`${now}T12:00:00Z`) - days_back.value * DAY_MS).toISOString().slice(0, 10);
    const shown = useComputed(() => {
        const back = days_back.value;
        if (back === 0) return ledger.value;
        return ledger.value.on(new Date(Date.parse(`${today()}T12:00:00Z`) - back * DAY_MS).toISOString().slice(0, 10));
    }).value;
    const sum = summary(shown, day);
    if (ledger.value.transactions.size === 0) return <FirstRun />;
    const oldest = [...ledger.value.transactions.values()].reduce((old, t) => (t.transaction_date < old ? t.transaction_date : old), now);
    const span = Math.round((Date.parse(now) - Date.parse(oldest)) / DAY_MS);
    const currencies = [...new Set([...ledger.value.transactions.values()].flatMap((t) => t.currency ?? []))].sort();
    const currency = currencies.includes(chosen.value) ? chosen.value : currencies.includes(preferences.value.currency) ? preferences.value.currency : currencies[0];
    const open = people(shown, { settled: false, order: 'balance' }, locale.value).slice(0, 5);
    return (
        <>
            <Top title={w.overview}>
                <SyncButton />
            </Top>
            <ul class="totals">
                {sum.totals.map((t) => (
                    <li class="total">
                        <Balance amount={t.net} currency={t.currency} />
                        <dl>
                            <div>
                                <dt>{w.all_owe_you}</dt>
                                <dd>{amount_text(t.owed_to_me, t.currency)}</dd>
                            </div>
                            <div>
                                <dt>{w.all_you_owe}</dt>
                                <dd>{amount_text(t.owed_by_me, t.currency)}</dd>
                            </div>
                        </dl>
                    </li>
                ))}
                {(sum.items.lent > 0 || sum.items.owed > 0) && (
                    <li class="total">
                        <dl>
                            {sum.items.lent > 0 && (
                                <div>
                                    <dt>{w.lent_things}</dt>
                                    <dd>{sum.items.lent}</dd>
                                </div>
                            )}
                            {sum.items.owed > 0 && (
                                <div>
                                    <dt>{w.borrowed_things}</dt>
                                    <dd>{sum.items.owed}</dd>
                                </div>
                            )}
                        </dl>
                    </li>
                )}
                {sum.totals.length === 0 && sum.items.lent + sum.items.owed === 0 && <li class="total quiet">{w.even}</li>}
            </ul>
            {sum.overdue.length > 0 && (
                <section class="section">
                    <h2>{w.overdue}</h2>
                    <div class="list">{sum.overdue.slice(0, 5).map((t) => <EntryRow key={t.id} entry={t} of={shown} today={day} />)}</div>
                </section>
            )}
            {sum.due_soon.length > 0 && (
                <section class="section">
                    <h2>{w.due_soon}</h2>
                    <div class="list">{sum.due_soon.slice(0, 5).map((t) => <EntryRow key={t.id} entry={t} of={shown} today={day} />)}</div>
                </section>
            )}
            <section class="section">
                <h2>{w.people}</h2>
                <div class="list">{open.map((c) => <PersonRow key={c.id} contact={c} unsent={shown.unsent.has(c.id)} />)}</div>
            </section>
            {currency !== undefined && span > 0 && (
                <section class="section">
                    <div class="head">
                        <h2>{w.balance_over_time}</h2>
                        {currencies.length > 1 && (
                            <select aria-label={w.currency} style={{ width: 'auto' }} value={currency} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                                {currencies.map((code) => <option selected={code === currency}>{code}</option>)}
                            </select>
                        )}
                    </div>
                    <Chart points={history(ledger.value, currency)} currency={currency} day={day} today={now} />
                    <div class="head">
                        <label for="day">{w.as_of(day_text(day))}</label>
                        <button type="button" class="button bare" disabled={days_back.value === 0} onClick={() => (days_back.value = 0)}>
                            {w.today}
                        </button>
                    </div>
                    <input
                        id="day"
                        type="range"
                        min={-span}
                        max={0}
                        value={-days_back.value}
                        aria-valuetext={day_text(day)}
                        onInput={(event) => (days_back.value = -Number(event.currentTarget.value))}
                    />
                </section>
            )}
            <section class="section">
                <h2>{w.recent}</h2>
                <div class="list">
                    {entries(shown, NO_FILTER).slice(0, 5).map((t) => <EntryRow key={t.id} entry={t} of={shown} today={day} />)}
                </div>
            </section>
        </>
    );
}

function FirstRun() {
    const w = words.value;
    return (
        <>
            <Top title={w.overview}>
                <SyncButton />
            </Top>
            <div class="empty">
                <h2>{w.first_title}</h2>
                <p>{w.first_hint}</p>
                <a class="button primary" href="/add">
                    <AddIcon />
                    {w.first_action}
                </a>
            </div>
        </>
    );
}
