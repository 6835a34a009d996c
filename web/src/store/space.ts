// Whether the browser has promised to keep what is stored here, and how much that is; one that has not promised may delete it when space is short, or after
// weeks without use.
export interface Space {
    kept: boolean;
    used_bytes: number;
}

export async function space(): Promise<Space | null> {
    if (!navigator.storage?.estimate) return null;
    const [kept, { usage = 0 }] = await Promise.all([navigator.storage.persisted(), navigator.storage.estimate()]);
    return { kept, used_bytes: usage };
}

let is_asked = false;

// Asks for that promise, once in a tab: some browsers ask the person.
export function ask_to_keep(): void {
    if (!is_asked) void navigator.storage?.persist?.();
    is_asked = true;
}
