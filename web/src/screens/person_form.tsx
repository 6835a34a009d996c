// What is known of a person: of a new one, or to be changed.
import { useSignal } from '@preact/signals';
import { Dialog } from '../design/dialog.tsx';
import { Field, faulty } from '../design/parts.tsx';
import { go } from '../router.ts';
import { create_contact, update_contact } from '../store/commands.ts';
import type { Contact } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import { isolated, words } from '../words/words.ts';
import { DraftFound, SaveOrCancel, useDraft } from './draft.tsx';

// contact: null of a new one. remove: what asks whether they are to be deleted.
export function PersonForm({ contact, close, remove }: { contact: Contact | null; close: () => void; remove?: () => void }) {
    const w = words.value;
    const saving = useSignal(false);
    const tried = useSignal(false);
    const draft = useDraft(`people/${contact?.id ?? ''}`, { name: contact?.name ?? '', phone: contact?.phone ?? '', email: contact?.email ?? '', notes: contact?.notes ?? '' });
    const { name, phone, email, notes } = draft.fields.value;
    const save = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        if (name.trim() === '') {
            tried.value = true;
            document.getElementById('name')?.focus();
            return;
        }
        if (saving.value) return;
        saving.value = true;
        const fields = { name: name.trim(), phone: phone.trim() || null, email: email.trim() || null, notes: notes.trim() || null };
        const along = { draft: draft.form };
        await carry_out(() => (contact ? update_contact(contact.id, fields, along) : create_contact(fields, along)), { done: w.t_saved, what: isolated(fields.name) }, ({ id }) => {
            draft.saved();
            close();
            if (id === undefined) return undefined;
            go(`/people/${id}`);
            return { made_at: `/people/${id}` };
        });
        saving.value = false;
    };
    const fault = tried.value && name.trim() === '' ? w.e_name : undefined;
    return (
        <Dialog title={contact ? w.about(w.edit, isolated(contact.name)) : w.add_person} close={close}>
            <DraftFound of={draft} />
            <form class="form" noValidate onSubmit={save}>
                <Field id="name" label={w.name} error={fault}>
                    <input id="name" required {...faulty('name', fault)} maxLength={200} value={name} dir="auto" onInput={(event) => draft.put({ name: event.currentTarget.value })} />
                </Field>
                <Field id="phone" label={w.phone}>
                    <input id="phone" type="tel" maxLength={64} value={phone} onInput={(event) => draft.put({ phone: event.currentTarget.value })} />
                </Field>
                <Field id="email" label={w.email}>
                    <input id="email" inputMode="email" maxLength={254} value={email} onInput={(event) => draft.put({ email: event.currentTarget.value })} />
                </Field>
                <Field id="notes" label={w.notes}>
                    <textarea id="notes" maxLength={10000} value={notes} dir="auto" onInput={(event) => draft.put({ notes: event.currentTarget.value })} />
                </Field>
                <SaveOrCancel of={draft} close={close}>
                    {remove && (
                        <button type="button" class="button danger" onClick={remove}>
                            {w.delete}
                        </button>
                    )}
                </SaveOrCancel>
            </form>
        </Dialog>
    );
}
