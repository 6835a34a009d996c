// The second tap of a double one is for what the first was for. Where that has gone meanwhile, with its dialog or its screen, it is for nothing: what has
// come in its place was not meant.
export function ignore_second_taps(): void {
    let tapped: EventTarget | null = null;
    document.addEventListener(
        'click',
        (event) => {
            if (event.detail > 1 && tapped instanceof Node && !tapped.isConnected) {
                event.preventDefault();
                event.stopPropagation();
            } else if (event.detail > 0) {
                tapped = event.target; // 0: a key was pressed, or a form sent off; no tap
            }
        },
        { capture: true },
    );
}
