// What nobody begins with comes when there is nothing else to do, or when it is asked for.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { say } from '../toast.ts';
import { words } from '../words/words.ts';

type Later = typeof import('./later.ts');
export const later = signal<Later | null>(null);
export const load_later = async (): Promise<void> => void (later.value ??= await import('./later.ts'));

// In the place of what has not come yet.
export function Coming() {
    useEffect(() => {
        load_later().catch(() => say(words.value.d_offline));
    }, []);
    return null;
}

// Where a person is written down or corrected.
export function PersonDialog(of: Parameters<Later['PersonForm']>[0]) {
    const { PersonForm = Coming } = later.value ?? {};
    return <PersonForm {...of} />;
}
