// One person: how you stand, what is open, and how it came to be so.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { HistoryIcon } from '../design/icons.tsx';
import { Dialog, Sure } from '../design/dialog.tsx';
import { EntryRow, Field, LongList, Top } from '../design/parts.tsx';
import { parse_amount, editable_amount } from '../money/amount.ts';
import { leave_for, route } from '../router.ts';
import { session } from '../server/session.ts';
import { delete_contact, merge_contacts, repayments, settle_contact, today } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import type { Contact } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { namesakes, statement } from '../views/lists.ts';
import { amount_text, netted, person_sentences, settling_sentences } from '../views/sentences.ts';
import { day_text, isolated, locale, words } from '../words/words.ts';
import { PersonDialog } from './coming.tsx';
import { DraftFound, SaveOrCancel, useDraft } from './draft.tsx';
import { NotFound } from './not_found.tsx';

const LIST_PX = 300;

export function Person() {
    const contact = ledger.value.contacts.get(route.value.id);
    return contact ? <PersonOf contact={contact} /> : <NotFound />;
}

export function PersonOf({ contact }: { contact: Contact }) {
    const w = words.value;
    const of = ledger.value;
    const asked = useSignal<'' | 'settle' | 'edit' | 'delete' | 'merge'>('');
    const lines = statement(of, contact.id);
    const open = lines.filter(({ transaction: t }) => t.outstanding > 0);
    const [namesake] = namesakes(of, contact);
    const now = today();
    const me = session.value?.account.username; // who begins without an account has none
    const close = (): void => void (asked.value = '');
    return (
        <>
            <Top title={contact.name} back="/people">
                <button type="button" class="button bare no-print" onClick={() => (asked.value = 'edit')}>
                    {w.edit}
                </button>
            </Top>
            <p class="print-only quiet">{[me && w.between(isolated(me), isolated(contact.name)), w.as_of(day_text(now))].filter(Boolean).join(' ')}</p>
            <ul class="lead">
                {person_sentences(contact, open.map(({ transaction }) => transaction)).map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                ))}
                {[contact.phone, contact.email, contact.notes].filter(Boolean).map((text) => (
                    <li class="quiet" key={text}>
                        <bdi>{text}</bdi>
                    </li>
                ))}
            </ul>
            {namesake && (
                <div class="note no-print">
                    <span>{w.namesake(isolated(namesake.name), person_sentences(namesake).join(w.stop))}</span>
                    <button type="button" class="button bare" onClick={() => (asked.value = 'merge')}>
                        {w.merge}
                    </button>
                </div>
            )}
            <div class="buttons no-print">
                <a class="button primary" href={`/add?person=${contact.id}`}>
                    {w.new_entry}
                </a>
                {open.length > 0 && (
                    <button type="button" class="button" onClick={() => (asked.value = 'settle')}>
                        {w.settle_up}
                    </button>
                )}
            </div>
            {open.length > 0 && (
                <section class="section">
                    <h2>{w.open_debts}</h2>
                    <LongList items={open} from_px={LIST_PX}>{({ transaction: t }) => <EntryRow entry={t} of={of} today={now} />}</LongList>
                </section>
            )}
            {lines.length > 0 && (
                <section class="section">
                    <div class="head">
                        <h2>{w.statement}</h2>
                        <button type="button" class="button bare no-print" onClick={() => print()}>
                            {w.print}
                        </button>
                    </div>
                    <LongList items={lines} from_px={LIST_PX} above={open.length}>{({ transaction: t, balance }) => <EntryRow entry={t} of={of} today={now} balance={balance} />}</LongList>
                </section>
            )}
            <p class="section no-print">
                <a class="button bare" href={`/people/${contact.id}/history`}>
                    <HistoryIcon />
                    {w.history_of(isolated(contact.name))}
                </a>
            </p>
            {asked.value === 'settle' && <Settle contact={contact} close={close} />}
            {asked.value === 'edit' && <PersonDialog contact={contact} close={close} remove={() => (asked.value = 'delete')} />}
            {asked.value === 'merge' && namesake && (
                <Sure
                    title={w.merge}
                    text={w.merge_sure(isolated(contact.name))}
                    action={w.merge}
                    close={close}
                    act={async () => {
                        await carry_out(() => merge_contacts(contact.id, namesake.id), { done: w.t_saved, what: isolated(contact.name) }, ({ id }) => {
                            close();
                            leave_for(`/people/${id}`);
                        });
                    }}
                />
            )}
            {asked.value === 'delete' && (
                <Sure
                    title={w.delete_person}
                    text={w.delete_person_sure(isolated(contact.name))}
                    action={w.delete}
                    close={close}
                    act={async () => {
                        await carry_out(() => delete_contact(contact.id, { with_transactions: true }), { done: w.t_deleted, what: isolated(contact.name) }, () => void leave_for('/people'));
                    }}
                />
            )}
        </>
    );
}

function Settle({ contact, close }: { contact: Contact; close: () => void }) {
    const w = words.value;
    const open = ledger.value.transactions_of(contact.id).filter(({ outstanding }) => outstanding > 0);
    const has_more = new Set(open.map(({ currency }) => currency)).size > 1; // a balance of none may be open in both directions
    const saving = useSignal(false); // a second tap pays nothing twice
    const all_of = (code: string): { currency: string; typed: string } => {
        const b = contact.balances.find(({ currency }) => currency === code);
        return { currency: code, typed: b ? editable_amount(Math.abs(b.amount), code, locale.value) : '' };
    };
    const draft = useDraft(`people/${contact.id}/settle`, all_of(contact.balances[0]?.currency ?? ''));
    const { currency, typed } = draft.fields.value;
    const balance = contact.balances.find((b) => b.currency === currency);
    const reading = balance ? parse_amount(typed, balance.currency, locale.value) : null;
    const amount = reading && 'amount' in reading ? reading.amount : null;
    const most = balance ? Math.abs(balance.amount) : 0;
    const valid = !balance || (amount !== null && amount <= most);
    const part = balance && amount !== null && amount < most ? { amount } : {};
    const settling = { ...(balance && { currency: balance.currency, ...part }), netted };
    const made = !valid || amount === 0 ? [] : repayments(ledger.peek(), contact.id, settling, today());
    const sentence =
        balance === undefined
            ? settling_sentences(made, contact.name).join('\n')
            : amount === null
              ? w.e_not_a_number
              : !valid
                ? w.e_more_than_open(amount_text(most, balance.currency))
                : (balance.amount > 0 ? w.paid_you : w.you_paid)(isolated(contact.name), amount_text(amount, balance.currency));
    const left = balance && 'amount' in part && amount! > 0 ? [w.still_open(amount_text(most - amount!, balance.currency))] : [];
    const save = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (!valid || saving.value) return;
        saving.value = true;
        saving.value = await carry_out(() => settle_contact(contact.id, { ...settling, draft: draft.form }), { done: w.t_saved, what: balance === undefined ? w.settled_with(isolated(contact.name)) : sentence }) !== null;
        if (!saving.value) return;
        draft.saved();
        close();
    };
    const field = useRef<HTMLInputElement>(null);
    useLayoutEffect(() => field.current?.select(), []); // WebKit forgets what is marked while a dialog is being opened
    return (
        <Dialog title={w.settle_up} close={close}>
            <DraftFound of={draft} />
            <form class="form" onSubmit={save}>
                <p class="quiet">{w.settle_hint}</p>
                {has_more && contact.balances.length > 0 && (
                    <Field id="settle-what" label={w.currency}>
                        <select id="settle-what" value={balance?.currency ?? ''} onChange={(event) => draft.put(all_of(event.currentTarget.value))}>
                            {contact.balances.map((b) => <option value={b.currency}>{b.currency}</option>)}
                            <option value="">{w.settle_all}</option>
                        </select>
                    </Field>
                )}
                {balance && (
                    <Field id="settle-amount" label={w.settle_amount}>
                        <input id="settle-amount" ref={field} autofocus inputMode="decimal" value={typed} aria-invalid={!valid} aria-describedby="settle-understood" onFocus={(event) => event.currentTarget.select()} onInput={(event) => draft.put({ typed: event.currentTarget.value })} />
                    </Field>
                )}
                <p class="understood" id="settle-understood" aria-live="polite">
                    {[sentence, ...(balance ? new Set(made.flatMap(({ description }) => description ?? [])) : []), ...left].join('\n')}
                </p>
                <SaveOrCancel of={draft} close={close} disabled={!valid} />
            </form>
        </Dialog>
    );
}
