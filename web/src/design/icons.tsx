// The icons, drawn for this client: strokes on a grid of 24, in the colour of the text (design.css), silent to a screen reader.
import type { ComponentChildren } from 'preact';

const icon = (children: ComponentChildren, mirrored = false) =>
    function Icon() {
        return (
            <svg viewBox="0 0 24 24" aria-hidden="true" class={mirrored ? 'mirrored' : ''}>
                {children}
            </svg>
        );
    };

export const OverviewIcon = icon(<path d="M4 19h16M6 15l4-5 4 3 5-8" />);
export const PeopleIcon = icon(<path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.4a6.5 6.5 0 0 1 3.5 5.6" />);
export const AddIcon = icon(<path d="M12 5v14M5 12h14" />);
export const EntriesIcon = icon(<path d="M5 6h14M5 12h14M5 18h9" />, true);
export const HistoryIcon = icon(<path d="M12 7v5l3.5 2M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4" />);
export const SettingsIcon = icon(<path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5" />);
export const FindIcon = icon(<path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5L20 20" />, true);
export const BackIcon = icon(<path d="M14 5l-7 7 7 7" />, true);
// Towards me, and away from me.
export const InIcon = icon(<path d="M18 6L7 17M7 8v9h9" />, true);
export const OutIcon = icon(<path d="M6 18L17 7M8 7h9v9" />, true);
export const CheckIcon = icon(<path d="M5 12.5l4.5 4.5L19 7.5" />);
export const WaitIcon = icon(<path d="M12 15V5M8 9l4-4 4 4M5 19h14" />);
