// What is said after a change, and how it is undone.
import { batch, effect, signal } from '@preact/signals';
import { address, go } from './router.ts';
import { session } from './server/session.ts';
import { Refusal } from './store/commands.ts';
import type { Early, Made, Undo } from './store/commands.ts';
import { refusal_words } from './views/refusals.ts';
import { words } from './words/words.ts';

export interface Said {
    done: string; // "Saved"
    what?: string | undefined; // of what that is true
    is_undone?: boolean; // what undoes it does it again
}

export interface Toasted extends Said {
    undo: Undo | null;
    made_at?: string | undefined; // an address that there was not before: undone, nothing is there
}

export const toast = signal<Toasted | null>(null);

export const toast_text = ({ done, what }: Said): string => (what === undefined ? done : words.value.about(done, what));

// What was said in another language goes with it, and what was said of an account with that.
const whose = (): string | undefined => session.value?.account.id;
effect(() => {
    void [words.value, whose()];
    toast.value = null;
});

const SHOWN_MS = 10_000;
let timer = 0;

function show(said: Said, undo: Undo | null, made_at?: string): void {
    toast.value = { ...said, undo, made_at };
    release_toast();
}

export const say = (text: string): void => show({ done: text }, null);

// While somebody looks at it, it stays; and as long again.
export const hold_toast = (): void => clearTimeout(timer);

export function release_toast(): void {
    clearTimeout(timer);
    timer = window.setTimeout(() => (toast.value = null), SHOWN_MS);
}

const refusal_text = (error: unknown): string => (error instanceof Refusal ? refusal_words(error.code) : null) ?? words.value.t_failed;

interface Drawn {
    made_at?: string | undefined; // see Toasted
    back?: () => void; // takes it back
}

// Runs a command and, when it is stored, offers to undo it. Null: it was refused, and that was said. then: draws what else is to be drawn of it; early, where
// the command is given `early`.
export async function carry_out(command: (early: Early) => Promise<Made>, said: Said, then: (made: Pick<Made, 'id'>) => Drawn | void = () => {}): Promise<Made | null> {
    const of = whose();
    let drawn: Drawn | undefined;
    const draw: Early = (made) => void (drawn ??= then(made) ?? {});
    try {
        const made = await command(draw);
        if (whose() !== of) return null;
        batch(() => {
            draw(made);
            if (made.undo) show(said, made.undo, drawn?.made_at);
        });
        return made;
    } catch (error) {
        if (!(error instanceof Refusal)) console.error(error);
        if (whose() !== of) return null;
        batch(() => {
            drawn?.back?.();
            say(refusal_text(error));
        });
        return null;
    }
}

let undoing = false; // who taps twice undoes once

export async function undo_last(): Promise<void> {
    if (!toast.value?.undo || undoing) return;
    undoing = true;
    const { undo, what, is_undone, made_at } = toast.value;
    const done = is_undone ? words.value.t_redone : words.value.t_undone;
    await carry_out(undo, { done, what, is_undone: !is_undone }, () => {
        if (made_at !== undefined && made_at === address.value) go('/', { replace: true, from: null });
    });
    undoing = false;
}
