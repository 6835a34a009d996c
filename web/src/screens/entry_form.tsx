// A new debt, or a change of one: a name, a way and an amount; the sentence says what will be saved before it is.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Field, Sure, Top } from '../design/parts.tsx';
import { HistoryIcon, InIcon, OutIcon } from '../design/icons.tsx';
import { editable_amount, parse_amount } from '../money/amount.ts';
import { currencies } from '../money/currency.ts';
import { preferences } from '../preferences.ts';
import { go, route } from '../router.ts';
import { create_transaction, delete_transaction, today, update_transaction } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import type { Transaction } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { people, person_named, plain, used_currencies } from '../views/lists.ts';
import { entry_sentence } from '../views/sentences.ts';
import { isolated, locale, words } from '../words/words.ts';
import { NotFound } from './not_found.tsx';

export function AddEntry() {
    return <EntryForm entry={null} />;
}

export function EditEntry() {
    const entry = ledger.value.transactions.get(route.value.id);
    return entry ? <EntryForm key={entry.id} entry={entry} /> : <NotFound />;
}

function EntryForm({ entry }: { entry: Transaction | null }) {
    const w = words.value;
    const of = ledger.value;
    const asked = of.contacts.get(entry?.contact_id ?? route.value.query.get('person') ?? '');
    const name = useSignal(asked?.name ?? '');
    const direction = useSignal<'lent' | 'owed'>(entry?.direction ?? 'lent');
    const item = useSignal(entry?.type === 'item');
    const currency = useSignal(entry?.currency ?? preferences.value.currency);
    const typed = useSignal(entry ? editable_amount(entry.amount, entry.currency, locale.value) : '');
    const what = useSignal(entry?.description ?? '');
    const date = useSignal(entry?.transaction_date ?? today());
    const due = useSignal(entry?.due_date ?? '');
    const comment = useSignal('');
    const tried = useSignal(false);
    const saving = useSignal(false);
    const first = useRef<HTMLInputElement>(null);
    useEffect(() => first.current?.focus(), []);

    // The usual currency and those of this ledger first, then all.
    const near = useComputed(() => [...new Set([preferences.value.currency, ...used_currencies(ledger.value)])]).value;
    const unit = item.value ? null : currency.value;
    const reading = parse_amount(item.value && typed.value === '' ? '1' : typed.value, unit, locale.value);
    const person = name.value.trim();
    const matches = useComputed(() => {
        const wanted = plain(name.value.trim());
        const near = people(ledger.value, { search: name.value.trim(), order: 'recent' }, locale.value);
        return near.filter((c) => plain(c.name) !== wanted).slice(0, 4);
    });
    const faults = {
        name: person === '' ? w.e_name : undefined,
        what: item.value && what.value.trim() === '' ? w.e_thing : undefined,
        amount: 'problem' in reading ? fault_text(reading) : undefined,
    };
    // Told at once where something was typed, else when it is to be saved.
    const amount_fault = tried.value || typed.value !== '' ? faults.amount : undefined;
    const complete = !faults.name && !faults.what && 'amount' in reading;
    const sentence = complete
        ? entry_sentence({ direction: direction.value, amount: reading.amount, currency: unit, description: what.value.trim() || null, settles: entry?.settles ?? [] }, person)
        : w.understood;
    const shown_name = person === '' ? null : isolated(person);

    const pick_kind = (thing: boolean): void => {
        item.value = thing;
        document.getElementById(thing ? 'what' : 'amount')?.focus();
    };

    const save = async (event: Event): Promise<void> => {
        event.preventDefault();
        tried.value = true;
        if (!complete) {
            document.getElementById(faults.name ? 'who' : faults.amount ? 'amount' : 'what')?.focus();
            return;
        }
        if (saving.value) return;
        saving.value = true;
        const fields = {
            type: item.value ? ('item' as const) : ('money' as const),
            direction: direction.value,
            amount: reading.amount,
            currency: unit,
            description: what.value.trim() || null,
            transaction_date: date.value || today(),
            due_date: due.value || null,
        };
        const known = asked?.name === person ? asked : person_named(of, person);
        const made = await carry_out(
            () =>
                entry
                    ? update_transaction(entry.id, { ...fields, ...(known ? { contact_id: known.id } : {}) }, comment.value.trim() || null)
                    : known
                      ? create_transaction({ ...fields, contact_id: known.id })
                      : create_transaction(fields, { contact: { name: person } }),
            `${w.t_saved}: ${sentence}`,
        );
        saving.value = false;
        if (made) go(entry ? `/people/${entry.contact_id}` : known ? `/people/${known.id}` : '/');
    };

    return (
        <>
            <Top title={entry ? w.edit_entry : w.new_entry} back={entry ? `/people/${entry.contact_id}` : '/'} />
            <form class="form" onSubmit={save} noValidate>
                <Field id="who" label={w.who} error={tried.value ? faults.name : undefined}>
                    <input
                        id="who"
                        ref={entry || asked ? null : first}
                        value={name.value}
                        maxLength={200}
                        autocomplete="off"
                        autocapitalize="words"
                        enterkeyhint="next"
                        dir="auto"
                        readOnly={entry !== null}
                        aria-invalid={tried.value && !!faults.name}
                        aria-describedby={tried.value && faults.name ? 'who-error' : undefined}
                        onInput={(event) => (name.value = event.currentTarget.value)}
                        onKeyDown={(event) => {
                            // "Next" on a phone's keyboard: nothing is at fault yet.
                            if (event.key !== 'Enter' || event.isComposing || complete || person === '') return;
                            event.preventDefault();
                            document.getElementById(item.value ? 'what' : 'amount')?.focus();
                        }}
                    />
                    {!entry && of.contacts.size > 0 && (
                        <div class="suggestions">
                            {matches.value.map((c) => (
                                <button type="button" class="chip" key={c.id} onClick={() => (name.value = c.name)}>
                                    {c.name}
                                </button>
                            ))}
                            {matches.value.length === 0 && person !== '' && !person_named(of, person) && <small style={{ alignSelf: 'center' }}>{w.who_hint}</small>}
                        </div>
                    )}
                </Field>
                <fieldset>
                    <legend>{w.which_way}</legend>
                    <div class="choices">
                        <label>
                            <input type="radio" name="direction" checked={direction.value === 'lent'} onChange={() => (direction.value = 'lent')} />
                            <InIcon />
                            <span>{shown_name === null ? w.they : w.they_owe(shown_name)}</span>
                        </label>
                        <label>
                            <input type="radio" name="direction" checked={direction.value === 'owed'} onChange={() => (direction.value = 'owed')} />
                            <OutIcon />
                            <span>{shown_name === null ? w.them : w.i_owe(shown_name)}</span>
                        </label>
                    </div>
                </fieldset>
                <div class={item.value ? 'field' : 'pair'}>
                    <div class="amount-field">
                        <Field id="amount" label={item.value ? w.how_many : w.how_much} error={amount_fault}>
                            <input
                                id="amount"
                                ref={asked && !entry ? first : null}
                                inputMode={item.value ? 'numeric' : 'decimal'}
                                autocomplete="off"
                                enterkeyhint="done"
                                value={typed.value}
                                placeholder={item.value ? '1' : ''}
                                aria-invalid={!!amount_fault}
                                aria-describedby="understood"
                                onInput={(event) => (typed.value = event.currentTarget.value)}
                            />
                        </Field>
                    </div>
                    {!item.value && (
                        <div class="amount-field">
                            <Field id="currency" label={w.currency}>
                                <select id="currency" value={currency.value} onChange={(event) => (currency.value = event.currentTarget.value)}>
                                    {near.map((code) => <option selected={code === currency.value}>{code}</option>)}
                                    <hr />
                                    {currencies.filter((code) => !near.includes(code)).map((code) => <option selected={code === currency.value}>{code}</option>)}
                                </select>
                            </Field>
                        </div>
                    )}
                </div>
                <p class={complete ? 'understood' : 'understood quiet'} id="understood" aria-live="polite">
                    {sentence}
                </p>
                <Field id="what" label={item.value ? w.which_thing : `${w.what_for} (${w.optional})`} error={tried.value ? faults.what : undefined}>
                    <input id="what" value={what.value} maxLength={1000} dir="auto" autocomplete="off" aria-invalid={tried.value && !!faults.what} onInput={(event) => (what.value = event.currentTarget.value)} />
                </Field>
                <button class="button primary wide">{w.save}</button>
                <details open={entry !== null}>
                    <summary>{w.more}</summary>
                    <div class="form">
                        {!entry && (
                            <div class="suggestions" role="group" aria-label={w.which_kind}>
                                <button type="button" class="chip" aria-pressed={!item.value} onClick={() => pick_kind(false)}>
                                    {w.money}
                                </button>
                                <button type="button" class="chip" aria-pressed={item.value} onClick={() => pick_kind(true)}>
                                    {w.thing}
                                </button>
                            </div>
                        )}
                        <div class="pair even">
                            <Field id="date" label={w.date}>
                                <input id="date" type="date" value={date.value} onInput={(event) => (date.value = event.currentTarget.value)} />
                            </Field>
                            <Field id="due" label={w.due_date}>
                                <input id="due" type="date" value={due.value} onInput={(event) => (due.value = event.currentTarget.value)} />
                            </Field>
                        </div>
                        {entry && (
                            <Field id="comment" label={`${w.comment} (${w.optional})`}>
                                <input id="comment" value={comment.value} dir="auto" maxLength={1000} onInput={(event) => (comment.value = event.currentTarget.value)} />
                            </Field>
                        )}
                    </div>
                </details>
            </form>
            {entry && <Rest entry={entry} />}
        </>
    );
}

function fault_text(reading: Exclude<ReturnType<typeof parse_amount>, { amount: number }>): string {
    const w = words.value;
    return reading.problem === 'too_many_decimals' ? w.e_too_many_decimals(reading.digits) : w[`e_${reading.problem}`];
}

// The history first: what was changed can be undone there.
function Rest({ entry }: { entry: Transaction }) {
    const w = words.value;
    const sure = useSignal(false);
    const remove = async (): Promise<void> => {
        if (await carry_out(() => delete_transaction(entry.id), w.t_deleted)) go(`/people/${entry.contact_id}`);
    };
    return (
        <div class="section buttons">
            <a class="button bare" href={`/transactions/${entry.id}/history`}>
                <HistoryIcon />
                {w.history_of_entry}
            </a>
            <button type="button" class="button bare danger" onClick={() => (sure.value = true)}>
                {w.delete_entry}
            </button>
            {sure.value && (
                <Sure
                    title={w.delete_entry}
                    text={entry_sentence(entry, ledger.value.contacts.get(entry.contact_id)?.name ?? '…')}
                    action={w.delete}
                    act={remove}
                    close={() => (sure.value = false)}
                />
            )}
        </div>
    );
}
