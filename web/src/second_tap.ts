// The second tap of a double one is for what the first was for. Where that has gone meanwhile, with its dialog or its screen, it is for nothing: what has
// come in its place was not meant.

const DOUBLE_MS = 300; // of a finger
const NEAR_PX = 12;

// Not every browser counts on (detail: 2) where something else is in that place now.
const is_second = (event: MouseEvent, first: MouseEvent): boolean =>
    event.detail > 1 || (event.timeStamp - first.timeStamp < DOUBLE_MS && Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < NEAR_PX);

export function ignore_second_taps(): void {
    let tapped: { event: MouseEvent; target: EventTarget | null } | null = null; // an event's target is null once it is over
    document.addEventListener(
        'click',
        (event) => {
            if (event.detail === 0) return; // a key was pressed, or a form sent off; no tap
            if (tapped?.target instanceof Node && !tapped.target.isConnected && is_second(event, tapped.event)) {
                event.preventDefault();
                event.stopPropagation();
            } else {
                tapped = { event, target: event.target };
            }
        },
        { capture: true },
    );
}
