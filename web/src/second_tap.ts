// The second tap of a double one is for what the first was for. Where that has gone meanwhile, with its dialog or its screen, or does something else now, as
// its words say, it is for nothing: what has come in its place was not meant.
export function ignore_second_taps(): void {
    let tapped: { at: Element; words: string | null } | null = null;
    document.addEventListener(
        'click',
        (event) => {
            if (event.detail > 1 && tapped && (!tapped.at.isConnected || tapped.at.textContent !== tapped.words)) {
                event.preventDefault();
                event.stopPropagation();
            } else if (event.detail > 0) {
                const at = event.target as Element;
                tapped = { at, words: at.textContent }; // 0: a key was pressed, or a form sent off; no tap
            }
        },
        { capture: true },
    );
}
