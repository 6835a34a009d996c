// A ledger never changes: what was made of it once is known for as long as it is there, whoever asks for it next.
export function once_of<Of extends object, Asked extends readonly string[], Made>(make: (of: Of, ...asked: Asked) => Made): (of: Of, ...asked: Asked) => Made {
    const made = new WeakMap<Of, Map<string, Made>>();
    return (of, ...asked) => {
        const known = made.get(of) ?? new Map<string, Made>();
        made.set(of, known);
        const key = asked.join();
        if (!known.has(key)) known.set(key, make(of, ...asked));
        return known.get(key)!;
    };
}
